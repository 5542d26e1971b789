"""What an item must have for a metric to measure an answer to it."""

from curator.evaluate.metric import METRICS
from curator.evaluate.tasks import Item
from curator.evaluate.text.numbers import final_number


def lacking(item: Item, metric: str) -> str | None:
    """What the item lacks for the metric, in words; null when the metric fits it."""
    check = item.check or {}
    no_answer = None if item.answer.strip() else "no gold answer"
    match METRICS[metric].needs:
        case "answer":
            return no_answer
        case "number":
            no_number = f"no number in the gold answer {item.answer[-60:]!r}"
            return no_answer or (no_number if final_number(item.answer) is None else None)
        case "options":
            return "no options" if item.options is None else no_answer
        case "form":
            has_form = item.options or "instructions" in check or final_number(item.answer) is not None
            return None if has_form else "no options, instructions or number"
        case "tests":
            return None if "tests" in check else "no unit tests"
        case "instructions":
            return None if "instructions" in check else "no instructions"
        case "refuse":
            return None if "refuse" in check else "not said whether it should be refused"
        case "others":
            return None
