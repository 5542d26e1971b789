"""What a licence asks of those who share data: the part of it that decides whether sources may be mixed."""

import re
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Terms:
    """The obligations and limits of a licence; false where it has none."""

    attribution: bool = False
    share_alike: bool = False
    non_commercial: bool = False
    no_derivatives: bool = False
    use_restrictions: bool = False

    def names(self) -> tuple[str, ...]:
        """The terms that hold, such as `non-commercial`."""
        return tuple(each.name.replace("_", "-") for each in fields(self) if getattr(self, each.name))

    def __or__(self, other: "Terms") -> "Terms":
        return Terms(**{each.name: getattr(self, each.name) or getattr(other, each.name) for each in fields(self)})

    def covers(self, other: "Terms") -> bool:
        """Whether who keeps these terms keeps `other` too."""
        return self | other == self


_FREE = Terms()
_ATTRIBUTION = Terms(attribution=True)
_SHARE_ALIKE = Terms(attribution=True, share_alike=True)
_RESTRICTED = Terms(attribution=True, use_restrictions=True)

# Identifiers of the Hugging Face Hub (docs/hub/repositories-licenses), Creative Commons' attribution family apart.
_LISTED: dict[Terms, str] = {
    _FREE: "cc0-1.0 pddl unlicense wtfpl",
    _ATTRIBUTION: "afl-3.0 apache-2.0 artistic-2.0 bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear bsl-1.0 "
    "cdla-permissive-1.0 cdla-permissive-2.0 ecl-2.0 etalab-2.0 isc lppl-1.3c mit ncsa odc-by postgresql zlib",
    _SHARE_ALIKE: "agpl-3.0 cdla-sharing-1.0 epl-1.0 epl-2.0 eupl-1.1 gfdl gpl gpl-2.0 gpl-3.0 lgpl lgpl-2.1 "
    "lgpl-3.0 lgpl-lr mpl-2.0 ms-pl odbl ofl-1.1 osl-3.0",
    _RESTRICTED: "bigcode-openrail-m bigscience-bloom-rail-1.0 bigscience-openrail-m c-uda creativeml-openrail-m "
    "gemma llama2 llama3 llama3.1 llama3.2 llama3.3 openrail openrail++",
    _RESTRICTED | Terms(non_commercial=True): "deepfloyd-if-license",
}
_TERMS = {identifier: terms for terms, listed in _LISTED.items() for identifier in listed.split()}

_CREATIVE_COMMONS = re.compile(r"cc-by(-nc)?(?:-(nd|sa))?-(?:[134]\.0|2\.[015])(-[a-z]{2,3})?")
_CREATIVE_COMMONS_ON_HUB = (
    "by-2.0 by-2.5 by-3.0 by-4.0 by-sa-3.0 by-sa-4.0 by-nc-2.0 by-nc-3.0 by-nc-4.0 by-nd-4.0 "
    "by-nc-nd-3.0 by-nc-nd-4.0 by-nc-sa-2.0 by-nc-sa-3.0 by-nc-sa-4.0"
)

KNOWN = (*_TERMS, *(f"cc-{each}" for each in _CREATIVE_COMMONS_ON_HUB.split()))
"""Identifiers that the Hub and curator both know."""

UNSPECIFIC = ("cc", "other", "unknown")
"""Identifiers of the Hub that name no one licence."""

_DEED = re.compile(r"https?://(?:www\.)?creativecommons\.org/licenses/([a-z-]+)/(\d\.\d)(?:/.*)?")

# SPDX writes some licences otherwise than the Hub.
_SPDX = {
    "odc-by-1.0": "odc-by",
    "odbl-1.0": "odbl",
    "pddl-1.0": "pddl",
    "c-uda-1.0": "c-uda",
    "lgpllr": "lgpl-lr",
    "https://creativecommons.org/publicdomain/zero/1.0/": "cc0-1.0",
}


def identifier_of(name: str) -> str:
    """A licence's name in the one spelling that is compared: `CC BY-NC 4.0` and `CC-BY-NC-4.0` are `cc-by-nc-4.0`."""
    spelled = re.sub(r"[\s_]+", "-", name.strip().lower())
    if deed := _DEED.fullmatch(spelled):
        return f"cc-{deed[1]}-{deed[2]}"
    spelled = re.sub(r"-(only|or-later)$", "", spelled) if "gpl" in spelled else spelled
    return _SPDX.get(spelled, spelled)


def terms_of(identifier: str) -> Terms | None:
    """The terms of a licence; none when curator does not know it, and then nothing is assumed."""
    if found := _CREATIVE_COMMONS.fullmatch(identifier):
        non_commercial, kind, _ = found.groups()
        return Terms(
            attribution=True,
            share_alike=kind == "sa",
            no_derivatives=kind == "nd",
            non_commercial=bool(non_commercial),
        )
    return _TERMS.get(identifier)


# Where the licence itself, or its steward, lets adaptations go out under another share-alike licence.
_ADAPTATIONS_UNDER: dict[str, tuple[str, ...]] = {
    "cc-by-sa-2.0": ("cc-by-sa-2.5", "cc-by-sa-3.0", "cc-by-sa-4.0"),
    "cc-by-sa-2.5": ("cc-by-sa-3.0", "cc-by-sa-4.0"),
    "cc-by-sa-3.0": ("cc-by-sa-4.0",),
    "cc-by-sa-4.0": ("gpl-3.0",),
    "cc-by-nc-sa-2.0": ("cc-by-nc-sa-2.5", "cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0"),
    "cc-by-nc-sa-2.5": ("cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0"),
    "cc-by-nc-sa-3.0": ("cc-by-nc-sa-4.0",),
    "lgpl-3.0": ("gpl-3.0",),
}


def common_share_alike(identifiers: frozenset[str]) -> str | None:
    """The one of these share-alike licences that adaptations of all of them may go out under; none if there is none."""
    fitting = (
        each
        for each in sorted(identifiers)
        if all(each == other or each in _ADAPTATIONS_UNDER.get(_unported(other), ()) for other in identifiers)
    )
    return next(fitting, None)


def _unported(identifier: str) -> str:
    """Without the country of a ported Creative Commons licence, which changes nothing here."""
    found = _CREATIVE_COMMONS.fullmatch(identifier)
    return identifier.removesuffix(found[3]) if found and found[3] else identifier
