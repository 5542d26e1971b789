"""What langdetect knows of languages, as tables for `curator.kernels.text_languages`, made once on a machine."""

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import count
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.kernels import text_content, text_languages
from curator.kernels.text_content import KEYWORDS, OFFSET, POSITIVE, PRIME
from curator.kernels.text_languages import (
    ALONE,
    FIRST_ALONE,
    HAN,
    HANGUL,
    IS_UPPER,
    KANA,
    LANES,
    LATIN,
    LETTER,
    MARK,
    SCALE,
    SCRIPT,
    SHARED,
    SPREAD,
    Speech,
)
from curator.signals import function_words
from curator.signals.function_words import FUNCTION_WORDS
from curator.signals.language_kept import Array, kept, profile_files

_SCRIPTS = {
    "Latin": LATIN, "Cyrillic": 2, "Arabic": 3, "Devanagari": 4, "Han": HAN, "Hiragana": KANA, "Katakana": KANA,
    "Hangul": HANGUL, **{script: FIRST_ALONE + place for place, script in enumerate(ALONE.values())},
}  # fmt: skip
_SAME = {"ș": "ş", "ț": "ţ", "ی": "ي", "ک": "ك"}  # letters that langdetect's profiles do not tell apart
_UNSEEN = 5e-5  # the chance of a run that a language is not known to have; langdetect's 0.5 / 10,000
_WITHOUT_ACCENTS = 0.1  # how often a language is written without its accents, for all that one can tell


@cache
def speech() -> Speech:
    """The tables, from the cache folder where they are there."""
    sources = [__file__, function_words.__file__, text_content.__file__, text_languages.__file__]
    return Speech(*kept(Speech._fields, sources, _made))


def _made() -> Iterator[Array]:
    letters = _letters()
    yield letters
    yield _keywords()
    yield from _function_words(letters)
    yield from _runs(letters)


def _letters() -> NDArray[np.uint32]:
    """Of every character of the first plane: small letter, case and script."""
    table = np.zeros(0x10000, dtype=np.uint32)
    codes = np.array([code for code in range(0x41, 0x10000) if not 0xD800 <= code < 0xE000], dtype=np.uint32)
    letters = pl.Series(np.array([chr(code) for code in codes]))
    small = letters.str.to_lowercase()
    one = (small.str.len_chars() == 1).to_numpy()
    lower = codes.copy()
    lower[one] = [ord(each) for each in small.filter(one)]
    is_letter = letters.str.contains(r"^[\p{Alphabetic}\p{M}]$").to_numpy()
    for name, script in _SCRIPTS.items():
        chosen = letters.str.contains(rf"^\p{{{name}}}$").to_numpy() & is_letter
        table[codes[chosen]] = lower[chosen] | script << SCRIPT
    table[codes[letters.str.contains(r"^\p{Lu}$").to_numpy() & (table[codes] != 0)]] |= np.uint32(IS_UPPER)
    table[codes[letters.str.contains(r"^[\p{Inherited}&&\p{M}]$").to_numpy()]] = MARK << SCRIPT
    for code in range(0x1EA0, 0x1EFA):
        table[code] = table[code] & ~np.uint32(0xFFFF) | 0x1EC3
    for letter, other in _SAME.items():
        table[ord(letter)] = table[ord(letter)] & ~np.uint32(0xFFFF) | ord(other)
    table[ord("ー")] = KANA << SCRIPT | ord("ー")
    return table


def _hashed(word: Iterable[int]) -> int:
    value = OFFSET
    for code in word:
        value = (value ^ code) * PRIME & POSITIVE
    return value


def _placed(entries: Mapping[int, int]) -> NDArray[np.int64]:
    """Pairs of hash and value, each in the first free slot from where its hash points."""
    size = 1 << (2 * len(entries)).bit_length()
    table = np.zeros((size, 2), dtype=np.int64)
    for hashed, value in entries.items():
        slot = next(slot % size for slot in count(hashed & (size - 1)) if table[slot % size, 0] == 0)
        table[slot] = hashed, value
    return table


def _keywords() -> NDArray[np.int64]:
    kinds: dict[int, int] = {}
    for kind, words in KEYWORDS.items():
        for word in words.split():
            hashed = _hashed(map(ord, word))
            kinds[hashed] = kinds.get(hashed, 0) | kind
    return _placed(kinds)


def _function_words(letters: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Hashes of function words, and the languages of each."""
    spoken_by: dict[int, list[int]] = {}
    for script, codes in enumerate(SHARED):
        for lane, code in enumerate(codes):
            for word in FUNCTION_WORDS[code]:
                entries = [int(letters[ord(letter)]) for letter in word]
                hashed = _hashed(entry & LETTER for entry in entries if entry >> SCRIPT != MARK)
                spoken_by.setdefault(hashed, []).append(LANES * script + lane)
    firsts: dict[int, int] = {}
    spoken: list[int] = []
    for hashed, lanes in spoken_by.items():
        firsts[hashed] = len(spoken)
        spoken += [*lanes, -1]
    return _placed(firsts), np.array(spoken, dtype=np.int64)


def _runs(letters: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """A hashed table of runs of letters, and how much each speaks for the languages of its script."""
    profiles = {path.name: path for path in profile_files()}
    chances: dict[tuple[int, int], NDArray[np.float64]] = {}
    for script, codes in enumerate(SHARED, start=1):
        for lane, code in enumerate(codes):
            for run, chance in _profile(profiles[code], script, letters):
                chances.setdefault((script, run), np.zeros(LANES))[lane] += chance
    size = 1 << (2 * len(chances)).bit_length()
    runs, weights = np.zeros(size, dtype=np.int64), np.zeros((size, LANES), dtype=np.uint8)
    for (_, run), each in chances.items():
        start = (run * SPREAD & 0xFFFFFFFFFFFFFFFF) >> 40 & (size - 1)
        slot = next(slot % size for slot in count(start) if runs[slot % size] == 0)
        runs[slot] = run
        weights[slot] = np.minimum(255, np.rint(SCALE * np.log1p(each / _UNSEEN)))
    return runs, weights


def _profile(path: Path, script: int, letters: NDArray[np.uint32]) -> Iterator[tuple[int, float]]:
    """Runs of one to three letters of a language, with how often each stands among those of its length."""
    profile = json.loads(path.read_text(encoding="utf-8"))
    for written, times in profile["freq"].items():
        chance = times / profile["n_words"][len(written) - 1]
        plain = unicodedata.normalize("NFD", written)
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
        for form, share in ((written, 1.0), (plain, _WITHOUT_ACCENTS)) if plain != written else ((written, 1.0),):
            run = _run(form, script, letters)
            if run:
                yield run, share * chance


def _run(written: str, script: int, letters: NDArray[np.uint32]) -> int:
    """The letters in 16 bits each; 0 if one is of another script."""
    run = 0
    for letter in written:
        entry = int(letters[ord(letter)]) if ord(letter) < len(letters) else 0
        if letter != " " and entry >> SCRIPT != script:
            return 0
        run = run << 16 | (ord(" ") if letter == " " else entry & LETTER)
    return run if run != ord(" ") else 0
