"""Compile what curator compiles, as its first run on a machine does: python -m tests.compile_kernels.

Without it each worker of the tests compiles nearly all of it by itself.
"""

import json
import tempfile
from pathlib import Path

from curator import signals
from curator.pipeline import judge
from curator.readers import scan, walked
from curator.recipe import Recipe
from curator.schema import views
from curator.shipped import shipped


def main() -> None:
    """Read JSON lines and a JSON array, measure everything, and look for twins."""
    with tempfile.TemporaryDirectory() as folder:
        lines = (shipped("sample_data") / "tuples.jsonl").read_text(encoding="utf-8").splitlines()[:50]
        by_line, array = Path(folder) / "lines.jsonl", Path(folder) / "array.json"
        by_line.write_text("\n".join(lines) + "\n", encoding="utf-8")
        array.write_text(json.dumps([json.loads(line) for line in lines]), encoding="utf-8")
        sources = [str(by_line), str(array)]
        records = scan(sources).records.with_columns(**views())
        signals.measure(records, list(signals.SIGNALS)).collect()
        judge(Recipe.of(data={"sources": sources}))
    walked.compiled()  # for files larger than these


if __name__ == "__main__":
    main()
