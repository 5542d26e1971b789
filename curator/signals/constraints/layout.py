"""How the answer should be laid out: bullets, list items, sections, highlights, blanks, a title, two versions."""

import re
from collections.abc import Callable, Iterator

from curator.signals.constraints.amounts import Bounds, amount_pattern, amounts
from curator.signals.constraints.constraint import Constraint, Prompt, counted

CUES = (
    ("bullet", "puntos de lista", "secci", "section", "highlight", "itali", "resalt", "placeholder",
     "posición", "angular", "***", "asterisk"),
)  # fmt: skip
HINT = (
    r"bullet|puntos de lista|secci[oó]n|sections? .*(?:with|as)|highlight|itali[cz]|resalt|placeholder|"
    r"marcadores de posición|double angular|dobles corchetes|\*{6}|(?:6|six) asterisk"
)

_BULLETS = amount_pattern(
    r"(?:(?:very|short|main|key|concise|clear|markdown)\s+){0,2}(?:bullet(?:ed)?[\s-]*(?:points?|lists?|"
    r"items?)?|bullets|"
    r"puntos de lista)"
)
_MARKED = re.compile(r"^[ \t]*(?:\*(?!\*)|[-+•●▪◦–])[ \t]*\S.*$", re.M)
_MARKDOWN = re.compile(r"markdown|^[ \t]*\* \S|\"\*|asterisk|\(\*|\"- ", re.I | re.M)
_NUMBERED = re.compile(r"^[ \t]*\**\d{1,3}[.)]", re.M)
_SECTIONS = amount_pattern(r"(?:sections?|secci(?:ón|ones))")
_SPLITTER = re.compile(
    r"\b(?:marked with|(?:start|begin)\w* (?:of each (?:section )?)?with|(?:explicitly )?noted as|"
    r"label\w* (?:each [a-z]+ )?with|"
    r"con|as)\s+[\"“']?(?P<name>[A-Za-zÓó]{3,20})\s+[Xx]\b",
)
_HIGHLIGHTS = amount_pattern(
    r"(?:(?:text|italic|italici[sz]ed|highlighted|different)\s+){0,2}(?:(?:sections?|parts?|phrases?|"
    r"secciones|keywords?|words?)(?:\s+of\s+text)?)"
)
_HIGHLIGHTED = re.compile(r"\*\*[^\n*]*[^\n*\s][^\n*]*\*\*|\*[^\n*]*[^\n*\s][^\n*]*\*")
_STARS = re.compile(r"markdown|asterisk|\*[^*\n]+\*", re.I)
_HIGHLIGHT_VERB = re.compile(r"\b(?:highlight|itali[ck]|resalt|bold)", re.I)
_BLANKS = amount_pattern(r"(?:placeholders?|marcadores de posición)")
_BLANK = re.compile(r"\[[^\[\]\n]*\]")
_TITLE = re.compile(r"\bdouble angular brackets|dobles corchetes angulares", re.I)
_TITLED = re.compile(r"<<[^\n<>]*[^\s<>][^\n<>]*>>")
_TWO = re.compile(r"(?<!\*)\*{6}(?!\*)|\b(?:6|six) asterisks?\b", re.I)
_TWO_OF = re.compile(
    r"\b(?:two|2|dos)\s+(?:[\w-]+\s+){0,2}(?:responses|versions?|poems?|critiques?|answers?|scenes|movies|respuestas|"
    r"versiones)\b|\bthose two\b",
    re.I,
)


def find(prompt: Prompt) -> Iterator[Constraint]:
    """Constraints on the layout of the answer."""
    yield from _bullets(prompt)
    yield from _sections(prompt)
    yield from _at_least(highlights, _HIGHLIGHTS, prompt)
    yield from _at_least(placeholders, _BLANKS, prompt)
    if _TITLE.search(prompt.text):
        yield Constraint("title", untitled)
    if _TWO.search(prompt.text) and _TWO_OF.search(prompt.text):
        yield Constraint("two-responses", not_two)


def _bullets(prompt: Prompt) -> Iterator[Constraint]:
    for amount in amounts(_BULLETS, prompt.text):
        if prompt.is_certain(amount.match) and prompt.is_of_the_whole(amount.match) and not prompt.is_about_programs:
            count = dashes if _MARKDOWN.search(prompt.text) else _any_items
            yield counted("bullets", amount.bounds, "bullet points", count)


def dashes(text: str) -> tuple[int, int]:
    """Lines that begin with a bullet."""
    found = len(_MARKED.findall(text))
    return found, found


def _any_items(text: str) -> tuple[int, int]:
    """Bullets; numbers count as bullets where there is nothing else, and so do bare lines."""
    found = len(_MARKED.findall(text)) or len(_NUMBERED.findall(text))
    if found:
        return found, found
    lines = sum(bool(line.strip()) for line in text.splitlines())
    return (0, lines) if lines > 1 else (0, 0)


def _sections(prompt: Prompt) -> Iterator[Constraint]:
    splitter = _SPLITTER.search(prompt.text)
    wished = next(amounts(_SECTIONS, prompt.text), None)
    if splitter is None or wished is None or not prompt.is_certain(wished.match):
        return
    yield sections(splitter["name"], wished.bounds.low)


def sections(name: str, least: int) -> Constraint:
    """At least so many parts with a numbered heading."""
    heads = re.compile(rf"\b{re.escape(name)}\s*\d+")  # as it is spelt: "SECTION X" is not "Section 1"
    return _counter("sections", Bounds(least), f'parts headed "{name} 1", "{name} 2" …', heads)


def highlights(least: int) -> Constraint:
    """At least so many parts between asterisks."""
    return _counter("highlights", Bounds(least), "highlighted parts", _HIGHLIGHTED)


def placeholders(least: int) -> Constraint:
    """At least so many blanks in square brackets."""
    return _counter("placeholders", Bounds(least), "placeholders in square brackets", _BLANK)


def _at_least(wished: Callable[[int], Constraint], unit: re.Pattern[str], prompt: Prompt) -> Iterator[Constraint]:
    """A number alone means at least so many: more of them do no harm."""
    for amount in amounts(unit, prompt.text):
        sentence = prompt.before(amount.match.start()) + amount.match.group() + prompt.after(amount.match.end())
        if wished is highlights and not (_HIGHLIGHT_VERB.search(sentence) and _STARS.search(prompt.text)):
            continue
        if amount.bounds.low and prompt.is_certain(amount.match) and prompt.is_of_the_whole(amount.match):
            yield wished(amount.bounds.low)


def _counter(kind: str, bounds: Bounds, noun: str, form: re.Pattern[str]) -> Constraint:
    def count(text: str) -> tuple[int, int]:
        found = len(form.findall(text))
        return found, found

    return counted(kind, bounds, noun, count)


def untitled(response: str) -> str | None:
    """That there is a title in double angular brackets."""
    return None if _TITLED.search(response) else "asked for a title in <<double angular brackets>>, has none"


def not_two(response: str) -> str | None:
    """That there are two different versions, parted by six asterisks."""
    parts = [part.strip() for part in response.split("******")]
    if parts and not parts[0]:
        parts = parts[1:]
    if parts and not parts[-1]:
        parts = parts[:-1]
    if len(parts) == 2 and all(parts):
        return None if parts[0] != parts[1] else "asked for two different versions, both are the same"
    return f"asked for two versions parted by ******, has {len([part for part in parts if part])}"
