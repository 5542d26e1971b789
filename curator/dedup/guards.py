"""What keeps similar texts from being duplicates: other numbers, names or content words, or answers that differ.

"A radius of 5 cm" and "a radius of 7 cm" are alike in nine characters of ten and are two tasks; so similarity alone
never decides about what the model is told, and about what it says only where that is long.
"""

import numpy as np
from numpy.typing import NDArray

from curator.dedup.reading import Reading
from curator.dedup.sequences import EQUAL, HELD, Flags, digests, lacks, relation
from curator.dedup.shingles import Hashes, Integers, Ragged

Kinds = NDArray[np.str_]
"""For each pair what keeps it from being a duplicate; empty for nothing."""

SHORT = 10
"""Content words; two texts of which one has fewer must have the same."""

SAME_ANSWER = 20
"""Content words of an answer that show that nobody looked at which number a prompt bore."""

LONG = 50
"""Content words from which on a prompt may have more words than another, and an answer may be in other words."""

LONG_TEXT = 100
"""Words from which on raw text, which nobody answers, may have other numbers and names."""

SHARED_PROMPT_WORDS = 0.7
"""Least share of a long prompt's content words in a longer one, however much answer they share."""


def asked_alike(prompts: Reading, answers: Reading, left: Integers, right: Integers) -> Kinds:
    """Whether prompts ask the same: they have the same numbers, signs and content words in the same order.

    The signs stand between the same words: "(a or b) and c" is not "a or (b and c)".

    A prompt of 50 content words or more may have words added, but no name and no negation, and only where the answers
    are not short: with the answer "yes" every word may count.
    """
    same = relation(prompts.content, left, right)
    shorter, longer = _extremes(prompts, left, right)
    is_extended = (same == HELD) & (shorter >= np.maximum(LONG, SHARED_PROMPT_WORDS * longer))
    is_extended &= _extremes(answers, left, right)[0] >= SHORT
    is_extended &= ~_either(prompts.negations, prompts.negations, left, right)
    lacking, missing = _lacking_names(prompts, left, right, same != EQUAL)
    found = _nothing(left)
    found[(same != EQUAL) & ~is_extended] = "content"
    found[lacking | missing] = "entities"
    found[relation(prompts.marks, left, right) != EQUAL] = "numbers"
    found[_differ_in_places(prompts, left, right, (found == "") & (same == EQUAL))] = "numbers"
    return found


def differ_in_count(prompts: Reading, answers: Reading, left: Integers, right: Integers) -> Flags:
    """Whether prompts are the same but for their place in a series, of which the answers know nothing.

    The answers hold the same twenty words or more, and no number: what is said of "part 1" is said of "part 2".
    """
    is_same = (relation(answers.content, left, right) >= HELD) & (_extremes(answers, left, right)[0] >= SAME_ANSWER)
    is_same &= (answers.n_numbers[left] == 0) & (answers.n_numbers[right] == 0)
    rest = prompts.uncounted()
    is_same &= (relation(rest.content, left, right) == EQUAL) & (relation(rest.marks, left, right) == EQUAL)
    return is_same


def given_alike(texts: Reading, left: Integers, right: Integers) -> Kinds:
    """Whether data are the same word for word."""
    found = _nothing(left)
    found[(relation(texts.every, left, right) != EQUAL) | (relation(texts.marks, left, right) != EQUAL)] = "part"
    return found


def said_alike(
    texts: Reading,
    left: Integers,
    right: Integers,
    *,
    always_long: Flags | None = None,
    never_long: Flags | None = None,
) -> Kinds:
    """Whether similar answers say the same.

    Short ones have the same numbers, signs and content words in the same order. One of middling length may have words
    added, but no negation. Of long ones neither has a number or a name in place of another. The same words with other
    signs say something else: `a < b` is not `a <= b`.

    Args:
        texts: the answers.
        left: rows.
        right: rows.
        always_long: pairs to treat as long ones.
        never_long: pairs to treat as of middling length where they are long.
    """
    shorter = _extremes(texts, left, right)[0]
    if always_long is not None:
        shorter = np.where(always_long, LONG, shorter)
    if never_long is not None:
        shorter = np.where(never_long, np.minimum(shorter, LONG - 1), shorter)
    same = relation(texts.content, left, right)
    is_other = np.where(shorter < SHORT, same != EQUAL, same < HELD)
    is_other |= (shorter >= SHORT) & _either(texts.negations, texts.negations, left, right)
    is_long = shorter >= LONG
    lacking, missing = _lacking_names(texts, left, right, is_other | is_long)
    found = _nothing(left)
    found[is_other & ~is_long] = "content"
    found[np.where(is_long, lacking & missing, lacking | missing)] = "entities"
    is_changed = lacks(texts.sorted_marks, texts.sorted_marks, left, right)
    is_changed &= lacks(texts.sorted_marks, texts.sorted_marks, right, left)
    is_bare = (shorter < SHORT) | (same == EQUAL)
    found[np.where(is_bare, relation(texts.marks, left, right) != EQUAL, is_changed)] = "numbers"
    return found


def must_agree(prompts: Reading, *, always: bool = False) -> Hashes:
    """A number for each prompt; prompts with different ones do not ask alike.

    Args:
        prompts: the prompts.
        always: whether words may not be added to long prompts either.
    """
    is_free = (prompts.length >= LONG) & (not always)
    content: Hashes = np.where(is_free, np.uint64(0), digests(prompts.content))
    return digests(prompts.marks) * np.uint64(3) + content


def _nothing(pairs: Integers) -> Kinds:
    return np.full(len(pairs), "", dtype="U8")


def _extremes(texts: Reading, left: Integers, right: Integers) -> tuple[Integers, Integers]:
    """Content words of the shorter and of the longer of each pair."""
    return np.minimum(texts.length[left], texts.length[right]), np.maximum(texts.length[left], texts.length[right])


def _differ_in_places(texts: Reading, left: Integers, right: Integers, among: Flags) -> Flags:
    """Whether the same signs stand elsewhere among the same words; looked at in some of the pairs only."""
    found = np.zeros(len(left), np.bool_)
    pairs = np.flatnonzero(among & (texts.marks.counts[left] > 0))
    read, one, other = _of_pairs(texts, left[pairs], right[pairs])
    found[pairs] = relation(read.signed, one, other) != EQUAL
    return found


def _lacking_names(texts: Reading, left: Integers, right: Integers, among: Flags) -> tuple[Flags, Flags]:
    """Whether the left text has a name that is no word of the right one, and the other way round; in some of the pairs
    only."""
    lacking, missing = np.zeros(len(left), np.bool_), np.zeros(len(left), np.bool_)
    pairs = np.flatnonzero(among)
    if len(pairs):
        read, one, other = _of_pairs(texts, left[pairs], right[pairs])
        lacking[pairs] = lacks(read.names, read.words, one, other)
        missing[pairs] = lacks(read.names, read.words, other, one)
    return lacking, missing


def _of_pairs(texts: Reading, left: Integers, right: Integers) -> tuple[Reading, Integers, Integers]:
    """The texts of some pairs alone, and where in them each pair is."""
    involved, places = np.unique(np.concatenate([left, right]), return_inverse=True)
    return Reading(texts.texts.gather(involved)), places[: len(left)], places[len(left) :]


def _either(some: Ragged, every: Ragged, left: Integers, right: Integers) -> Flags:
    return lacks(some, every, left, right) | lacks(some, every, right, left)
