"""How long the answer should be: words, sentences, paragraphs."""

import re
from collections.abc import Iterator

from curator.signals.constraints import counting
from curator.signals.constraints.amounts import NUMBER_START, NUMBERS, Amount, Bounds, amount_pattern, amounts
from curator.signals.constraints.constraint import Constraint, Fault, Prompt, counted

CUES = (
    (*NUMBERS, "paragraph", "párrafo"),
    ("word", "sentence", "paragraph", "palabra", "frase", "oracion", "párrafo", "stanza", "section",
     "part"),
)  # fmt: skip
HINT = (
    rf"(?:{NUMBER_START})\S*(?:\s+\S+){{0,6}}?[\s-]+(?:words?|palabras?|sentences?|frases?|oraci|paragraphs?|"
    rf"párrafos?|stanzas?|"
    r"sections?|parts?)|(?:paragraph|párrafo)[^.\n]{0,30}(?:start|begin|comenzar|iniciar|empezar)|"
    r"(?:start|begin) (?:the )?(?:\w+ )?paragraph|debe (?:comenzar|iniciar|empezar) con|number of (?:words|sentences)"
)
ROUGHLY = 0.2  # "about 200 words"
NEARLY = 0.1  # "a 200-word essay"; no writer counts exactly
FEW_WORDS = 20

_ADJECTIVE = r"(?:(?:short|long|simple|complete|full|brief|concise|different|well-written|english|very|total)\s+){0,2}"
_WORDS = amount_pattern(_ADJECTIVE + r"(?:words?|palabras?)")
_SENTENCES = amount_pattern(_ADJECTIVE + r"(?:sentences?|frases?|oraci(?:ón|ones))")
_PARAGRAPHS = amount_pattern(_ADJECTIVE + r"(?:paragraphs?|párrafos?)")
_UNITS = {"words": _WORDS, "sentences": _SENTENCES}
_STANZAS = amount_pattern(r"(?:paragraphs?|párrafos?|stanzas?|sections?|parts?)")
# "The number of sentences should be in the range of 40 to 60."
_TALLY = re.compile(
    r"\bnumber of (?P<unit>words|sentences)(?: in (?:your|the) \w+)? "
    r"(?:(?:should|must|has to|needs to|ought to) be|to) (?P<said>[^.,;:\n]{1,40})",
    re.I,
)
_TITLED = re.compile(r"<<title>>|\btitle\b(?=[^.;:\n]{0,30}\bdouble angular brackets)", re.I)
# What may stand before a number without "at least" or the like when it is a wish about the answer.
_FRAME = re.compile(
    r"(?:^|\b(?:in|use|using|with|of|to|into|write|compose|create|generate|give(?: me| us)?|provide|construct|"
    r"produce|make|"
    r"have|has|having|contain\w*|consist\w* of|be|is|an?|me|en|con|de|tenga|tener|incluir|contenga|haber|"
    r"exactly)\s+)$",
    re.I,
)
_OTHERS = re.compile(
    r"\b(?:these|those|the following|given|combine|merg\w+|join|between|connect|compare|above|first|last|next|other|"
    r"list of|set of|series of|number of|switch|position of|take|provided with|count|structure (?:of|for)|replac\w+|"
    r"chang\w+|"
    r"remov\w+|add|delet\w+|substitut\w+|swap\w*|differen\w+|from|rearrang\w+|"
    r"title|headline|slogan|heading|introduction|conclusion|abstract|first|second|third|last|caption|question|hint|"
    r"stories|poems|essays|paragraphs|sentences|lines|stanzas|bullets?|points|items|names|examples|ways|titles|"
    r"headlines|slogans|then|another|additional|more)\b",
    re.I,
)
# A word problem or a report: the number belongs to what somebody else writes.
_TOLD = re.compile(
    r"\bhow (?:many|much|long|fast)\b|\b(?:he|she|they|who) (?:\w+ )?(?:wr|type|ha[sd]|needs?|is|was|can)|\bwrote\b|"
    r"\b(?:has|needs|had|can|wants) (?:to )?(?:write|type|read)\b|\bwriting (?:their|his|her|and)\b",
    re.I,
)
_ANSWER = re.compile(
    r"\b(?:(?:your|entire|whole|the) (?:response|answer|reply|output)|response|tu respuesta) (?:\([^)]*\) )?"
    r"(?:should|must|has to|needs? to|debe|necesita)?[\w ]{0,20}$",
    re.I,
)
_WORD_TARGET = re.compile(
    r"\s*(?:that|which|from|of|start\w*|begin\w*|end\w*|contain\w*|related|relating|rhym\w*|to (?:describe|"
    r"express)|mean\w*|"
    r"associated|used|like|you|and phrases|in (?:the|this|english)|with (?:the|a|similar|opposite)|for|:|each|"
    r"per|or phrases?|"
    r"con tilde|acentuad\w+|que|con|escritas)\b|\s*:|\s*[\"“(]",
    re.I,
)
_ACCENTED = re.compile(r"\s*(?:con|acent\w+|que|escritas)\b", re.I)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "last": 0, "final": 0} | {
    "primer": 1, "primero": 1, "segundo": 2, "tercer": 3, "tercero": 3, "cuarto": 4, "quinto": 5, "último": 0,
}  # fmt: skip
"""Numbers of paragraphs; 0 is the last one."""
_WHICH = (
    rf"(?:(?P<named>{'|'.join(_ORDINALS)}|[1-9](?:st|nd|rd|th)) (?:paragraph|párrafo)|"
    r"(?:paragraph|párrafo) (?P<numbered>[1-9]))"
)
_WITH_WORD = (
    r"\b (?:with|con) (?:(?:the )?(?:exact )?word |la palabra |las palabras )?"
    r"(?:[\"“](?P<quoted>[^\"”\n]{1,40})[\"”]|(?P<word>\w+))"
)
_STARTS = (
    re.compile(rf"\b{_WHICH}\b[^.\n]{{0,15}}\b(?:start|begin|comenzar|iniciar|empezar)s?{_WITH_WORD}", re.I),
    re.compile(rf"\b(?:start|begin) (?:the )?{_WHICH}{_WITH_WORD}", re.I),
    re.compile(
        rf"\b(?:el|párrafo) (?P<named>{'|'.join(_ORDINALS)}) debe (?:comenzar|iniciar|empezar){_WITH_WORD}", re.I
    ),
)
_DIVIDED = re.compile(r"(?<!\*)\*\*\*(?!\*)|\b(?:3|three) (?:asterisks?|aterisk|\*)", re.I)
_GAP = re.compile(r"\btwo (?:new ?lines|line breaks)|dos saltos de línea|\\n\\n", re.I)


def find(prompt: Prompt) -> Iterator[Constraint]:
    """Constraints on the length of the answer."""
    lowered = prompt.lowered
    if "word" in lowered or "palabra" in lowered:
        yield from _words(prompt)
    if "sentence" in lowered or "frase" in lowered or "oraci" in lowered:
        yield from _sentences(prompt)
    if "paragraph" in lowered or "párrafo" in lowered or "***" in lowered or "asteris" in lowered:
        yield from _paragraphs(prompt)


def _words(prompt: Prompt) -> Iterator[Constraint]:
    for amount in amounts(_WORDS, prompt.text):
        after = prompt.after(amount.match.end())
        is_small = amount.bounds.low < FEW_WORDS and amount.bounds.high is not None
        if _ACCENTED.match(after) or (is_small and _WORD_TARGET.match(after)) or not _is_wish(prompt, amount):
            continue
        yield counted("words", _tolerant(amount), "words", counting.words)
    for bounds in _tallied(prompt, "words"):
        yield counted("words", bounds, "words", counting.words)


def _tolerant(amount: Amount) -> Bounds:
    if amount.is_rough:
        return amount.bounds.widened(ROUGHLY)
    if amount.is_bare and amount.bounds.low >= FEW_WORDS:
        return amount.bounds.widened(NEARLY)
    return amount.bounds


def _sentences(prompt: Prompt) -> Iterator[Constraint]:
    for amount in amounts(_SENTENCES, prompt.text):
        if _is_wish(prompt, amount):
            bounds = amount.bounds.widened(ROUGHLY) if amount.is_rough else amount.bounds
            yield counted("sentences", bounds, "sentences", counting.sentences)
    for bounds in _tallied(prompt, "sentences"):
        yield counted("sentences", bounds, "sentences", counting.sentences)


def _tallied(prompt: Prompt, unit: str) -> Iterator[Bounds]:
    """Numbers that stand behind their unit."""
    for match in _TALLY.finditer(prompt.text):
        is_wish = match["unit"].lower() == unit and prompt.is_certain(match) and prompt.is_of_the_whole(match)
        amount = next(amounts(_UNITS[unit], f"{match['said'].strip()} {unit}"), None) if is_wish else None
        if amount is not None and not amount.is_rough and not prompt.is_about_programs:
            yield amount.bounds


def _paragraphs(prompt: Prompt) -> Iterator[Constraint]:
    yield from _starts(prompt)
    divided = _DIVIDED.search(prompt.text) is not None
    for amount in amounts(_STANZAS if divided else _PARAGRAPHS, prompt.text):
        if divided and prompt.is_certain(amount.match):
            yield counted("paragraphs", amount.bounds, "paragraphs parted by ***", starred)
            return
        gap = _GAP.search(prompt.text)
        if _is_wish(prompt, amount) or (gap and prompt.is_certain(amount.match) and not amount.is_bare):
            count = gapped if gap else counting.paragraphs
            yield counted("paragraphs", amount.bounds, "paragraphs", count)


def _starts(prompt: Prompt) -> Iterator[Constraint]:
    for match in (found for pattern in _STARTS for found in pattern.finditer(prompt.text)):
        if prompt.is_certain(match):
            named = match.groupdict()
            said = (named.get("named") or named["numbered"]).lower()
            number = _ORDINALS[said] if said in _ORDINALS else int(said[0])
            yield Constraint("paragraphs", starting(number, (match["word"] or match["quoted"]).rstrip(".")))


def starting(number: int, word: str) -> Fault:
    """That a paragraph starts with `word`; number 0 is the last one."""
    first = re.compile(rf"[ \"'*_“]*{re.escape(word)}(?!\w)", re.I)
    which = f"paragraph {number}" if number else "the last paragraph"

    def fault(response: str) -> str | None:
        parts = counting.blocks(response)
        if len(parts) >= number and parts and first.match(parts[number - 1]):
            return None
        return f'asked that {which} starts with "{word}", it does not'

    return fault


def _is_wish(prompt: Prompt, amount: Amount) -> bool:
    before = prompt.before(amount.start)
    return (
        prompt.is_certain(amount.match)
        and prompt.is_of_the_whole(amount.match)
        and (not prompt.is_about_programs or _ANSWER.search(before) is not None)
        and (_ANSWER.search(before) is not None or not _OTHERS.search(_TITLED.sub("", before)))
        and (not amount.is_bare or (_FRAME.search(before) is not None and not _TOLD.search(prompt.text)))
    )


def starred(text: str) -> tuple[int, int]:
    """Paragraphs parted by three asterisks."""
    parts = re.split(r"(?<!\*)\*\*\*(?!\*)", text.strip())
    while parts and not parts[-1].strip():
        parts.pop()
    found = len([part for part in parts if part.strip()])
    return found, found


def gapped(text: str) -> tuple[int, int]:
    """Paragraphs parted by blank lines."""
    found = len(counting.blocks(text))
    return found, found
