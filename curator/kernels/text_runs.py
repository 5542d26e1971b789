"""langdetect's answer for a text, from its runs of letters; compiled by numba.

langdetect draws runs of one to three letters from a text, and each draw makes the languages that have the run more
likely, until one is all but certain; seven times over. Its draws come from a generator that begins anew for every text,
so they are the same numbers for all, and drawn once.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from curator.compiled import compiled
from curator.kernels.text_content import POSITIVE, PRIME

LETTER_BITS = 21
LONGEST = 3

_TRIALS, _MOST_DRAWS, _LOOK_EVERY = 7, 1000, 5
_ALPHA, _ALPHA_WIDTH, _SCALE = 0.5, 0.05, 10_000
_CERTAIN = 0.99999


class Profiles(NamedTuple):
    """What langdetect knows of languages: a hashed table of runs, and how often each language has them."""

    runs: NDArray[np.int64]  # (a power of 2,), 21 bits a letter; 0 for no entry
    firsts: NDArray[np.int64]  # (as many,), where the run's languages begin in the next two
    languages: NDArray[np.int64]  # (entries,), their places; −1 after the last of a run
    chances: NDArray[np.float64]  # (entries,)
    draws: NDArray[np.int64]  # (a power of 2,), what the generator gives


@compiled
def slot_of(run: int, runs: Any) -> int:  # noqa: ANN401
    """Where a run is in the table, or the free slot where it would be."""
    slot = ((run * PRIME) & POSITIVE) >> 17 & (len(runs) - 1)
    while runs[slot] != 0 and runs[slot] != run:
        slot = (slot + 1) & (len(runs) - 1)
    return slot


@compiled
def most_likely(ends: Any, profiles: Profiles, n_languages: int) -> tuple[int, float]:  # noqa: ANN401
    """The place of the most likely of so many languages, and its probability; −1 where no run is known.

    The `ends` are (letters, 3): the up to three letters that end at each place, behind zeros.
    """
    known = np.empty(LONGEST * len(ends), np.int64)
    n_known = _known(ends, profiles.runs, known)
    if n_known == 0:
        return -1, 0.0
    total, likely, weights = np.zeros(n_languages), np.empty(n_languages), np.empty(n_languages)
    at = 0
    normal, spare = 0.0, 0.0
    for trial in range(_TRIALS):
        if trial % 2 == 0:
            normal, spare = _two_normal(profiles.draws, at)
            at += 4
        else:
            normal = spare
        weights[:] = (_ALPHA + normal * _ALPHA_WIDTH) / _SCALE
        at = _settle(likely, weights, known[:n_known], profiles, at)
        for language in range(n_languages):
            total[language] += likely[language] / _TRIALS
    best = 0
    for language in range(n_languages):
        if total[language] > total[best]:
            best = language
    return best, total[best]


@compiled
def _known(ends: Any, runs: Any, known: Any) -> int:  # noqa: ANN401
    """Put the slots of the runs that some language has into `known`; how many there are."""
    n_known = 0
    for place in range(len(ends)):
        run = 0
        for back in range(LONGEST):
            letter = ends[place, LONGEST - 1 - back]
            if letter == 0:
                break
            run |= letter << (LETTER_BITS * back)
            slot = slot_of(run, runs)
            if runs[slot] != 0 and run != ord(" "):
                known[n_known] = slot
                n_known += 1
    return n_known


@compiled
def _settle(likely: Any, weights: Any, known: Any, profiles: Profiles, at: int) -> int:  # noqa: ANN401
    """Draw until one language is all but certain; where the draws are then.

    The `weights` are those of a run that no language has.
    """
    likely[:] = 1.0 / len(likely)
    weight = weights[0]
    bits = 0
    while len(known) >> bits:
        bits += 1
    number = 0
    while True:
        drawn = len(known)
        while drawn >= len(known):
            drawn = profiles.draws[at & (len(profiles.draws) - 1)] >> (32 - bits)
            at += 1
        first = profiles.firsts[known[drawn]]
        entry = first
        while profiles.languages[entry] >= 0:
            weights[profiles.languages[entry]] += profiles.chances[entry]
            entry += 1
        for language in range(len(likely)):
            likely[language] *= weights[language]
        while entry > first:
            entry -= 1
            weights[profiles.languages[entry]] = weight
        if number % _LOOK_EVERY == 0 and (_made_one(likely) > _CERTAIN or number >= _MOST_DRAWS):
            return at
        number += 1


@compiled
def _two_normal(draws: Any, at: int) -> tuple[float, float]:  # noqa: ANN401
    """Two numbers with a normal distribution from four draws, as the generator makes them."""
    angle = 2.0 * math.pi * _fraction(draws, at)
    radius = math.sqrt(-2.0 * math.log(1.0 - _fraction(draws, at + 2)))
    return math.cos(angle) * radius, math.sin(angle) * radius


@compiled
def _fraction(draws: Any, at: int) -> float:  # noqa: ANN401
    """A number from 0 to 1 from two draws, as the generator makes it."""
    high = draws[at & (len(draws) - 1)] >> 5
    low = draws[(at + 1) & (len(draws) - 1)] >> 6
    return float((high * 67108864.0 + low) * (1.0 / 9007199254740992.0))


@compiled
def _made_one(likely: Any) -> float:  # noqa: ANN401
    """Make probabilities sum to one; the greatest of them."""
    total, most = 0.0, 0.0
    for each in likely:
        total += each
    for place in range(len(likely)):
        likely[place] /= total
        most = max(most, likely[place])
    return most
