"""Counting words, sentences, paragraphs and list items of an answer, as a least and a most where readings differ."""

import re

LINE_WORDS = 4  # a line of fewer words, without a full stop, is a heading or a name, not a sentence

BLOCK_WORDS = 10

_PLAIN_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
_ABBREVIATION = re.compile(
    r"\b(?:[Mm]rs?|[Mm]s|[Dd]r|[Pp]rof|[SJ]r|[Ss]t|vs|etc|approx|[Nn]o(?=\. ?\d)|Inc|Ltd|Co|Sra?|Dra?|Uds?|e\.g|i\.e|"
    r"a\.m|p\.m|(?:[A-Z]\.){1,4}[A-Z]|[A-Z])\."
)
_MARK = re.compile(r"^\s*(?:[-*•+>]|#{1,6}|\(?\d{1,3}[.)])\s+")
_HEADING = re.compile(r"\s*(?:#{1,6}\s|\*\*[^*]+\*\*:?\s*$)")
_BLANKS = re.compile(r"\s*\[[^\[\]]*\]\s*")
_STOP = re.compile(r"[.!?…]+[\"'”’)\]*_]*(?=\s|$)|[。！？]+")
_BLANK_LINE = re.compile(r"\n\s*\n")
_NUMBERED = re.compile(r"^[ \t]{0,3}\**(\d{1,3})[.):]", re.M)


def words(text: str) -> tuple[int, int] | None:
    """Words between spaces (`don't` is one) and runs of letters (`don't` is two); None where no spaces part words."""
    if _UNSPACED.search(text):
        return None
    spaced = sum(any(char.isalnum() for char in token) for token in text.split())
    runs = len(_PLAIN_WORD.findall(text))
    return min(spaced, runs), max(spaced, runs)


def sentences(text: str) -> tuple[int, int]:
    """Full stops that end a sentence, and the same with each line that ends without one as a further sentence."""
    stops = unstopped = 0
    for line in text.splitlines():
        body = _MARK.sub("", line)
        if not any(char.isalnum() for char in body) or _BLANKS.fullmatch(body):
            continue
        plain = _ABBREVIATION.sub(lambda match: match.group().replace(".", "·"), body)
        ends = [match.end() for match in _STOP.finditer(plain)]
        stops += len(ends)
        rest = plain[ends[-1] :] if ends else plain
        is_text = bool(ends) or (len(rest.split()) >= LINE_WORDS and not _HEADING.match(line))
        unstopped += is_text and bool(rest.strip()) and rest.rstrip()[-1] not in ",:;-–—"
    return max(stops, min(unstopped, 1)), stops + unstopped


def blocks(text: str) -> list[str]:
    """The parts between blank lines."""
    return [part for part in _BLANK_LINE.split(text.strip()) if part.strip()]


def paragraphs(text: str) -> tuple[int, int]:
    """Blocks of a few words or more, and all lines: a greeting or a heading may or may not count."""
    parts = [part for part in blocks(text) if len(part.split()) >= BLOCK_WORDS]
    lines = sum(bool(line.strip()) for line in text.splitlines())
    return min(len(parts), lines), lines


def items(text: str) -> int | None:
    """Items of the one numbered list of the text; None when there is no such list."""
    numbers = [int(number) for number in _NUMBERED.findall(text)]
    return len(numbers) if len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1)) else None
