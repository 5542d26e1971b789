"""Texts with planted near-duplicates: as many as wanted, the same for the same seed, written as they are made.

    python benchmarks/neardup_corpus.py OUT [--documents 10000] [--base FILE …] [--seed 7]

OUT ends with .parquet (`id`, `cluster`, `edit`, `text`) or .jsonl (`id`, `text`). Of four texts three stand alone; the
others begin clusters of 2 to 30, in rare cases of 100 to 600 (beyond 5,000 documents at least one of 600 and one of
300), whose members are edits of one text: copies, other case and punctuation, 2, 5 or 12 % of the words changed, cut
short, boilerplate around it, a sentence dropped. The texts are those of the base, any dataset that curator reads, and
then new ones of about 1.5 kB put together from its sentences and from others with the same words.
"""

import argparse
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from polars.io.plugins import register_io_source

BASE = Path(__file__).parent.parent / "sample_data" / "tuples.jsonl"

SCHEMA = pl.Schema({"id": pl.Int64, "cluster": pl.Int64, "edit": pl.String, "text": pl.String})

LARGE = (600, 300)
"""Sizes of the clusters that come first where there is room for them."""

_SENTENCES = 200_000
_BLOCK = 20_000
_END = re.compile(r"(?<=[.!?\n])\s+")

_BEFORE = (
    "Sure! Here's what you asked for:\n\n",
    "Certainly! ",
    "Of course. Below is a response.\n",
    "As an AI language model, I can help with that. ",
    "Answer: ",
)
_AFTER = (
    "\n\nI hope this helps! Let me know if you have any other questions.",
    "\n\nPlease feel free to ask if you need more information.",
    "\nThank you!",
)


@dataclass(frozen=True)
class Material:
    """What texts are made of."""

    texts: list[str]
    sentences: list[str]
    words: list[str]


def material(base: list[str], seed: int = 7) -> Material:
    """The texts of datasets, at least 200,000 sentences of or like theirs, and their words."""
    texts = _texts(base)
    sentences = [each for text in texts for each in _END.split(text) if 20 < len(each) < 400]
    if not sentences:
        raise SystemExit("the base holds no sentences")
    following: dict[str, list[str]] = {}
    for sentence in sentences[:_SENTENCES]:
        for word, following_word in pairwise(sentence.split()):
            following.setdefault(word, []).append(following_word)
    chance = random.Random(seed)
    starts = [sentence.split()[0] for sentence in sentences]
    while len(sentences) < _SENTENCES:
        sentences.append(_sentence(chance, following, chance.choice(starts)))
    words = [word for sentence in sentences[:20_000] for word in sentence.split() if word.isalpha()]
    return Material([text for text in texts if len(text) > 200], sentences, words)


def corpus(base: list[str], documents: int, seed: int = 7) -> pl.LazyFrame:
    """The texts in the order of their ids, made as they are asked for."""
    made_of = material(base, seed)

    def blocks(columns: list[str] | None, _: pl.Expr | None, __: int | None, ___: int | None) -> Iterator[pl.DataFrame]:
        frames = _blocks(made_of, documents, seed)
        yield from (frame.select(columns) for frame in frames) if columns is not None else frames

    return register_io_source(blocks, schema=SCHEMA)


def write(path: Path, texts: pl.LazyFrame) -> None:
    if path.suffix == ".parquet":
        texts.sink_parquet(path, compression="zstd", row_group_size=_BLOCK)
    else:
        texts.select("id", "text").sink_ndjson(path)


def _texts(base: list[str]) -> list[str]:
    from curator import schema
    from curator.readers import scan

    records = scan(base).records.with_columns(**schema.views()).select("full").drop_nulls().collect()
    return sorted(set(records["full"].to_list()))


def _sentence(chance: random.Random, following: dict[str, list[str]], word: str) -> str:
    """Words each of which follows the one before somewhere in the base."""
    words = [word]
    for _ in range(chance.randint(6, 30)):
        if word not in following:
            break
        word = chance.choice(following[word])
        words.append(word)
    return " ".join(words).rstrip(".,;:!?") + "."


def _blocks(made_of: Material, documents: int, seed: int) -> Iterator[pl.DataFrame]:
    chance = random.Random(seed)
    members = _members(documents, seed)
    for first in range(0, documents, _BLOCK):
        block = members[first : first + _BLOCK].tolist()
        edits, texts = zip(*(_text(made_of, chance, seed, *member) for member in block), strict=True)
        clusters = [cluster for cluster, _ in block]
        ids = range(first, first + len(block))
        yield pl.DataFrame({"id": ids, "cluster": clusters, "edit": edits, "text": texts}, schema=SCHEMA)


def _members(documents: int, seed: int) -> NDArray[np.int64]:
    """(documents, 2), shuffled: a cluster, and which of its members."""
    chance = np.random.default_rng(seed)
    kinds = chance.random(documents)
    sizes = np.select(
        [kinds < 0.78, kinds < 0.90, kinds < 0.97, kinds < 0.9995],
        [np.ones(documents, np.int64), np.full(documents, 2), chance.integers(3, 7, documents),
         chance.integers(7, 31, documents)],
        chance.integers(100, 601, documents),
    )  # fmt: skip
    if documents >= 5_000:
        sizes[: len(LARGE)] = LARGE
    clusters = np.repeat(np.arange(documents), sizes)[:documents]
    nth = np.arange(documents) - np.searchsorted(clusters, clusters)
    return chance.permutation(np.stack([clusters, nth], axis=1))


def _text(made_of: Material, chance: random.Random, seed: int, cluster: int, nth: int) -> tuple[str, str]:
    """The edit and the text of a member; it is the same whoever was made before."""
    chance.seed((seed << 60) + (cluster << 12))
    original = _original(made_of, chance, cluster)
    if nth == 0:
        return "original", original
    chance.seed((seed << 60) + (cluster << 12) + nth)
    edit, change = chance.choices(list(_EDITS.items()), weights=_WEIGHTS)[0]
    return edit, change(original, made_of, chance)


def _original(made_of: Material, chance: random.Random, cluster: int) -> str:
    if cluster < len(made_of.texts):
        return made_of.texts[cluster]
    wanted = chance.lognormvariate(7.1, 0.6)  # characters; 1,450 in the mean
    sentences: list[str] = []
    while wanted > 0:
        sentences.append(chance.choice(made_of.sentences))
        wanted -= len(sentences[-1]) + 1
    return " ".join(sentences)


def _copied(text: str, _: Material, __: random.Random) -> str:
    return text


def _restyled(text: str, _: Material, chance: random.Random) -> str:
    style = chance.randrange(4)
    if style == 0:
        return text.replace(",", "").replace("'", "’")
    if style == 1:
        return text.upper()
    if style == 2:
        return text.lower().replace(".", " .")
    return text.rstrip(".!?") + chance.choice(["", " ", "?", "!", "…"])


def _reworded(share: float) -> Callable[[str, Material, random.Random], str]:
    def change(text: str, made_of: Material, chance: random.Random) -> str:
        parts = re.split(r"(\s+)", text)
        for place in range(0, len(parts), 2):
            if parts[place] and chance.random() < share:
                kind = chance.random()
                other = chance.choice(made_of.words)
                parts[place] = other if kind < 0.7 else "" if kind < 0.85 else f"{parts[place]} {other}"
        return "".join(parts)

    return change


def _cut(text: str, _: Material, chance: random.Random) -> str:
    return text[: max(20, int(len(text) * chance.uniform(0.75, 0.98)))]


def _wrapped(text: str, _: Material, chance: random.Random) -> str:
    before = chance.choice(_BEFORE) if chance.random() < 0.6 else ""
    after = chance.choice(_AFTER) if chance.random() < 0.6 or not before else ""
    return before + text + after


def _shortened(text: str, _: Material, chance: random.Random) -> str:
    sentences = _END.split(text)
    if len(sentences) > 3:
        del sentences[chance.randrange(len(sentences))]
    return " ".join(sentences)


_EDITS = {
    "copy": _copied,
    "case and punctuation": _restyled,
    "2 % of words": _reworded(0.02),
    "5 % of words": _reworded(0.05),
    "12 % of words": _reworded(0.12),
    "cut short": _cut,
    "boilerplate": _wrapped,
    "sentence dropped": _shortened,
}
_WEIGHTS = (10, 15, 23, 12, 5, 15, 13, 7)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--base", nargs="+", default=[str(BASE)], metavar="FILE")
    parser.add_argument("--seed", type=int, default=7)
    wanted = parser.parse_args()
    if wanted.out.suffix not in (".parquet", ".jsonl"):
        parser.error(f"{wanted.out}: name a file that ends with .parquet or .jsonl")
    write(wanted.out, corpus(wanted.base, wanted.documents, wanted.seed))


if __name__ == "__main__":
    main()
