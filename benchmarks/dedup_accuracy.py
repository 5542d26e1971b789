"""How right the near-duplicate engine is: beside exact all-pairs similarity, and on real data.

    python benchmarks/dedup_accuracy.py [--documents 10000] [--base FILE …] [--seed 7] [--data FOLDER] [--show 0]

First, texts with planted near-duplicates (`neardup_corpus.py`) go through `curator dedup`'s own function. What is true
is computed in another way: every pair of texts, compared by the sets of their shingles in a sparse matrix, without
hashes, MinHash or compiled code. A removal is wrong if its twin is not kept or not as similar as is said. A true pair
is found if not both of its records stay.

With --data (a folder with the public datasets that the tests read) what is removed there is counted by class, and why
similar pairs stay; --show prints so many pairs of each class for reading. The authors of one of these datasets
published what their own similarity filter keeps at four levels; where ours disagrees, the reason is counted.
"""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import neardup_corpus as planted
import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]  # has no types

THRESHOLD = 0.8
SHORT_WORDS = 16
SHINGLE = 5

REAL = {
    "authors' filter": ("neardup/gpteacher_toolformer_levels.parquet", {}),
    "tool calls": ("chat/glaive_toolcall_en.jsonl.gz", {}),
    "PII templates": ("pii/presidio_synth_v2.jsonl.gz", {"text": "full_text"}),
    "Chinese, scored": ("zh/alpaca_zh_scored_a.parquet", {}),
    "Chinese, medicine": ("zh/huatuo_med_8658.jsonl.gz", {}),
    "Chinese, dialogues": ("zh/huatuo_liver_cancer_inline_chat.jsonl.gz", {}),
    "classification": ("classification/t0_p3_a.parquet", {"instruction": "prompt", "response": "completion"}),
    "harmful prompts": ("safety/donotanswer_expanded.jsonl.gz", {"instruction": "prompt"}),
    "code": ("code/new_codealpaca.jsonl.gz", {}),
    "alpaca": ("alpaca/alpaca_original.parquet", {}),
}
"""Files of the public datasets, and which column holds a field where curator would not guess it."""


def true_pairs(texts: pl.Series, threshold: float) -> pl.DataFrame:
    """`left`, `right` (rows, left < right) and `similarity` of all pairs of texts that are so similar.

    Two texts of 16 words or more are compared by runs of five words, others by runs of five characters.
    """
    words = [[token.casefold() for token in tokens] for tokens in _tokens(texts)]
    is_long = np.array([len(each) >= SHORT_WORDS for each in words])
    by_words = _similar([_runs(each) if long else [] for each, long in zip(words, is_long, strict=True)], threshold)
    characters = [_characters(each) for each in words]
    longest = max((len(each) for each, long in zip(characters, is_long, strict=True) if not long), default=0)
    comparable = [_runs(each) if len(each) <= longest / threshold + SHINGLE else [] for each in characters]
    by_characters = _similar(comparable, threshold)
    is_short = ~(is_long[by_characters["left"].to_numpy()] & is_long[by_characters["right"].to_numpy()])
    return pl.concat([by_words, by_characters.filter(pl.Series(is_short))])


def _tokens(texts: pl.Series) -> list[list[str]]:
    from curator.dedup.shingles import tokens

    return texts.to_frame("text").select(tokens(pl.col("text")))["text"].to_list()


def _characters(words: list[str]) -> list[str]:
    """All characters, with a gap between two words of a script that has gaps."""
    from curator.kernels.folding import UNSPACED

    lone = set(pl.Series(sorted({word for word in words if len(word) == 1}), dtype=pl.String).to_frame("word")
               .filter(pl.col("word").str.contains(UNSPACED))["word"]) if words else set()  # fmt: skip
    found: list[str] = []
    for nth, word in enumerate(words):
        if nth and not (word in lone or words[nth - 1] in lone):
            found.append(" ")
        found += word
    return found


def _runs(parts: list[str]) -> list[tuple[str, ...]]:
    if len(parts) < SHINGLE:
        return [tuple(parts)] if parts else []
    return list(zip(*(parts[start:] for start in range(SHINGLE)), strict=False))


def _similar(shingles: list[list[tuple[str, ...]]], threshold: float) -> pl.DataFrame:
    """Pairs by the exact Jaccard similarity of their sets."""
    numbers: dict[tuple[str, ...], int] = {}
    rows = [sorted({numbers.setdefault(each, len(numbers)) for each in text}) for text in shingles]
    sizes = np.array([len(row) for row in rows])
    places = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
    held = np.array([number for row in rows for number in row], dtype=np.int64)
    matrix = sparse.csr_matrix((np.ones(len(held), np.int32), held, places), shape=(len(rows), max(len(numbers), 1)))
    across = matrix.T.tocsr()
    found = []
    for first in range(0, len(rows), 500):
        shared = (matrix[first : first + 500] @ across).tocoo()
        left, right = shared.row.astype(np.int64) + first, shared.col.astype(np.int64)
        similarity = shared.data / (sizes[left] + sizes[right] - shared.data)
        wanted = (left < right) & (similarity >= threshold)
        found.append(pl.DataFrame({"left": left[wanted], "right": right[wanted], "similarity": similarity[wanted]}))
    return pl.concat(found)


def compare(records: pl.DataFrame, threshold: float = THRESHOLD, view: str = "full") -> Any:  # noqa: ANN401
    from curator.pipeline import duplicates

    return duplicates(records, views=[view], threshold=threshold)


def read(path: Path, columns: dict[str, str] | None = None) -> pl.DataFrame:
    from curator.readers import scan

    return scan([str(path)], columns=columns or None).records.collect()


def on_planted(documents: int, base: list[str], seed: int) -> None:
    """Print how the engine fares where everything is known: with raw text, and with answers to a prompt a cluster."""
    corpus = planted.corpus(base, documents, seed).collect()
    sizes = corpus.group_by("cluster").len().filter(pl.col("len") > 1)["len"].sort().to_list()
    print(f"{documents:,} texts, {len(sizes):,} clusters of {sizes[0]} to {sizes[-1]}")
    asked = pl.format("What do you know about subject {}?", "cluster")
    for title, columns in (
        ("raw text", ["text"]),
        ("the same as answers, one prompt a cluster", [asked.alias("instruction"), pl.col("text").alias("output")]),
    ):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "planted.jsonl"
            corpus.select("id", *columns).write_ndjson(path)
            records = read(path)
        print(f"\n{title}")
        _print_planted(records, corpus)


def _print_planted(records: pl.DataFrame, corpus: pl.DataFrame) -> None:
    found = compare(records)
    whole = pl.Series(list(_whole(records).values()))
    truth = true_pairs(whole, THRESHOLD)
    similar = {(left, right): similarity for left, right, similarity in truth.iter_rows()}
    rows = records.select("record_id", row="source_row")
    twins = rows.rename({"row": "twin", "record_id": "twin_id"})
    removals = found.removals().join(rows, on="record_id").join(twins, on="twin_id").select("row", "twin", "similarity")
    gone = np.zeros(records.height, np.bool_)
    gone[removals["row"].to_numpy()] = True
    wrong = [
        row
        for row, twin, similarity in removals.iter_rows()
        if gone[twin] or abs(similar.get((min(row, twin), max(row, twin)), 0.0) - similarity) > 1e-9
    ]
    removing = _on_rows(found.pairs.filter(pl.col("kind").is_in(["exact", "near"])), rows)
    true = sum(pair in similar for pair in removing.iter_rows())
    print(f"removed {removals.height:,}; wrong removals {len(wrong)}; precision of the pairs that remove "
          f"{true / max(removing.height, 1):.3f} ({true:,} of {removing.height:,})")  # fmt: skip
    left, right = truth["left"].to_numpy(), truth["right"].to_numpy()
    is_found = gone[left] | gone[right]
    cluster = _clusters(records.height, removing)
    is_tied = (cluster[left] == cluster[right]) & (cluster[left] >= 0)
    print(f"true pairs (similarity {THRESHOLD} and more) {truth.height:,}: found {is_found.mean():.4f} "
          f"(not both records stay); in one cluster {is_tied.mean():.4f}")  # fmt: skip
    planted_in = corpus["cluster"].to_numpy()
    is_planted = planted_in[left] == planted_in[right]
    print(f"of them within a planted cluster {is_planted.sum():,}: found {is_found[is_planted].mean():.4f}")
    beside = np.unique(np.concatenate([left[~is_found], right[~is_found]]))
    reasons = _why_both_stay(truth.filter(~pl.Series(is_found)), records)
    print(f"of {len(np.unique(np.concatenate([left, right]))):,} texts with a similar one {len(beside):,} stay beside "
          f"it; why, pair by pair: {', '.join(f'{kind} {count:,}' for kind, count in reasons) or 'none'}")  # fmt: skip
    edits = corpus["edit"].to_numpy()
    edit = np.where(edits[left] == "original", edits[right], np.where(edits[right] == "original", edits[left], ""))
    by_edit = pl.DataFrame({"edit of an original": edit, "found": is_found}).filter(
        pl.Series(is_planted), pl.col("edit of an original") != ""
    )
    counts = by_edit.group_by("edit of an original").agg(pairs=pl.len(), found=pl.col("found").mean().round(4))
    print(counts.sort("edit of an original"))


def _on_rows(pairs: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """`left` and `right`: the rows of their records, left < right."""
    for side in "ab":
        pairs = pairs.join(rows.select(pl.col("record_id").alias(side), pl.col("row").alias(f"row_{side}")), on=side)
    return pairs.select(left=pl.min_horizontal("row_a", "row_b"), right=pl.max_horizontal("row_a", "row_b"))


def _clusters(documents: int, removing: pl.DataFrame) -> NDArray[np.int64]:
    from curator.dedup.candidates import components

    return components(documents, [(removing["left"].to_numpy(), removing["right"].to_numpy())])


def _why_both_stay(missed: pl.DataFrame, records: pl.DataFrame) -> list[tuple[str, int]]:
    """How many missed pairs there are of each kind that the engine calls them once it looks at them."""
    from curator import schema
    from curator.dedup.edges import measure

    whole = records.with_columns(**schema.views())
    kinds = measure(whole, missed["left"].to_numpy(), missed["right"].to_numpy(), "full", THRESHOLD)["kind"]
    return list(kinds.replace("near", "not looked at").value_counts().sort("count", descending=True).iter_rows())


def on_real(folder: Path, show: int) -> None:
    """Print what is removed in the public datasets, and why similar pairs stay."""
    for name, (file, columns) in REAL.items():
        path = folder / file
        if not path.exists():
            print(f"\n{name}: no {file}")
            continue
        records = read(path, columns)
        found = compare(records)
        removals, evidence = found.removals(), found.evidence()
        counts = dict(removals["kind"].value_counts().iter_rows())
        why = evidence.filter(~pl.col("kind").is_in(["near", "below"]))["kind"].value_counts(sort=True)
        reasons = ", ".join(f"{kind} {count:,}" for kind, count in why.iter_rows())
        print(f"\n{name} ({file}): {records.height:,} records")
        print(f"  removed {removals.height:,}: {counts.get('exact', 0):,} exact, {counts.get('near', 0):,} near")
        print(f"  similar pairs that are no duplicates: {reasons or 'none'}")
        if name == "authors' filter":
            _beside_authors(pl.read_parquet(path), records)
        texts = _whole(records)
        near = removals.filter(pl.col("kind") == "near")
        for shown in _shown("removed", near.select("record_id", "twin_id", "similarity"), texts, show):
            print(shown)
        for kind in why["kind"]:
            of_kind = evidence.filter(pl.col("kind") == kind).select("a", "b", "similarity")
            for shown in _shown(kind, of_kind, texts, show):
                print(shown)


def _beside_authors(levels: pl.DataFrame, records: pl.DataFrame) -> None:
    """Where the authors' filter and ours disagree, level by level.

    The exact similarity of each record that only the authors drop to the most similar one before it says whether ours
    saw it as similar at all.
    """
    texts = _whole(records)
    for level in (0.9, 0.8, 0.7, 0.6):
        found = compare(records, level)
        ours = set(found.removals()["record_id"])
        dropped = levels.select(~pl.col(f"kept_{level:.1f}".replace(".", ""))).to_series()
        theirs = set(
            records.filter(
                pl.col("source_row").is_in(pl.int_range(levels.height, eager=True).filter(dropped).implode())
            )["record_id"]
        )
        near = true_pairs(pl.Series(list(texts.values())), level)
        ids = list(texts)
        similar = {ids[row] for side in ("left", "right") for row in near[side].unique()}
        evidence = found.evidence()
        guarded = {
            each: kind
            for kind in evidence["kind"].unique().sort()
            if kind not in ("near", "below")
            for side in "ab"
            for each in evidence.filter(pl.col("kind") == kind)[side]
        }
        only_theirs = theirs - ours
        reasons: dict[str, int] = {}
        for each in only_theirs:
            reason = (
                "below the level" if each not in similar else guarded.get(each, "its twin went or was not proposed")
            )
            reasons[reason] = reasons.get(reason, 0) + 1
        why = ", ".join(f"{reason} {count:,}" for reason, count in sorted(reasons.items(), key=lambda each: -each[1]))
        print(f"  level {level}: both drop {len(theirs & ours):,}, only ours {len(ours - theirs):,}, "
              f"only the authors' {len(only_theirs):,} ({why})")  # fmt: skip


def _whole(records: pl.DataFrame) -> dict[str, str]:
    from curator import schema

    return dict(records.select("record_id", schema.views()["full"].fill_null("").alias("full")).iter_rows())


def _shown(title: str, pairs: pl.DataFrame, texts: dict[str, str], show: int) -> Iterator[str]:
    """Pairs spread evenly over all of a kind, the least similar first, each from where the two begin to differ."""
    ordered = pairs.sort("similarity")
    for row in ordered.gather_every(max(1, ordered.height // max(show, 1))).head(show).iter_rows():
        one, other = texts[row[0]], texts[row[1]]
        differing = (place for place, both in enumerate(zip(one, other, strict=False)) if both[0] != both[1])
        first = max(0, next(differing, 0) - 120)
        yield f"--- {title} {row[2]:.3f}\n{one[first : first + 500]}\n   ----\n{other[first : first + 500]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--base", nargs="+", default=[str(planted.BASE)], metavar="FILE")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--show", type=int, default=0)
    wanted = parser.parse_args()
    with pl.Config(tbl_rows=-1, tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True):
        on_planted(wanted.documents, wanted.base, wanted.seed)
        if wanted.data:
            on_real(wanted.data, wanted.show)


if __name__ == "__main__":
    main()
