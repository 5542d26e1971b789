"""Sets that are good as they are: what the rules drop of them, and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import clean_rows
import rule_hits
import tables
from rule_hits import Row

MOST_DROPPED = 0.005


@dataclass(frozen=True)
class CleanSet:
    """A good set and what was said of its records."""

    name: str
    rows: list[Row]
    found: rule_hits.Found

    def of(self, verdict: str) -> list[int]:
        """Places of the records with this verdict."""
        return [place for place, each in enumerate(self.found.verdicts) if each == verdict]

    def is_whole(self) -> bool:
        """Whether at most 0.5 % of it are dropped."""
        return len(self.of("drop")) <= MOST_DROPPED * len(self.rows)


def read(data: Path) -> dict[str, list[Row]]:
    """The rows of every clean set, by its name."""
    sets = {
        "GSM8K train": _named(clean_rows.lines(data / "gsm8k/train.jsonl.gz"), "question", "answer"),
        "Code Alpaca 2k": _named(clean_rows.lines(data / "code/code_alpaca_2k.jsonl.gz"), "instruction", "output"),
        "new Code Alpaca": _named(clean_rows.lines(data / "code/new_codealpaca.jsonl.gz"), "instruction", "output"),
        "HumanEval": _named(
            clean_rows.lines(data / "eval_prompts/human_eval_164.jsonl.gz"), "prompt", "canonical_solution"
        ),
        "BIG-Bench Hard": _named(clean_rows.lines(data / "eval_prompts/bbh_a.jsonl.gz"), "input", "target"),
    }
    translated = clean_rows.lines(data / "eval_prompts/mgsm_en_de_es_fr_zh.jsonl.gz")
    for language in dict.fromkeys(row["lang"] for row in translated):
        own = [row for row in translated if row["lang"] == language]
        sets[f"MGSM {language}"] = _named(own, "question", "answer")
    choices = clean_rows.lines(data / "classification/xcopa_it_id_vi_zh_tr.jsonl.gz")
    for language in dict.fromkeys(row["lang"] for row in choices):
        sets[f"XCOPA {language}"] = [_choice(row) for row in choices if row["lang"] == language]
    return sets


def _named(rows: list[Row], asked: str, answer: str) -> list[Row]:
    """The last line of a file may be a note of its publisher's, without an answer."""
    given = [(row[asked], row.get("input") if asked != "input" else "", row[answer]) for row in rows if answer in row]
    return [{"instruction": prompt, "input": more or "", "output": str(said)} for prompt, more, said in given]


def _choice(row: Row) -> Row:
    asked = f"{row['premise']}\n({row['question']}) 1: {row['choice1']} 2: {row['choice2']}"
    return {"instruction": asked, "input": "", "output": str(row["label"] + 1)}


def judge(data: Path, presets: Sequence[str], names: Sequence[str] = ()) -> list[CleanSet]:
    """Judge clean sets, each as a dataset of its own; all, or those of these names."""
    return [
        CleanSet(name, rows, rule_hits.of_rows(rows, presets, compares=True))
        for name, rows in read(data).items()
        if not names or name in names
    ]


def report(data: Path, presets: Sequence[str], show: int) -> None:
    """Print what is dropped and what waits for a person in each set, and every drop with its reason."""
    judged = judge(data, presets)
    lines: list[list[object]] = []
    for each in judged:
        whole = "whole" if each.is_whole() else "NOT whole"
        lines.append([each.name, len(each.rows), *_counted(each, "drop"), whole, *_counted(each, "review")])
    header = ["set", "records", "dropped", "share", "by", f"at most {MOST_DROPPED:.1%}", "review", "share", "by"]
    tables.show("Clean sets: what is dropped and what waits for a person", header, lines)
    print("\nEvery drop:")
    for each in judged:
        for place in each.of("drop"):
            _explain(each, place)
    for each in judged if show else []:
        waiting = each.of("review")
        for rule in sorted({str(each.found.reasons[place]) for place in waiting}):
            for place in [place for place in waiting if each.found.reasons[place] == rule][:show]:
                _explain(each, place)


def _counted(each: CleanSet, verdict: str) -> list[object]:
    places = each.of(verdict)
    rules = Counter(each.found.reasons[place] for place in places).most_common()
    return [len(places), f"{len(places) / len(each.rows):.2%}", ", ".join(f"{rule} {n}" for rule, n in rules) or "–"]


def _explain(each: CleanSet, place: int) -> None:
    verdict, reason, twin = each.found.verdicts[place], each.found.reasons[place], each.found.twins[place]
    print(f"- {each.name} {place}: {verdict} by {reason}: {_shown(each.rows[place])}")
    if twin is not None:
        print(f"    stays: {_shown(each.rows[twin])}")


def _shown(row: Row) -> str:
    asked, more, said = (tables.excerpt(row[name], 120) for name in ("instruction", "input", "output"))
    return f"{asked} | {more} → {said}"
