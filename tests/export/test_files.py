"""What an output must not be."""

from pathlib import Path

import pytest

from curator.errors import DataError
from curator.export import check_writable


@pytest.mark.parametrize("source", ["a.jsonl", "./a.jsonl", "*.jsonl", "link"])
def test_an_output_must_not_replace_a_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.jsonl").write_text("{}")
    Path("link").symlink_to("a.jsonl")
    with pytest.raises(DataError, match=r"a\.jsonl: the output would replace a source; choose another name"):
        check_writable(Path("a.jsonl"), ["-", "s3://a/b", source])
    check_writable(Path("b.jsonl"), [source])
