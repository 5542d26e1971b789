"""Which signs the answer may use: capital or small letters, commas, exclamations, one language, JSON."""

import re
from collections.abc import Iterator

import orjson

from curator.signals.constraints.amounts import Bounds, amount_pattern, amounts
from curator.signals.constraints.constraint import Constraint, Prompt, counted

CUES = (("comma", "comas", "case", "capital", "caps", "mayúscula", "minúscula", "json"),)
HINT = r"commas?|comas|lower-?\s?case|upper-?\s?case|capital|all caps|mayúscula|minúscula|json"

_LOWER = re.compile(
    r"\b(?:in|using|use|with|only)\s+(?:only\s+)?(?:all\s+)?(?:the\s+)?lower-?\s?case|"
    r"\ball (?:in )?lower-?\s?case|\bno capital letters|\bwithout (?:using )?any capital letters|"
    r"\bletters? (?:are |is |in your entire response is )?lower-?\s?cased?|must be in lower-?\s?cases?|"
    r"not a single letter[^.\n]{0,40}capitali[sz]ed|"
    r"letras minúsculas|have no capital letters",
    re.I,
)
_UPPER = re.compile(
    r"\b(?:in|using|use|with|only)\s+(?:only\s+)?all (?:capital letters|caps|upper-?\s?case)|"
    r"\bonly (?:use )?capital letters|\b(?:response|answer|reply) (?:should|must) be in english, all capital letters|"
    r"capitali[sz]e every letter\b(?! of (?:the|each|every))|\bin all caps\b|\bin (?:all )?upper-?\s?case\b|"
    r"\bno lower-?\s?case letters|capitali[sz]e all (?:of )?your words|"
    r"\ball letters in your[^.\n]{0,30}capitali[sz]ed|use all capital letters|"
    r"únicamente en letras mayúsculas|completely in capital",
    re.I,
)
_SOME = re.compile(
    r"\b(?:words?(?! and\b)|title|names?|passwords?|characters|strings?|acronyms?|usernames?|heading\w*|key|"
    r"first|convert|change|transform|palabras?|convierte)\b",
    re.I,
)
_SHOUTED = amount_pattern(r"words?\s+(?:\w+\s+){0,6}(?:all caps|all capital letters|all capitals|capital letters)")
_SHOUTING = re.compile(
    r"\b(?:words?|palabras)\b[^.\n]{0,40}\b(?:all[ -]capital letters|all[ -]caps|all capital|"
    r"mayúsculas)\b[^.\n]*",
    re.I,
)
_TIMES = amount_pattern(r"(?:times?|veces|vez)")
_SHOUTED_TALLY = re.compile(
    r"\bnumber of words (?:with|in) all (?:capital letters|capitals|caps) "
    r"(?:to|(?:should|must|has to|needs to) be) (?P<said>[^.,;:\n]{1,40})",
    re.I,
)
_WORDS = amount_pattern("words")
_SOME_SHOUTED = re.compile(
    r"\b(?:use|add|include) (?:some |a few |several )?words (?:with|in) all (?:capital letters|capitals|caps)\b", re.I
)
_COMMA = re.compile(
    r"(?:(?:n['’]t|\b(?:no|not|without|avoid\w*|refrain|never|cannot|abst[eé]n\w*|evita\w*|"
    r"sin))\b[^.\n]{0,50}|\bzero )\b(?:commas?|comas)\b",
    re.I,
)
_COMMA_PART = re.compile(
    r"\b(?:between|after|before|separat\w+|missing|miss|need\w*|spac\w+|how|mistakes?|splice|each|add)\b", re.I
)
_JSON_WHOLE = re.compile(
    r"\b(?:entire|whole|completo)\b[^.\n]{0,40}\bjson\b|\bwrap\w*\b[^.\n]{0,40}\bjson\b|"
    r"\bonly contains? a json\b|\b(?:respond|answer|reply) (?:only )?(?:in|with|as) (?:valid )?json\b",
    re.I,
)
_JSON_FORM = re.compile(r"\A\s*(?:```(?:json)?\s*)?(.*?)(?:```)?\s*\Z", re.S | re.I)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def find(prompt: Prompt) -> Iterator[Constraint]:
    """Constraints on the signs of the answer."""
    yield from _cases(prompt)
    yield from _shouting(prompt)
    comma = _COMMA.search(prompt.text)
    if (
        comma
        and prompt.is_certain(comma)
        and not _COMMA_PART.search(prompt.before(comma.start())[-30:] + comma.group() + prompt.after(comma.end())[:12])
    ):
        yield Constraint("no-comma", with_comma)
    whole = _JSON_WHOLE.search(prompt.text)
    if whole and prompt.is_certain(whole):
        yield Constraint("json", no_json)


def _cases(prompt: Prompt) -> Iterator[Constraint]:
    for kind, pattern, fault in (("lower-case", _LOWER, with_capitals), ("upper-case", _UPPER, with_small)):
        for match in pattern.finditer(prompt.text):
            before = prompt.before(match.start())
            if (
                prompt.is_certain(match)
                and prompt.is_of_the_whole(match)
                and not _SOME.search(before[-60:] + match.group())
                and not prompt.is_about_programs
            ):
                yield Constraint(kind, fault)
                break


def with_capitals(response: str) -> str | None:
    """That there are only small letters."""
    capital = next((word for word in _WORD.findall(response) if word != word.lower()), None)
    return f'asked for small letters only, has "{capital[:40]}"' if capital else None


def with_small(response: str) -> str | None:
    """That there are only capital letters."""
    small = next((word for word in _WORD.findall(response) if word != word.upper()), None)
    return f'asked for capital letters only, has "{small[:40]}"' if small else None


def _shouting(prompt: Prompt) -> Iterator[Constraint]:
    for bounds in _shouted_bounds(prompt):
        # "Use words in all capitals, but less than ten times": none at all is not what was asked for.
        least = 1 if _SOME_SHOUTED.search(prompt.text) else 0
        yield counted("capital-words", Bounds(max(bounds.low, least), bounds.high), "words in capitals", shouted)


def _shouted_bounds(prompt: Prompt) -> Iterator[Bounds]:
    for match in _SHOUTING.finditer(prompt.text):
        amount = next(amounts(_TIMES, match.group()), None)
        if re.search(r"\b(?:no|not|never|avoid)\b|n['’]t\b", prompt.before(match.start())[-30:], re.I):
            return
        if amount is not None and prompt.is_certain(match):
            yield amount.bounds
            return
    for match in _SHOUTED_TALLY.finditer(prompt.text):
        amount = next(amounts(_WORDS, f"{match['said'].strip()} words"), None)
        if amount is not None and prompt.is_certain(match):
            yield amount.bounds
    for amount in amounts(_SHOUTED, prompt.text):
        if prompt.is_certain(amount.match):
            yield amount.bounds


def shouted(text: str) -> tuple[int, int]:
    """Words in capitals, without and with those of one letter."""
    found = [word for word in _WORD.findall(text) if word.isupper()]
    return sum(len(word) > 1 for word in found), len(found)


def with_comma(response: str) -> str | None:
    """That there is no comma."""
    commas = response.count(",")
    return f"asked for no commas, has {commas}" if commas else None


def no_json(response: str) -> str | None:
    """That the answer is JSON, perhaps in a fence."""
    body = _JSON_FORM.fullmatch(response)
    try:
        orjson.loads(body[1] if body else response)
    except orjson.JSONDecodeError:
        return "asked for JSON alone, cannot be read as JSON"
    return None
