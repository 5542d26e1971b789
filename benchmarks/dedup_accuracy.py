"""How right the near-duplicate engine is: beside exact all-pairs similarity, and on real data.

    python benchmarks/dedup_accuracy.py [--documents 10000] [--base FILE …] [--seed 7] [--data FOLDER] [--show 0]

First, texts with planted near-duplicates (`neardup_corpus.py`) go through `curator dedup`'s own function. What is true
is computed in another way (`dedup_truth.py`). A removal is wrong if its twin is not kept or not as similar as is said.
A true pair is found if not both of its records stay. One of which both stay is held, if something beside similarity
tells the two apart (another number, another name, …), or missed.

Then, with the public datasets that the tests read (--data, else CURATOR_TEST_DATA), `dedup_real.py` counts what is
removed there, and why similar records stay; --show prints as many removals, held pairs and borderline pairs to read.
"""

import argparse
import os
import tempfile
from pathlib import Path

import dedup_real
import neardup_corpus as planted
import numpy as np
import polars as pl
from dedup_truth import THRESHOLD, compare, read, true_pairs, whole_texts
from numpy.typing import NDArray


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
    whole = pl.Series(list(whole_texts(records).values()))
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
    reasons = _why_both_stay(truth.filter(~pl.Series(is_found)), records)
    missed = reasons.pop("near", 0)
    held = sum(reasons.values())
    print(f"of the others {held:,} are held ({', '.join(f'{kind} {count:,}' for kind, count in reasons.items())}), "
          f"{missed:,} missed: of pairs that nothing holds found {1 - missed / (truth.height - held):.5f}")  # fmt: skip
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


def _why_both_stay(pairs: pl.DataFrame, records: pl.DataFrame) -> dict[str, int]:
    """What the engine calls them once it looks at them, and how many; `near`: it did not."""
    from curator import schema
    from curator.dedup.edges import measure

    whole = records.with_columns(**schema.views())
    kinds = measure(whole, pairs["left"].to_numpy(), pairs["right"].to_numpy(), "full", THRESHOLD)["kind"]
    return dict(kinds.value_counts().sort("count", "kind", descending=True).iter_rows())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--base", nargs="+", default=[str(planted.BASE)], metavar="FILE")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--data", type=Path, default=os.environ.get("CURATOR_TEST_DATA"))
    parser.add_argument("--show", type=int, default=0)
    wanted = parser.parse_args()
    with pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_width_chars=160, tbl_hide_dataframe_shape=True,
                   tbl_hide_column_data_types=True):  # fmt: skip
        on_planted(wanted.documents, wanted.base, wanted.seed)
        if wanted.data:
            dedup_real.report(wanted.data, wanted.show, wanted.seed)


if __name__ == "__main__":
    main()
