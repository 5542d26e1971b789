"""Texts cut into pieces of about one length, and passages that should not be forgotten."""

import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from curator.errors import DataError
from curator.train.rows import TextRow

SHIPPED = Path(__file__).with_name("general.txt")
FEWEST_TOKENS = 16
MOST_PASSAGES = 200

_BREAK = re.compile(r"(?<=[.!?])\s+|\n+")
_BLANK_LINE = re.compile(r"\n\s*\n")


def cut(texts: Sequence[TextRow], tokens: int, count: Callable[[str], int], most: int, seed: int = 0) -> list[TextRow]:
    """Pieces of whole sentences, about `tokens` long each; of more than `most` so many are drawn.

    A sentence that is longer is a piece of its own. Pieces are named by their text and their place in it.

    Args:
        texts: what is cut.
        tokens: length aimed at.
        count: the tokens of a text.
        most: pieces to give.
        seed: of the draw.
    """
    wanted = max(FEWEST_TOKENS, tokens)
    pieces = [piece for row in texts for piece in _pieces(row, wanted, count)]
    if len(pieces) <= most:
        return pieces
    places = sorted(random.Random(seed).sample(range(len(pieces)), most))
    return [pieces[at] for at in places]


def passages(path: Path | None = None) -> list[str]:
    """The passages of a text file, parted by blank lines; the shipped ones without a file.

    Raises:
        DataError: there is no such file, it is no text, or it is blank.
    """
    where = path or SHIPPED
    try:
        text = where.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise DataError("no such file of general text", where=str(where), hint="check --general") from None
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"the general text cannot be read: {error}", where=str(where)) from None
    found = [passage.strip() for passage in _BLANK_LINE.split(text) if passage.strip()]
    if not found:
        raise DataError("the general text is empty", where=str(where), hint="give a few passages of plain text")
    return found[:MOST_PASSAGES]


def _pieces(row: TextRow, wanted: int, count: Callable[[str], int]) -> list[TextRow]:
    made: list[list[str]] = [[]]
    length = 0
    for sentence in filter(None, map(str.strip, _BREAK.split(row.text))):
        more = count(sentence)
        # Nearer to what is wanted with it or without it?
        if made[-1] and abs(length + more - wanted) > abs(length - wanted):
            made.append([])
            length = 0
        made[-1].append(sentence)
        length += more
    return [TextRow(f"{row.record_id}/{number}", " ".join(part)) for number, part in enumerate(made) if part]
