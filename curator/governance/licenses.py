"""The licence of a mix: what its parts ask for, and what nobody can know; nothing is guessed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Any

from curator.errors import Problem
from curator.governance.terms import UNSPECIFIC, Terms, common_share_alike, identifier_of, terms_of
from curator.registry import closest

SPELLING = "if it is a common one, write its SPDX identifier, such as CC-BY-4.0"
STATE_IT = "state it under data.licenses in the recipe, or with --license SOURCE=ID"


@dataclass(frozen=True)
class Part:
    """A source's share of a mix; `license` is null where nobody stated it, `terms` where curator does not know it."""

    source: str
    records: int
    license: str | None
    terms: Terms | None


@dataclass(frozen=True)
class Mix:
    """What is known of the licence of a mix.

    `terms` are those of all parts together; parts of unknown terms add none, so `is_known` says whether they are
    all. `strictest` are the licences whose terms no other part's exceed.
    """

    parts: tuple[Part, ...]
    terms: Terms
    strictest: tuple[str, ...]
    is_known: bool
    problems: tuple[Problem, ...]

    @property
    def licenses(self) -> tuple[str, ...]:
        """Every licence that was stated, once."""
        return tuple(sorted({part.license for part in self.parts if part.license and part.records}))

    def to_dict(self) -> dict[str, Any]:
        """The mix as JSON data."""
        return {
            "licenses": list(self.licenses),
            "strictest": list(self.strictest),
            "terms": list(self.terms.names()),
            "is_known": self.is_known,
            "parts": [{**asdict(part), "terms": part.terms and list(part.terms.names())} for part in self.parts],
            "warnings": [str(problem) for problem in self.problems],
        }


def of_mix(records: Mapping[str, int], stated: Mapping[str, str]) -> Mix:
    """What the licences of the sources ask of a mix of their records.

    Args:
        records: source → how many of its records are in the mix; one without records adds no terms.
        stated: source name, or a pattern of such (`alpaca*`), → licence. An exact name wins over patterns.
    """
    named = {source: _stated_for(source, stated) for source in records}
    parts = tuple(_part(source, count, named[source]) for source, count in records.items())
    mixed = [part for part in parts if part.records]
    terms = Terms()
    for part in mixed:
        terms |= part.terms or Terms()
    return Mix(
        parts=parts,
        terms=terms,
        strictest=_strictest(mixed),
        is_known=all(part.terms is not None for part in mixed),
        problems=(*_misstated(stated, records), *_unknown(mixed, named), *_limits(mixed), *_conflicts(mixed)),
    )


def _part(source: str, count: int, named: Sequence[str]) -> Part:
    license = named[0] if len(named) == 1 else None
    return Part(source, count, license, terms_of(license) if license else None)


def _stated_for(source: str, stated: Mapping[str, str]) -> list[str]:
    """The licences that may be meant, blank ones left out."""
    matching = [name for pattern, name in stated.items() if fnmatchcase(source, pattern)]
    named = {identifier_of(name) for name in ([stated[source]] if source in stated else matching)}
    return sorted(named - {""})


def _misstated(stated: Mapping[str, str], records: Mapping[str, int]) -> Iterator[Problem]:
    for pattern in stated:
        if not any(source == pattern or fnmatchcase(source, pattern) for source in records):
            what = f"a licence is stated for {pattern!r}, which is no source of this version"
            yield Problem(what, hint=closest(pattern, records))


def _strictest(parts: Iterable[Part]) -> tuple[str, ...]:
    known = {part.license: part.terms for part in parts if part.license and part.terms is not None}
    return tuple(
        sorted(
            license
            for license, terms in known.items()
            if not any(other != terms and other.covers(terms) for other in known.values())
        )
    )


def _unknown(parts: Iterable[Part], named: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    for part in parts:
        if len(named[part.source]) > 1:
            listed = " and ".join(named[part.source])
            yield Problem(f"patterns state different licences: {listed}", part.source, "state it by the exact name")
        elif part.license is None:
            yield Problem("no licence is stated; without one nobody may share these records", part.source, STATE_IT)
        elif part.license in UNSPECIFIC:
            yield Problem(f"{part.license!r} names no one licence; its terms are unknown", part.source, STATE_IT)
        elif part.terms is None:
            # No suggestion: the nearest name of a licence may have quite other terms.
            yield Problem(f"curator does not know the terms of {part.license!r}; read them", part.source, SPELLING)


_LIMITS = {
    "non_commercial": "forbids commercial use",
    "no_derivatives": "forbids sharing adapted material; cleaning and repairing may be adapting",
    "use_restrictions": "restricts what the data may be used for; read its conditions",
}


def _limits(parts: Iterable[Part]) -> Iterator[Problem]:
    limited = [part for part in parts if part.terms]
    for name, meaning in _LIMITS.items():
        for part in limited:
            if getattr(part.terms, name):
                yield Problem(
                    f"{part.license} {meaning} ({part.records:,} record{'s' * (part.records != 1)})", part.source
                )


def _conflicts(parts: Iterable[Part]) -> Iterator[Problem]:
    """Where no licence satisfies two parts at once, should the mix count as one adapted work."""
    known = {part.license: part.terms for part in parts if part.license and part.terms is not None}
    sharing = frozenset(license for license, terms in known.items() if terms.share_alike)
    if len(sharing) > 1 and not common_share_alike(sharing):
        yield _conflict(f"{' and '.join(sorted(sharing))} each ask that adaptations stay under them alone")
    for license in sorted(sharing):
        for other, terms in sorted(known.items()):
            if other not in sharing and (forbidden := _forbidden(terms, known[license])):
                yield _conflict(f"{license} asks that adaptations allow what {other} forbids: {forbidden}")


def _forbidden(by: Terms, allowed: Terms) -> str | None:
    """What one licence forbids that a share-alike one wants allowed."""
    if by.no_derivatives:
        return "adaptations"
    if by.non_commercial and not allowed.non_commercial:
        return "commercial use"
    return "some uses" if by.use_restrictions else None


def _conflict(what: str) -> Problem:
    return Problem(
        f"conflict: {what}",
        hint="publish the parts as separate files, each under its own licence, or leave one out, or ask a lawyer",
    )
