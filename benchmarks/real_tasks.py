"""Real tasks with short answers, parted into training, development and test data by what hangs together."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import clean_rows
import polars as pl

Row = dict[str, Any]

PROMPT_CHARS = 450
ANSWER_CHARS = 80
SHARES = {"test": 0.35, "dev": 0.15}
"""Of each task's clusters; the rest is trained on."""


@dataclass(frozen=True)
class Parts:
    """Records as curator reads them, with `id`, `task` and `options` beside."""

    train: list[Row]
    dev: list[Row]
    test: list[Row]


def parts(data: Path, each: int, seed: int) -> Parts:
    """Records of all tasks, parted before anything is done to them.

    Args:
        data: the folder of public datasets.
        each: records of a task at most.
        seed: decides which, and where they go.
    """
    made = Parts([], [], [])
    for name, read in TASKS.items():
        rows = [row for row in read(data) if len(row["instruction"]) <= PROMPT_CHARS]
        _part(made, name, Random(f"{seed} {name}").sample(rows, min(each, len(rows))), seed)
    Random(seed).shuffle(made.train)
    return made


def _part(made: Parts, name: str, rows: Sequence[Row], seed: int) -> None:
    """Near-duplicate prompts and answers to one prompt stay together."""
    clusters = _clusters(rows)
    order = Random(f"{seed} {name} parts").sample(sorted(set(clusters)), len(set(clusters)))
    first, second = (round(len(order) * share) for share in SHARES.values())
    place = {cluster: nth for nth, cluster in enumerate(order)}
    for nth, (row, cluster) in enumerate(zip(rows, clusters, strict=True)):
        at = place[cluster]
        part = made.test if at < first else made.dev if at < first + second else made.train
        part.append({"id": f"{name}-{nth}", "task": name, **row})


def _clusters(rows: Sequence[Row], threshold: float = 0.6) -> list[int]:
    """A number for each row, the same for prompts whose words overlap (Jaccard) by more than the threshold."""
    words = [frozenset(re.findall(r"\w+", row["instruction"].lower())) for row in rows]
    shared = frozenset.intersection(*words)  # what the template says
    words = [each - shared for each in words]
    found = list(range(len(rows)))
    for later in range(len(rows)):
        for earlier in range(later):
            both = len(words[later] & words[earlier])
            if found[later] != found[earlier] and both > threshold * len(words[later] | words[earlier]):
                old, new = found[later], found[earlier]
                found = [new if each == old else each for each in found]
    return found


def _p3(template: str, options: Callable[[str], list[str]] | list[str]) -> Callable[[Path], Iterator[Row]]:
    def read(data: Path) -> Iterator[Row]:
        frame = pl.read_parquet(data / "classification/t0_p3_a.parquet").filter(pl.col("template") == template)
        for prompt, completion in frame.select("prompt", "completion").iter_rows():
            answer = completion.removesuffix("<|endoftext|>").strip()
            offered = options if isinstance(options, list) else options(prompt)
            if answer in offered:
                yield {"instruction": prompt.strip(), "input": "", "output": answer, "options": offered}

    return read


def _listed(prompt: str) -> list[str]:
    """The lines that begin with a hyphen, each once."""
    return list(dict.fromkeys(re.findall(r"^- (.+?)\s*$", prompt, re.MULTILINE)))


def _arithmetic(data: Path) -> Iterator[Row]:
    """School mathematics, the bare result wanted."""
    for row in clean_rows.lines(data / "gsm8k/train.jsonl.gz"):
        if "answer" in row:
            result = row["answer"].split("#### ")[-1].strip()
            asked = f"{row['question'].strip()}\nAnswer with the number only."
            yield {"instruction": asked, "input": "", "output": result}


def _following(data: Path) -> Iterator[Row]:
    """A short answer that follows every instruction of its prompt; told from one of another model that does not."""
    frame = pl.read_parquet(data / "instruction_following/m_ifeval_en_responses.parquet").filter(
        pl.col("response").str.len_chars().is_between(1, ANSWER_CHARS)
    )
    for (_,), group in frame.sort("pid", "model").group_by("pid", maintain_order=True):
        right = group.filter("follow_all")["response"].to_list()
        wrong = [each for each in group.filter(~pl.col("follow_all"))["response"] if each not in right]
        if right and wrong:
            yield {
                "instruction": group["prompt"][0],
                "input": "",
                "output": right[0],
                "options": [right[0], wrong[0]],
            }


TASKS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "news": _p3("ag_news_classify_with_choices", ["Business", "Science and technology"]),
    "science": _p3("sciq_Multiple_Choice_Closed_Book_", _listed),
    "checked fact": _p3("qasc_is_correct_1", ["No", "Yes"]),
    "arithmetic": _arithmetic,
    "instructions": _following,
}
