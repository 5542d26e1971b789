"""What texts are made of and which language their prose is in: a first opinion; compiled by numba.

Of the beginning of a text, without code and mathematics, the words are kept as small letters. The script settles many
languages, function words most English. Between languages of one script a naive Bayes classifier decides, over runs of
one to three letters, with function words as further evidence. All of it is integers: the same on every machine.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from curator.compiled import byte_at, compiled
from curator.kernels.columns import Chunk
from curator.kernels.folded import character_at, text_at
from curator.kernels.text_content import EITHER, NOTHING, OFFSET, POSITIVE, PRIME, PROSE, line_kind

CONTENT, LANGUAGE, IS_SURE = range(3)
"""Columns of `languages`: one of the kinds below, a place in `LANGUAGES`, and 1 where that needs no second opinion."""
COLUMNS = 3

CONTENTS = ("prose", "code", "mathematics", "mixed")

LATIN, CYRILLIC, ARABIC, DEVANAGARI, HAN, KANA, HANGUL, MARK, FIRST_ALONE = range(1, 10)
"""Scripts; a mark belongs to that of its letter. From the last on, each is that of one language."""
LANES = 32
"""Languages of one script."""

SHARED = tuple(
    codes.split()
    for codes in (
        "af ca cs cy da de en es et fi fr hr hu id it lt lv nl no pl pt ro sk sl so sq sv sw tl tr vi",
        "bg mk ru uk",
        "ar fa ur",
        "hi mr ne",
    )
)
"""Languages of the first scripts, in the order of their lanes."""
ALONE = {
    "th": "Thai", "el": "Greek", "he": "Hebrew", "bn": "Bengali", "ta": "Tamil", "te": "Telugu", "gu": "Gujarati",
    "kn": "Kannada", "ml": "Malayalam", "pa": "Gurmukhi", "ka": "Georgian", "hy": "Armenian", "km": "Khmer",
    "lo": "Lao", "my": "Myanmar", "si": "Sinhala", "or": "Oriya", "am": "Ethiopic",
}  # fmt: skip
"""Languages that have a script for themselves, or nearly."""

LETTER, IS_UPPER, SCRIPT = 0xFFFF, 1 << 16, 17
"""An entry of `Speech.letters`: the small letter, whether it was a capital, and from this bit on the script."""

HEAD = 400
"""Letters and spaces that are looked at."""
SCALE = 24
"""Of the evidence: what makes a language e times as likely adds this."""

SPREAD = 0x1E3779B97F4A7C15
"""Times this, runs that are alike are hashed far apart."""

_EN = SHARED[0].index("en")
_JA, _ZH, _KO = 4 * LANES, 4 * LANES + 1, 4 * LANES + 2
_ALONE = _KO + 1

LANGUAGES = {
    **{script * LANES + lane: code for script, codes in enumerate(SHARED) for lane, code in enumerate(codes)},
    **{_JA: "ja", _ZH: "zh", _KO: "ko"},
    **{_ALONE + place: code for place, code in enumerate(ALONE)},
}

_SIGN = 4  # one Chinese, Japanese or Korean character says about as much as four letters
_FEW_LETTERS, _FEWEST_LETTERS = 12, 6
_WORD_BONUS = 2 * SCALE
_ENGLISH_BONUS = 2 * SCALE
_CLEAR = 4 * SCALE
_LEAST_FIT = 270  # a letter; what languages reach is above 300, of keys hit at random 230
_FEW_WORDS, _SHORT = 3, 30  # words and letters
_ENOUGH = 240  # letters and gaps whose runs are looked up
_GAP = ord(" ")


class Speech(NamedTuple):
    """What is known of letters and languages."""

    letters: NDArray[np.uint32]  # (65536,), see above; 0 for what is no letter
    keywords: NDArray[np.int64]  # (a power of 2, 2), hashes of words and their kinds
    words: NDArray[np.int64]  # (a power of 2, 2), hashes of function words and the first of their languages in `spoken`
    spoken: NDArray[np.int64]
    """Of each function word its languages, script × LANES + lane; −1 after the last."""
    runs: NDArray[np.int64]  # (a power of 2,), runs of up to three letters, 16 bits each; 0 for no entry
    weights: NDArray[np.uint8]  # (as many, LANES), how much each run speaks for a language


@compiled
def languages(chunk: Chunk, first: int, last: int, speech: Speech, made: Any) -> None:  # noqa: ANN401
    """Find content and language of rows `first` to `last`; NaN for what cannot be told."""
    space = np.empty(HEAD + 8, np.int64)
    scripts = np.empty(64, np.int64)
    votes = np.empty(4 * LANES, np.int64)
    scores = np.empty(LANES, np.int64)
    for row in range(first, last):
        data, size = text_at(chunk, row)
        found = made[row - first]
        found[:] = np.nan
        scripts[:] = 0
        content, length = _read(data, size, speech, space, scripts)
        if content < 0:
            continue
        found[CONTENT] = content
        if content not in (1, 2):
            language, is_sure = _told(space, length, speech, scripts, votes, scores)
            if language >= 0:
                found[LANGUAGE] = language
                found[IS_SURE] = is_sure


@compiled
def _read(data: int, size: int, speech: Speech, space: Any, scripts: Any) -> tuple[int, int]:  # noqa: ANN401
    """Take the words of the prose into `space`, between single gaps; what the content is, and how long that is."""
    prose, code, maths, either = 0, 0, 0, 0
    length = 1
    space[0] = _GAP
    is_fenced = False
    start = 0
    while start < size:
        end = start
        while end < size and byte_at(data, end) != ord("\n"):
            end += 1
        if _is_fence(data, start, end):
            is_fenced = not is_fenced
        elif is_fenced:
            code += end - start
        else:
            kind, of_prose, of_code, of_maths = line_kind(data, start, end, speech.keywords)
            if kind == EITHER:
                either += end - start
            prose += of_prose if kind != EITHER else 0
            code += of_code
            maths += of_maths
            if kind in (PROSE, NOTHING, EITHER) and length < HEAD:
                length = _take(data, start, end, speech.letters, space, length, scripts)
        start = end + 1
    if code > prose:
        code += either + maths
        maths = 0
    else:
        prose += either
    total = prose + code + maths
    if total == 0:
        return -1, length
    if 5 * prose >= 4 * total:
        return 0, length
    if 4 * prose < total:
        return (1 if code >= maths else 2), length
    return 3, length


@compiled
def _is_fence(data: int, start: int, end: int) -> bool:
    while start < end and byte_at(data, start) <= 0x20:
        start += 1
    if end - start < 3:
        return False
    mark = byte_at(data, start)
    return bool((mark == ord("`")) & (byte_at(data, start + 1) == mark) & (byte_at(data, start + 2) == mark))


@compiled
def _take(data: int, place: int, end: int, letters: Any, space: Any, length: int, scripts: Any) -> int:  # noqa: ANN401
    """Add the words of a line to `space`, those of code and addresses left out; how long it is then.

    A word of an alphabet is left out when a digit, or a sign that words have not, stands inside what is between white
    space; of other scripts every letter counts.
    """
    begun, is_odd, is_inside, sign = length, False, False, 0
    while place < end and length < HEAD:
        code, place = character_at(data, place)
        entry = int(letters[code]) if code < len(letters) else (HAN << SCRIPT if code >= 0x20000 else 0)
        script = entry >> SCRIPT
        if script == MARK:
            continue
        if entry:
            if HAN <= script <= HANGUL:
                scripts[script] += 1
                is_inside = False
                if space[length - 1] != _GAP:
                    space[length] = _GAP
                    length += 1
                continue
            is_odd = is_odd or (is_inside and sign != 0)
            space[length] = entry & (LETTER | IS_UPPER) | script << SCRIPT
            length += 1
            is_inside, sign = True, 0
            continue
        if code <= 0x20 or code == 0x3000 or code == 0xA0:
            length = begun if is_odd else length
            is_inside, is_odd, sign = False, False, 0
            if space[length - 1] != _GAP:
                space[length] = _GAP
                length += 1
            begun = length
            continue
        if code < 0x80:
            is_odd = is_odd or (is_inside and ord("0") <= code <= ord("9"))
            if _is_odd(code):
                sign = code
        if space[length - 1] != _GAP:
            space[length] = _GAP
            length += 1
    length = begun if is_odd else length
    if space[length - 1] != _GAP:
        space[length] = _GAP
        length += 1
    return length


@compiled
def _is_odd(code: int) -> bool:
    """Signs that stand inside names of programs and addresses, not inside words."""
    return code in (
        ord("."), ord("_"), ord("="), ord("@"), ord("\\"), ord("<"), ord(">"), ord("{"), ord("}"), ord("["), ord("]"),
        ord("("), ord("$"), ord("&"), ord("|"), ord("^"), ord("%"), ord("~"), ord("`"),
    )  # fmt: skip


@compiled
def _told(
    space: Any, length: int, speech: Speech, scripts: Any, votes: Any, scores: Any  # noqa: ANN401
) -> tuple[int, int]:  # fmt: skip
    """The language of what is in `space`, −1 where it cannot be told; whether that is sure."""
    for place in range(length):
        if space[place] != _GAP:
            scripts[space[place] >> SCRIPT] += 1
    signs = scripts[HAN] + scripts[KANA] + scripts[HANGUL]
    total = _SIGN * signs
    most = LATIN
    for script in range(len(scripts)):
        if script < HAN or script >= FIRST_ALONE:
            total += scripts[script]
            if scripts[script] > scripts[most]:
                most = script
    if total < _FEWEST_LETTERS:
        return -1, 0
    if 5 * _SIGN * signs > 3 * total:
        if 5 * scripts[HANGUL] > 3 * signs:
            return _KO, 1
        if 10 * scripts[KANA] > signs:
            return _JA, 1
        return (_ZH, 1) if 2 * scripts[HAN] > signs else (-1, 0)
    if most >= FIRST_ALONE:
        return (_ALONE + most - FIRST_ALONE, 1) if 5 * scripts[most] > 3 * total else (-1, 0)
    if 5 * scripts[most] < (4 if most == LATIN else 3) * total or scripts[most] < _FEW_LETTERS:
        return -1, 0
    return _judged(space, length, most, speech, votes, scores)


@compiled
def _judged(
    space: Any, length: int, script: int, speech: Speech, votes: Any, scores: Any  # noqa: ANN401
) -> tuple[int, int]:  # fmt: skip
    """The language, of those that share a script."""
    votes[:] = 0
    n_words, n_capitals, n_foreign = _vote(space, length, script, speech, votes)
    base = LANES * (script - 1)
    most_votes, rival = 0, 0
    for lane in range(LANES):
        most_votes = max(most_votes, votes[base + lane])
        if script == LATIN and lane != _EN:
            rival = max(rival, votes[base + lane])
    english = votes[_EN]
    is_english = script == LATIN and 6 * english >= n_words and 3 * rival <= english
    if is_english and n_foreign < english:
        return _EN, 1  # most texts are, and end here
    n_letters = _score(space, length, script, speech, scores)
    best, second = 0, 0
    for lane in range(LANES):
        scores[lane] += _WORD_BONUS * votes[base + lane] + (_ENGLISH_BONUS if script == LATIN and lane == _EN else 0)
        if scores[lane] > scores[best]:
            best = lane
    second = 1 if best == 0 else 0
    for lane in range(LANES):
        if lane != best and scores[lane] > scores[second]:
            second = lane
    fit = scores[best] - _WORD_BONUS * votes[base + best]
    if n_words < 2 or fit < _LEAST_FIT * n_letters:
        return -1, 0
    is_english = script == LATIN and best == _EN
    if 3 * n_capitals >= 2 * n_words and 5 * votes[base + best] < n_words:
        return -1, 0  # names
    is_short = n_words <= _FEW_WORDS or (n_foreign == 0 and n_letters < _SHORT)
    if votes[base + best] == 0 and (is_short or is_english or 2 * n_capitals >= n_words):
        return -1, 0  # single words, or names
    if is_english and rival <= english and n_foreign <= english and scores[best] - scores[second] >= SCALE:
        return _EN, 1
    other = english if script == LATIN and best != _EN else rival
    is_contradicted = other > 1 and 2 * other >= votes[base + best]
    is_clear = scores[best] - scores[second] >= _CLEAR and votes[base + best] > 0
    return base + best, 1 if is_clear and (script != LATIN or not is_contradicted) else 0


@compiled
def _vote(space: Any, length: int, script: int, speech: Speech, votes: Any) -> tuple[int, int, int]:  # noqa: ANN401
    """Count function words of each language; words, those like names, and letters beyond ASCII.

    A capital makes a name, unless the next letter is one too.
    """
    n_words, n_capitals, n_foreign = 0, 0, 0
    hashed = OFFSET
    for place in range(1, length):
        entry = space[place]
        if entry != _GAP:
            hashed = ((hashed ^ (entry & LETTER)) * PRIME) & POSITIVE
            n_foreign += entry & LETTER >= 0x80
            if space[place - 1] == _GAP:
                n_words += 1
                n_capitals += entry & IS_UPPER != 0 and space[place + 1] & IS_UPPER == 0
            continue
        slot = hashed & (len(speech.words) - 1)
        while speech.words[slot, 0] != 0:
            if speech.words[slot, 0] == hashed:
                each = speech.words[slot, 1]
                while speech.spoken[each] >= 0:
                    votes[speech.spoken[each]] += 1
                    each += 1
                break
            slot = (slot + 1) & (len(speech.words) - 1)
        hashed = OFFSET
    return n_words, n_capitals, n_foreign


@compiled
def _score(space: Any, length: int, script: int, speech: Speech, scores: Any) -> int:  # noqa: ANN401
    """What the runs of letters of a script say for each of its languages; how many letters there were."""
    scores[:] = 0
    n_letters = 0
    runs, weights = speech.runs, speech.weights
    older, old = 0, _GAP
    for place in range(1, min(length, _ENOUGH)):
        entry = space[place]
        letter = entry & LETTER
        if letter != _GAP:
            if entry >> SCRIPT != script:
                older, old = 0, 0
                continue
            n_letters += 1
            _add(letter, runs, weights, scores)
        if old:
            _add(old << 16 | letter, runs, weights, scores)
        if older:
            _add(older << 32 | old << 16 | letter, runs, weights, scores)
        older, old = (0 if letter == _GAP else old), letter
    return n_letters


@compiled
def _add(run: int, runs: Any, weights: Any, scores: Any) -> None:  # noqa: ANN401
    slot = ((run * SPREAD) >> 40) & (len(runs) - 1)
    while runs[slot] != 0:
        if runs[slot] == run:
            for lane in range(LANES):
                scores[lane] += weights[slot, lane]
            return
        slot = (slot + 1) & (len(runs) - 1)
