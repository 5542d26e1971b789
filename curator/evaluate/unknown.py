"""Instructions that no check is known for: what they leave unmeasured is said before anything is asked."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from curator.errors import DataError
from curator.evaluate.tasks import Heldout, Item
from curator.signals.constraints.instructed import KINDS, constraints_for

SHOWN = 5


def check_instructions(items: Sequence[Item], path: str) -> None:
    """Make sure that an instruction of some item can be checked.

    Raises:
        DataError: there are instructions, and none is of a known kind with the arguments of its kind.
    """
    asked = [item for item in items if _asked(item)]
    if asked and all(len(_unknown(item)) == len(_asked(item)) for item in asked):
        raise DataError(
            f"no instruction here can be checked: {_named(Counter(chain(*map(_asked, asked))))}",
            where=path,
            hint=f"{len(KINDS)} kinds are known, IFEval's ({', '.join(KINDS[:2])}, …), with its arguments in kwargs",
        )


def remarks(heldout: Heldout) -> Iterator[str]:
    """For each task with instructions of unknown kinds, how many questions are not measured by all of theirs."""
    for task in dict.fromkeys(item.task for item in heldout.items):
        items = [item for item in heldout.items if item.task == task and _asked(item)]
        concerned = [(item, unknown) for item in items if (unknown := _unknown(item))]
        if not concerned:
            continue
        silent = sum(len(unknown) == len(_asked(item)) for item, unknown in concerned)
        kinds = _named(Counter(name for _, unknown in concerned for name in unknown))
        yield (
            f"task {task}: {len(concerned):,} of {len(items):,} questions have instructions that cannot be checked "
            f"({kinds}): {silent:,} are not scored, {len(concerned) - silent:,} by their other instructions alone"
        )


def _asked(item: Item) -> list[str]:
    names = (item.check or {}).get("instructions", [])
    assert isinstance(names, list)
    return names


def _unknown(item: Item) -> list[str]:
    arguments = (item.check or {}).get("kwargs", [])
    assert isinstance(arguments, list)
    return [name for name, given in zip(_asked(item), arguments, strict=True) if constraints_for(name, given) is None]


def _named(kinds: Counter[str]) -> str:
    more = f" and {len(kinds) - SHOWN} more" if len(kinds) > SHOWN else ""
    return ", ".join(name for name, _ in kinds.most_common(SHOWN)) + more
