"""`compare VERSION --against prompting|pretraining` from the command line, with a model that takes milliseconds."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Curator = Callable[..., Any]

QUICK = ["--examples-seen", "4", "--batch-size", "2", "--rank", "2", "--threads", "1", "--seeds", "0"]


@pytest.fixture
def heldout(tmp_path: Path) -> str:
    path = tmp_path / "held.jsonl"
    items = [
        {"instruction": f"Which river is number {i}?", "output": "Elbe", "options": ["Elbe", "Oder"]} for i in range(6)
    ]
    path.write_text("".join(json.dumps(item) + "\n" for item in items))
    (tmp_path / "prices.yaml").write_text("currency: EUR\nmachine_hour: 0.1\nannotation_hour: 25.0\n")
    (tmp_path / "prompts.yaml").write_text("prompts: [{name: bare}, {name: shown, shots: 1}]\n")
    return "held.jsonl"


def test_prompting_against_fine_tuning(
    curator: Curator, data: Path, heldout: str, tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curator.trial.settings.workers_for", lambda _: 1)
    monkeypatch.delenv("CURATOR_ENDPOINT_URL", raising=False)
    curator("curate", "data.jsonl")
    options = ["--heldout", heldout, "--model", str(tiny_model), *QUICK, "--prompts", "prompts.yaml"]
    asked = ["compare", "latest", "--against", "prompting", *options, "--prices", "prices.yaml"]
    done = curator(*asked, "--html", "page.html", "--json")
    assert done.code == 0, done.err
    told = done.json
    assert [arm["arm"] for arm in told["arms"]] == ["base", "prompted", "few-shot", "fine-tuned"]
    assert told["prompting"]["currency"] == "EUR"
    assert "CURATOR_ENDPOINT_URL is not set" in done.err
    page = (tmp_path / "page.html").read_text()
    assert "Prompting against fine-tuning" in page
    assert "default-src 'none'" in page
    shown = curator(*asked)
    assert "nothing leaves this machine" in shown.out


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--against", "prompting", "latest", "latest"], "2 versions were named"),
        (["latest", "--prices", "prices.yaml"], "go with --against"),
        (["latest", "--against", "prompting", "--prices", "none.yaml"], "no such file"),
        (["latest", "--against", "pretraining", "--prices", "prices.yaml"], "go with --against prompting"),
        (["latest", "--against", "pretraining"], "has no raw text to train on"),
        (["latest", "--against", "prompting", "--prompts", "prices.yaml"], "currency"),
    ],
)
def test_mistakes(curator: Curator, data: Path, heldout: str, tiny_model: Path, args: list[str], message: str) -> None:
    curator("curate", "data.jsonl")
    done = curator("compare", *args, "--heldout", heldout, "--model", str(tiny_model), *QUICK)
    assert done.code == 2
    assert message in done.err
    assert "Traceback" not in done.err
