"""How near a text comes to a gold answer, word by word."""

import re
import unicodedata
from collections import Counter

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_SIGNS = frozenset("$+<=>^`|~")
# Scripts that part no words: each character is one.
_UNSPACED = re.compile(r"([\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff])")
_ROUGE_GAP = re.compile(r"[^a-z0-9]+")


def normalised(text: str) -> str:
    """Small letters, without punctuation and English articles, one blank between words (as SQuAD compares answers).

    What is nothing but articles keeps them: "A" may be an option.
    """
    folded = bare(text).casefold()
    return " ".join(_ARTICLES.sub(" ", folded).split()) or folded


def bare(text: str) -> str:
    """Letters and digits as they are, without punctuation, one blank between words."""
    folded = unicodedata.normalize("NFKC", text)
    kept = (char for char in folded if char not in _SIGNS and not unicodedata.category(char).startswith("P"))
    return " ".join("".join(kept).split())


def token_f1(text: str, gold: str) -> float:
    """Harmonic mean of precision and recall of the normalised words; 1 when neither has any."""
    said, wanted = (_UNSPACED.sub(r" \1 ", normalised(each)).split() for each in (text, gold))
    if not said or not wanted:
        return float(said == wanted)
    shared = (Counter(said) & Counter(wanted)).total()
    return _f1(shared, len(said), len(wanted))


def rouge_l(text: str, gold: str) -> float:
    """ROUGE-L as F1, as rouge-score computes it without stemming: words of Latin letters and digits only."""
    said, wanted = (_ROUGE_GAP.sub(" ", each.lower()).split() for each in (text, gold))
    if not said or not wanted:
        return 0.0
    return _f1(_common(said, wanted), len(said), len(wanted))


def _common(a: list[str], b: list[str]) -> int:
    """Length of the longest common subsequence; a bit a word of `a`, after Hyyrö (2004)."""
    places: dict[str, int] = {}
    for at, word in enumerate(a):
        places[word] = places.get(word, 0) | 1 << at
    ends = every = (1 << len(a)) - 1
    for word in b:
        kept = ends & places.get(word, 0)
        ends = (ends + kept | ends - kept) & every
    return len(a) - ends.bit_count()


def _f1(shared: int, said: int, wanted: int) -> float:
    return 2 * shared / (said + wanted)
