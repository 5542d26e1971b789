"""Words that the answer must hold or must not hold."""

import re
from collections.abc import Iterator

from curator.signals.constraints.constraint import Constraint, Fault, Prompt

CUES = (
    ("word", "phrase", "term", "palabra", "item", "line", "mention", "say ", "avoid", "us"),
    ("\"", "“", "'", "‘", ",", "and", " or ", ":", "word"),
)  # fmt: skip
HINT = (
    r"(?:includ|us(?:e|ing)|contain|mention|incorporat|say|has|have|avoid|usar|utili|incluir|contener)[^.\n]*"
    r"(?:words?|phrases?|terms?|palabras?|items|line)|(?:mention\w*|say|use|using|avoid)\s+[\"“'‘]|"
    r"words?[^.\n]+ not |words?[^.\n]+ cannot"
)

QUOTED = r"\"[^\"\n]{1,60}\"|“[^”\n]{1,60}”|'[^'\n]{1,60}'|‘[^’\n]{1,60}’|”[^\"\n]{1,60}\""
QUOTE = re.compile(QUOTED)
_NOUN = r"(?:key ?words?|words?|phrases?|terms?|palabras?(?: clave)?|items|line|keyword)"
_LISTED = re.compile(
    rf"(?P<verb>\b(?:includ\w+|us(?:e|ing|es)|contain\w*|mention\w*|incorporat\w+|say\w*|has|have|avoid|usar|"
    rf"utilices|utilizar|"
    rf"incluir|contener)\b)"
    rf"(?:\s+(?:the|these|this|all|both|any|of|following|given|exact|two|three|four|five|\d|in|it|your|"
    rf"response|las?|at least|s))*\s+"
    rf"(?P<noun>{_NOUN})\b(?P<colon>\s*:)?\s*[\[(]?"
    rf"(?P<list>(?:{QUOTED})(?:[\s,;/]*(?:and|or|y|o|&)?[\s,]*(?:{QUOTED})){{0,20}}|"
    rf"[\w'-]+(?:,\s*(?:and\s+|or\s+)?[\w'-]+)*(?:,?\s+(?:and|or)\s+[\w'-]+)?(?=\s*[.\n\])]|\s*$|\s+(?:in|"
    rf"throughout|anywhere)\b))",
    re.I,
)
_BARE = re.compile(
    rf"\b(?:mention\w*|say|use|using|avoid)\s+(?P<list>(?:{QUOTED})(?:\s*(?:,|or|and)\s*(?:{QUOTED}))*)", re.I
)
_REFUSED = re.compile(
    rf"\b(?:the )?words?\s+(?P<list>(?:{QUOTED}|\w+)(?:(?:,?\s+(?:and|or)\s+|,\s*)(?:{QUOTED}|\w+))*)\s+"
    r"(?:cannot|can not|must not|should not|may not)\s+(?:be|appear|occur)",
    re.I,
)
POINTER = {
    "given", "provided", "list", "below", "above", "following", "choice", "order", "limit", "count", "in", "is", "can",
    "that", "which", "should", "must", "and", "or", "to", "of", "for", "from", "with", "has", "may", "will", "are",
    "processor",
}  # fmt: skip
_OTHER_USE = re.compile(
    r"\b(?:scenario|would you|when|where|why|example of|synonym|antonym|replac\w+|mean\w*|defin\w+|acrostic)\b", re.I
)
NOT = re.compile(
    r"\b(?:no(?! (?:more|less|fewer|longer))|not(?! (?:more|less|fewer|longer))|never|without|avoid\w*|cannot|"
    r"refrain|exclud\w+|nor|evita|evites|abstente|sin)\b|n['’]t\b",
    re.I,
)
_FORGET = re.compile(r"\b(?:don['’]?t|do not|not) (?:forget|fail|omit)|no olvides", re.I)


def find(prompt: Prompt) -> Iterator[Constraint]:
    """Constraints on the words of the answer."""
    if prompt.is_about_programs and "keyword" not in prompt.lowered:
        return
    for pattern in (_LISTED, _BARE, _REFUSED):
        for match in pattern.finditer(prompt.text):
            words = _terms(match)
            before, after = prompt.before(match.start()), prompt.after(match.end())
            if (
                not words
                or _OTHER_USE.search(before)
                or not prompt.is_certain(match)
                or not prompt.is_of_the_whole(match)
            ):
                continue
            if re.search(r"\b(?:times?|once|twice|veces|vez)\b", after[:60], re.I):
                continue
            clause = before[-30:] + match.group()[: match.start("list") - match.start()]
            if (
                pattern is _REFUSED
                or (NOT.search(clause) and not _FORGET.search(clause))
                or re.match(r"avoid", match.group(), re.I)
            ):
                yield Constraint("forbidden-words", forbidding(words))
            elif pattern is _LISTED:
                yield Constraint("required-words", requiring(words, match["noun"]))


def _terms(match: re.Match[str]) -> list[str]:
    quoted = [term[1:-1].strip(" ,.;:!?") for term in QUOTE.findall(match["list"])]
    if quoted:
        return [term for term in quoted if term]
    terms = [term for term in re.split(r",?\s+(?:and|or)\s+|,\s*", match["list"]) if term]
    said = match.groupdict()
    is_list = said.get("colon") or (said.get("noun") or "").lower().startswith("key") or len(terms) > 1
    return terms if is_list and not POINTER.intersection(term.lower() for term in terms) else []


def requiring(words: list[str], noun: str) -> Fault:
    """A word may stand in another form ("policies"), a keyword and a phrase may not."""
    is_exact = not noun.lower().startswith("word")
    forms = {word: word.lower() if is_exact else word.lower()[: max(3, len(word) - 2)] for word in words}

    def fault(response: str) -> str | None:
        folded = response.lower()
        missing = [word for word, form in forms.items() if form not in folded]
        return f"asked to use {_named(words)}, lacks {_named(missing)}" if missing else None

    return fault


def forbidding(words: list[str]) -> Fault:
    """That none of `words` is used."""
    forms = {word: whole(word) for word in words}

    def fault(response: str) -> str | None:
        used = [word for word, form in forms.items() if form.search(response)]
        return f"asked to avoid {_named(words)}, has {_named(used)}" if used else None

    return fault


def whole(word: str) -> re.Pattern[str]:
    """A pattern for the word by itself, in any case."""
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.I)


def _named(words: list[str]) -> str:
    shown = ", ".join(f'"{word}"' for word in words[:5])
    return shown + (" …" if len(words) > 5 else "")
