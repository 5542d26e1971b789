"""How a turn of the loop is shown: the decision first, then what it rests on."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.tables import plain_table
from curator.report.decision import MEANING
from curator.report.figures import number_of
from curator.text import printable

if TYPE_CHECKING:
    from curator.loop.turn import Turn

SHOWN = 300


def turn_view(turn: "Turn") -> RenderableType:
    """A whole turn."""
    from curator.report.comparison_table import comparison_renderable

    outcome = turn.outcome
    parts: list[RenderableType] = [Text(headline(outcome), style="bold"), Text()]
    if outcome["arms"]:
        parts += [comparison_renderable(outcome), Text()]
    if outcome["gate"] and not outcome["gate"]["passed"]:
        parts += [_failed(outcome["gate"]), Text()]
    parts.append(decision_line(outcome))
    if outcome["arms"]:
        told = {each["sentence"] for each in outcome["comparisons"]}
        parts += [Text(f"  {printable(reason, SHOWN)}") for reason in outcome["reasons"] if reason not in told]
    parts.append(Text())
    parts += [Text(line) for line in (champion_line(outcome), *_split(outcome), *_label(outcome), *_work(turn))]
    parts.append(Text(f"report: {outcome['report']}"))
    return Group(*parts)


def headline(outcome: Any) -> str:  # noqa: ANN401 - a turn's outcome, as JSON
    """The version and its size."""
    counts = outcome["counts"]
    return f"{outcome['curated']}  {counts['input']:,} → {counts['kept']:,} records"


def decision_line(outcome: Any) -> Text:  # noqa: ANN401 - a turn's outcome, as JSON
    """The decision in a word, and what it means."""
    word = outcome["decision"]
    return Text(f"{word}: ", style="bold").append(MEANING[word], style="not bold")


def champion_line(outcome: Any) -> str:  # noqa: ANN401 - a turn's outcome, as JSON
    """Who is champion now, and who was."""
    before, after = outcome["champion"]["before"], outcome["champion"]["after"]
    if after is None:
        return f"champion: none yet; the raw data ({outcome['raw']}) hold the place"
    if after == before:
        return f"champion: {after}, as before"
    return f"champion: {after}; before: {before or 'the raw data'}"


def _split(outcome: Any) -> Iterator[str]:  # noqa: ANN401 - a turn's outcome, as JSON
    split = outcome["split"]
    if split:
        taken = f"{number_of(split['records'], 'record')} of {split['of']:,}"
        yield f"held out before curation: {taken}, {number_of(split['clusters'], 'cluster')} of prompts alike"


def _failed(gate: dict[str, Any]) -> RenderableType:
    columns: Any = {"failed": "left", "of": "left", "what": "left"}
    return plain_table(columns, [(each["name"], each["group"], each["message"]) for each in gate["failed"]])


def _label(outcome: Any) -> Iterator[str]:  # noqa: ANN401 - a turn's outcome, as JSON
    tasks, annotated = outcome["label"]["tasks"], outcome["label"]["annotated"]
    if sum(tasks.values()):
        yield "asked people about " + ", ".join(number_of(count, kind) for kind, count in tasks.items() if count)
    if annotated and annotated["decided"]:
        verdicts = ", ".join(f"{count:,} {action}" for action, count in sorted(annotated["decided"].items()))
        yield f"people's verdicts: {verdicts}"


def _work(turn: "Turn") -> Iterator[str]:
    """What was done now and what was known."""
    work = turn.work
    if not turn.is_new:
        yield "nothing has changed: the decision stands"
        return
    yield f"measured: {_reused(work.measured, work.records, 'record')}"
    if work.runs:
        yield f"trained: {_reused(work.trained, work.runs, 'run')}"


def _reused(now: int, of: int, thing: str) -> str:
    known = of - now
    return f"{number_of(now, thing)}" + (f"; {known:,} of {of:,} were known" if known else "")
