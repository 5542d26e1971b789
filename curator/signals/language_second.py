"""langdetect's opinion of a text, from its profiles as tables and its steps as a compiled loop."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from random import Random
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from curator.kernels import text_runs
from curator.kernels.text_runs import LETTER_BITS, LONGEST, Profiles, most_likely, slot_of
from curator.signals.language_kept import Array, kept, profile_files

if TYPE_CHECKING:
    from langdetect.utils.ngram import NGram

SEED = 0  # langdetect draws random runs of letters, and disagrees with itself otherwise
DRAWS = 1 << 16  # a text takes a few thousand


def opinion(text: str) -> tuple[str | None, float]:
    """The most likely language as an ISO 639-1 code, and its probability; none for a text without known letters."""
    profiles, names = _profiles()
    ends = _ends(text)
    if not ends:
        return None, 0.0
    letters = np.frombuffer("".join(ends).encode("utf-32-le"), dtype=np.uint32).reshape(-1, LONGEST).astype(np.int64)
    best, probability = most_likely(letters, profiles, len(names))
    return (names[best] if best >= 0 else None), float(probability)


def _ends(text: str) -> list[str]:
    """The last letters at each place of the text as langdetect reads it, behind zeros; none within CAPITALS."""
    from langdetect.detector import Detector
    from langdetect.detector_factory import DetectorFactory

    detector = Detector(DetectorFactory())  # it cleans the text only: it knows no language
    detector.append(text)
    detector.cleaning_text()
    ends, letters = [], _reader()()
    for letter in detector.text:
        letters.add_char(letter)
        if not letters.capitalword:
            ends.append(letters.grams.rjust(LONGEST, "\0"))
    return ends


@cache
def _reader() -> "type[NGram]":
    """langdetect's reader of letters, which looks each of them up once."""
    from langdetect.utils.ngram import NGram

    class Reader(NGram):  # type: ignore[misc]  # has no types
        normalize: Callable[[str], str] = staticmethod(cache(NGram.normalize))

    return Reader


@cache
def _profiles() -> tuple[Profiles, list[str]]:
    """The tables, from the cache folder where they are there, and the languages."""
    *tables, names = kept((*Profiles._fields, "names"), (__file__, text_runs.__file__), _made)
    return Profiles(*tables), names.tolist()


def _made() -> Iterator[Array]:
    chances: dict[str, list[tuple[int, float]]] = {}
    names = []
    for place, path in enumerate(profile_files()):
        profile = json.loads(path.read_text(encoding="utf-8"))
        names.append(str(profile["name"]).partition("-")[0])
        for run, times in profile["freq"].items():
            if 1 <= len(run) <= LONGEST:
                chances.setdefault(run, []).append((place, times / profile["n_words"][len(run) - 1]))
    size = 1 << (2 * len(chances)).bit_length()
    runs, firsts = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    entries: list[tuple[int, float]] = []
    for run, spoken in chances.items():
        number = 0
        for letter in run:
            number = number << LETTER_BITS | ord(letter)
        slot = slot_of(number, runs)
        runs[slot], firsts[slot] = number, len(entries)
        entries += [*spoken, (-1, 0.0)]
    yield runs
    yield firsts
    yield np.array([place for place, _ in entries], dtype=np.int64)
    yield np.array([chance for _, chance in entries], dtype=np.float64)
    yield _draws()
    yield np.array(names)


def _draws() -> NDArray[np.int64]:
    """What Python's generator gives after the seed, 32 bits a draw."""
    given = Random(SEED).getrandbits(32 * DRAWS).to_bytes(4 * DRAWS, "little")
    return np.frombuffer(given, dtype="<u4").astype(np.int64)
