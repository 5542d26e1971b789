"""Turn after turn: at set times, or whenever something that a turn reads has changed and come to rest."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from curator import overrides, remote
from curator.errors import CuratorError, RecipeError
from curator.evaluate.task_file import files_of as files_of_task
from curator.files import whole_file
from curator.loop.curating import stamps
from curator.recipe import Recipe, load

FOLDER = "watch"
"""Within the loop's folder: who watches, and what comes next."""
STATE = "next.json"

POLL_S = 1.0
SETTLE_S = 3.0
"""A turn begins when nothing has changed for so long: files are often written in pieces, and several at a time."""
PATIENCE_S = 24 * 3600.0
"""How long a turn waits for another process that works on the loop."""

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}

Look = Callable[[], object]


def seconds_of(every: str) -> float:
    """How long `90s`, `30m`, `1d12h` are.

    Raises:
        RecipeError: it is no such time.
    """
    if not re.fullmatch(r"([1-9]\d*[dhms])+", every):
        raise RecipeError(f"--every wants a time such as 30m, 1h or 1d12h, got {every!r}")
    return float(sum(int(count) * _UNITS[unit] for count, unit in re.findall(r"(\d+)([dhms])", every)))


@dataclass(frozen=True)
class Clock:
    """What time it is and how to wait; another one in tests."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep


def at_times(every_s: float, clock: Clock, announce: Callable[[datetime | None], None]) -> Iterator[None]:
    """Once at once, then every so many seconds; a turn that takes longer is followed by the next one at once."""
    begin = clock.now()
    while True:
        yield
        begin = max(begin + timedelta(seconds=every_s), clock.now())
        announce(begin)
        while (left := (begin - clock.now()).total_seconds()) > 0:
            clock.sleep(min(left, 60))  # a machine that slept in between is not late for more than a minute


def on_changes(look: Look, clock: Clock, announce: Callable[[datetime | None], None]) -> Iterator[None]:
    """Once at once, then whenever what is looked at is another than before the last turn, and has come to rest."""
    while True:
        before = look()
        yield
        announce(None)
        _wait_for_change(before, look, clock)


def _wait_for_change(before: object, look: Look, clock: Clock) -> None:
    last, quiet_s = before, 0.0
    while True:
        clock.sleep(POLL_S)
        now = look()
        quiet_s = quiet_s + POLL_S if now == last else 0.0
        last = now
        if now != before and quiet_s >= SETTLE_S:
            return


def watched(path: Path, store: Path) -> list[Any]:
    """The stamps of everything on this machine that a turn of the recipe reads; what cannot be read has its error."""
    found: list[Any] = [_stamp(path), _stamp(store / overrides.FILE)]
    try:
        recipe = load(path)
    except CuratorError as error:
        return [*found, str(error)]
    try:
        found += stamps(recipe.data.sources)
    except CuratorError as error:
        found.append(str(error))
    return [*found, *map(_stamp, files_of(recipe))]


def files_of(recipe: Recipe) -> list[Path]:
    """The files that a recipe names beside its data: rules, questions, answers of people, a domain, a template."""
    named = [*(name for name in recipe.rules if Path(name).suffix in (".yaml", ".yml"))]
    if recipe.evaluate:
        named += [name for name in (recipe.evaluate.heldout, *recipe.evaluate.tasks) if name]
        for task in recipe.evaluate.tasks:
            named += map(str, files_of_task(Path(task)))
    if recipe.label and recipe.label.annotations:
        named.append(recipe.label.annotations)
    named += [name for name in (recipe.signals.domain, recipe.train.template_file) if name]
    return list(map(Path, named))


def check_watchable(recipe: Recipe) -> None:
    """Make sure that a look at files tells whether there is something to do.

    Raises:
        RecipeError: the recipe reads from somewhere else.
    """
    places = [each for each in recipe.data.sources if remote.is_address(each)]
    if recipe.label and recipe.label.project:
        places.append(f"the Label Studio project {recipe.label.project}")
    if places:
        raise RecipeError(
            f"{places[0]} cannot be watched for changes",
            hint="say how often to look: --every 15m; in a recipe: loop: {every: 15m}",
        )


def remember(folder: Path, due: datetime | None, every_s: float | None) -> None:
    """Write down when the next turn begins; null: when something changes."""
    said = {"next": due.isoformat(timespec="seconds") if due else None, "every_s": every_s}
    with whole_file(folder / STATE) as file:
        file.write_bytes(orjson.dumps(said))


def remembered(folder: Path) -> dict[str, Any]:
    """What `remember` wrote; nothing when it cannot be read."""
    try:
        found = orjson.loads((folder / STATE).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _stamp(path: Path) -> list[Any]:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return [str(path), None]
    return [str(path), status.st_size, status.st_mtime_ns, status.st_ino]
