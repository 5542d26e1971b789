"""Every fault put into good records, and how often each rule finds its own and hits others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import clean_rows
import hits_read
import rule_hits
from fault_table import FAULTS, Fault

from curator.injection import Made, Row

SHARES = (0.01, 0.05, 0.1, 0.3)


@dataclass(frozen=True)
class Injected:
    """What became of good records, their faulty versions and the sound twins of these."""

    base: Mapping[str, range]
    """Places of the untouched records of each kind."""
    faulty: Mapping[str, list[int]]
    """Places of each fault's records."""
    origins: Mapping[str, list[int]]
    """For each of these the place of its sound version: its twin, or the untouched record."""
    twins: Mapping[str, list[int]]
    """Places of the twins that were made for it; a fault without any has the untouched record as its twin."""
    rows: list[Row]
    found: rule_hits.Found


def inject(
    data: Path,
    presets: Sequence[str],
    records: int,
    seed: int,
    faults: Sequence[Fault] = FAULTS,
    most: int | None = None,
) -> Injected:
    """Put faults into good records, and judge them all and the good ones.

    Args:
        data: the folder of public datasets.
        presets: rules, as a recipe names them.
        records: how many of each fault.
        seed: decides which records are taken, and what is done to them.
        faults: which ones.
        most: good records of each kind at most; none: all.
    """
    base: dict[str, range] = {}
    faulty: dict[str, list[int]] = {}
    origins: dict[str, list[int]] = {}
    twins: dict[str, list[int]] = {}
    rows: list[Row] = []
    found = rule_hits.Found([], [], [], [], [])
    for kind, all_good in _good(data, seed).items():
        good = all_good[:: max(1, len(all_good) // most)] if most else all_good
        of_kind = [fault for fault in faults if fault.kind == kind]
        if not of_kind:
            continue
        first = len(rows)
        base[kind] = range(first, first + len(good))
        place_of = {id(row): first + place for place, row in enumerate(good)}
        rows += good
        for fault in of_kind:
            made = _made(fault, good, records, Random(f"{seed} {fault.name}"))
            faulty[fault.name] = list(range(len(rows), len(rows) + len(made)))
            rows += [each.faulty for each in made]
            own = [each.sound for each in made if id(each.sound) not in place_of]
            twins[fault.name] = list(range(len(rows), len(rows) + len(own)))
            place_of |= {id(row): len(rows) + place for place, row in enumerate(own)}
            rows += own
            origins[fault.name] = [place_of[id(each.sound)] for each in made]
        found = found.followed_by(rule_hits.of_rows(rows[first:], presets))
    return Injected(base, faulty, origins, twins, rows, found)


def _good(data: Path, seed: int) -> dict[str, list[Row]]:
    return {
        "tuple": clean_rows.tuples(data, Random(seed)),
        "chat": clean_rows.chats(data, Random(seed)),
        "preference": clean_rows.pairs(data, Random(seed)),
    }


def _made(fault: Fault, good: list[Row], records: int, random: Random) -> list[Made]:
    made: list[Made] = []
    for row in random.sample(good, len(good)):
        each = fault.make(random, row)
        if each is not None and each.faulty != each.sound:
            made.append(each)
        if len(made) == records:
            break
    return made


@dataclass(frozen=True)
class Score:
    """How a rule does on the faults that it claims and on the good records that these must be told from."""

    rule: str
    then: str
    faulty: Sequence[bool]
    """Whether it hits each record with one of its faults, in random order."""
    sound: Sequence[bool]
    """The same of the good records and of the faults' twins."""

    def at(self, share: float) -> tuple[int, int]:
        """True and false hits in a dataset of which `share` (0–1) is faulty, as large as the two groups allow."""
        wanted = min(len(self.faulty), round(len(self.sound) * share / (1 - share)))
        others = min(len(self.sound), round(wanted * (1 - share) / share))
        return sum(self.faulty[:wanted]), sum(self.sound[:others])

    @property
    def recall(self) -> float:
        """Of all faulty records."""
        return sum(self.faulty) / len(self.faulty)

    @property
    def precision(self) -> float:
        """The lowest of all shares; 0 where nothing is hit."""
        return min(true / (true + false) if true else 0.0 for true, false in map(self.at, SHARES))

    @property
    def keeps_its_promise(self) -> bool:
        """Whether what it drops is right in 99 of 100 cases, and what it asks or tells people in 80."""
        if self.then == "drop":
            return self.precision >= 0.99 and self.recall >= 0.95
        return self.precision >= 0.8


def sound_places(injected: Injected, rule: str) -> list[int]:
    """Places of the good records that the rule's faults must be told from; without those that were read to have one."""
    faults = [fault for fault in FAULTS if rule in fault.rules and fault.name in injected.faulty]
    base = [place for kind in sorted({fault.kind for fault in faults}) for place in injected.base[kind]]
    good = base + [place for fault in faults for place in injected.twins[fault.name]]
    hit = injected.found.hit(rule, good)
    return [
        place
        for place, is_hit in zip(good, hit, strict=True)
        if not (is_hit and hits_read.is_right(injected.rows[place], rule))
    ]


def scores(injected: Injected, presets: Sequence[str], seed: int) -> list[Score]:
    """Of every rule that claims a fault that was injected."""
    found: list[Score] = []
    for rule, then in rule_hits.known_rules(presets).items():
        places = [place for fault in FAULTS if rule in fault.rules for place in injected.faulty.get(fault.name, ())]
        if places:
            faulty = Random(seed).sample(injected.found.hit(rule, places), len(places))
            sound = injected.found.hit(rule, sound_places(injected, rule))
            found.append(Score(rule, then, faulty, Random(seed).sample(sound, len(sound))))
    return found
