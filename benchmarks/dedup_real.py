"""What near-deduplication removes in public datasets, and why similar records stay; `dedup_accuracy.py` prints it.

The authors of one of the datasets published what their own filter keeps at four levels. It compares answers alone, by
the longest common subsequence of their words (ROUGE-L): of the answers it drops 97 % and more have a kept one that is
as similar as the level. So it is compared with ours on whole records and on answers; where the two disagree, what ours
says of the record and the one that the authors dropped it for is counted.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
from dedup_truth import compare, read, whole_texts
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]  # has no types

AUTHORS = "neardup/gpteacher_toolformer_levels.parquet"
LEVELS = (0.9, 0.8, 0.7, 0.6)

REAL: dict[str, tuple[str, dict[str, str]]] = {
    "authors' filter": (AUTHORS, {}),
    "tool calls": ("chat/glaive_toolcall_en.jsonl.gz", {}),
    "PII templates": ("pii/presidio_synth_v2.jsonl.gz", {"text": "full_text"}),
    "Chinese, scored": ("zh/alpaca_zh_scored_a.parquet", {}),
    "Chinese, medicine": ("zh/huatuo_med_8658.jsonl.gz", {}),
    "Chinese, consultations": ("zh/huatuo_liver_cancer_inline_chat.jsonl.gz", {}),
    "Chinese, conversations": ("chat/oaast_sft_zh.jsonl.gz", {}),
    "classification": ("classification/t0_p3_a.parquet", {"instruction": "prompt", "response": "completion"}),
    "harmful prompts": ("safety/donotanswer_expanded.jsonl.gz", {"instruction": "prompt"}),
    "hate speech": ("safety/hatecheck_even.parquet", {}),
    "identity": ("chat/fastchat_dummy_conversation.jsonl.gz", {}),
    "code": ("code/new_codealpaca.jsonl.gz", {}),
    "dolly": ("dolly/dolly_3k.jsonl.gz", {}),
    "alpaca": ("alpaca/alpaca_original.parquet", {}),
}
"""Files of the public datasets, and which column holds a field where curator would not guess it."""

VIEWS = ("full", "prompt", "response")
HELD = ("numbers", "entities", "content", "part", "conflict")

TITLES = ("removed", "held", "borderline")

_TOKEN = re.compile(r"[a-z0-9]+")

Pair = tuple[str, str, float, str]


def report(folder: Path, show: int, seed: int) -> None:
    """Print what is removed and held, set by set, and beside the authors' filter.

    Args:
        folder: the public datasets; those that are missing are passed over.
        show: how many removals, held and borderline pairs to print, drawn from all sets in turn.
        seed: of the draw.
    """
    counts, drawn = [], _Drawn(seed)
    for name, (file, columns) in REAL.items():
        if not (folder / file).exists():
            continue
        records = read(folder / file, columns)
        for view in VIEWS:
            if records.select(pl.col("kind") == "text").to_series().all() and view != "full":
                continue
            found = compare(records, view=view)
            removals = found.removals().select("record_id", "twin_id", "similarity", "kind")
            pairs = found.evidence().select("a", "b", "similarity", "kind")
            kinds = Counter([*removals["kind"], *pairs.filter(pl.col("kind").is_in(HELD))["kind"]])
            counts.append({"set": name, "records": records.height, "view": view,
                           **{kind: kinds[kind] for kind in ("exact", "near", *HELD)}})  # fmt: skip
            if show and view == "full":
                drawn.add(name, whole_texts(records), removals, pairs)
    print("\nremoved (exact, near), and similar pairs that are held, by what tells them apart")
    print(pl.DataFrame(counts))
    if (folder / AUTHORS).exists():
        _beside_authors(pl.read_parquet(folder / AUTHORS), read(folder / AUTHORS))
    for title in TITLES:
        for text in drawn.shown(title, show):
            print(text)


class _Drawn:
    """Pairs of all sets, by what became of them, in an order drawn by lot."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._pairs: dict[str, list[tuple[str, dict[str, str], list[Pair]]]] = {title: [] for title in TITLES}

    def add(self, name: str, texts: dict[str, str], removals: pl.DataFrame, pairs: pl.DataFrame) -> None:
        """Take what was found in a set: two ids, similarity and kind in each row."""
        is_held = pl.col("kind").is_in(HELD)
        for title, found in (
            ("removed", removals),
            ("held", pairs.filter(is_held)),
            ("borderline", pairs.filter(pl.col("kind") == "below")),
        ):
            chosen: list[Pair] = sorted(found.iter_rows())
            self._chance.shuffle(chosen)
            self._pairs[title].append((name, texts, chosen))

    def shown(self, title: str, wanted: int) -> Iterator[str]:
        """One of each set in turn, from where the two texts begin to differ."""
        rounds = max((len(pairs) for *_, pairs in self._pairs[title]), default=0)
        turns = ((name, texts, pairs[nth]) for nth in range(rounds)
                 for name, texts, pairs in self._pairs[title] if nth < len(pairs))  # fmt: skip
        for _, (name, texts, (left, right, similarity, kind)) in zip(range(wanted), turns, strict=False):
            one, other = texts[left], texts[right]
            differing = (place for place, both in enumerate(zip(one, other, strict=False)) if both[0] != both[1])
            first = max(0, next(differing, 0) - 120)
            yield (f"--- {title}: {name}, {kind} {similarity:.3f}\n{one[first : first + 500]}\n   ----\n"
                   f"{other[first : first + 500]}")  # fmt: skip


def _beside_authors(levels: pl.DataFrame, records: pl.DataFrame) -> None:
    """Where the authors' filter and ours disagree, level by level, on whole records and on answers."""
    from curator import schema
    from curator.dedup.edges import measure

    records = records.sort("source_row").with_columns(**schema.views())
    answers = [_TOKEN.findall(text.lower()) for text in records["response"].fill_null("")]
    counts = []
    for level in LEVELS:
        is_kept = levels[f"kept_{level:.1f}".replace(".", "")].to_numpy()
        twin, rouge = _twins(answers, is_kept)
        for view in ("full", "response"):
            removals = compare(records, level, view).removals()
            ours = np.zeros(records.height, np.bool_)
            ours[removals["source_row"].to_numpy()] = True
            theirs = np.flatnonzero(~is_kept & ~ours)
            kinds = Counter(measure(records, theirs, twin[theirs], view, level)["kind"].replace("near", "no chain"))
            twins = removals.filter(pl.Series(is_kept[removals["source_row"].to_numpy()]))["twin_row"].to_numpy()
            counts.append(
                {
                    "level": level,
                    "view": view,
                    "explained": round(float((rouge[~is_kept] >= level - 1e-9).mean()), 3),
                    "both": int((~is_kept & ours).sum()),
                    "only theirs": len(theirs),
                    **{kind: kinds[kind] for kind in ("below", *HELD, "no chain")},
                    "only ours": len(twins),
                    "for one they drop": int((~is_kept[twins]).sum()),
                }
            )
    print("\nbeside the authors' filter: what ours says of the pairs behind what only theirs drops; and how many of "
          "those that only ours drops go for one that theirs drops instead")  # fmt: skip
    print(pl.DataFrame(counts))


def _twins(answers: list[list[str]], is_kept: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """For each answer the most similar kept one by ROUGE-L, of the eight with most words in common, and how similar."""
    numbers: dict[tuple[str, int], int] = {}
    held = []
    for words in answers:
        seen: Counter[str] = Counter()
        for word in words:
            seen[word] += 1
            numbers.setdefault((word, seen[word]), len(numbers))
        held.append([numbers[word, nth] for word, times in seen.items() for nth in range(1, times + 1)])
    sizes = np.array([len(each) for each in held])
    places = np.concatenate([[0], np.cumsum(sizes)])
    matrix = sparse.csr_matrix((np.ones(places[-1], np.int32), np.concatenate(held), places), (len(held), len(numbers)))
    kept = np.flatnonzero(is_kept)
    across = matrix[kept].T.tocsr()
    twin, rouge = np.zeros(len(answers), np.int64), np.zeros(len(answers))
    for row in np.flatnonzero(~is_kept):
        most = 2 * (matrix[row] @ across).toarray()[0] / np.maximum(sizes[row] + sizes[kept], 1)
        for other in kept[np.argsort(-most, kind="stable")[:8]]:
            similarity = 2 * _common(answers[row], answers[other]) / max(sizes[row] + sizes[other], 1)
            if similarity > rouge[row]:
                twin[row], rouge[row] = other, similarity
    return twin, rouge


def _common(left: list[str], right: list[str]) -> int:
    """The length of the longest common subsequence."""
    before = [0] * (len(right) + 1)
    for word in left:
        row = [0]
        for place, other in enumerate(right):
            row.append(before[place] + 1 if word == other else max(before[place + 1], row[-1]))
        before = row
    return before[-1]
