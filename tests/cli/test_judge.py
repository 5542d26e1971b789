"""`curator judge` against an endpoint of our own."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("openai")

Curator = Callable[..., Any]


@pytest.fixture
def files(tmp_path: Path) -> None:
    def write(name: str, rows: list[dict[str, str]]) -> None:
        (tmp_path / name).write_text("".join(json.dumps(row) + "\n" for row in rows))

    write("held.jsonl", [{"id": f"q{i}", "instruction": f"Name town {i}.", "output": "Ulm"} for i in range(6)])
    write("a.jsonl", [{"id": f"q{i}", "output": "good" if i else "bad", "model": "qwen-7b"} for i in range(6)])
    write("b.jsonl", [{"output": "bad" if i else "good"} for i in range(6)])
    write("people.jsonl", [{"id": f"q{i}", "verdict": "a" if i else "b"} for i in range(5)])


@pytest.fixture(autouse=True)
def judge_at(endpoint_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def say(turns: list[dict[str, str]]) -> str:
        return "1" if "begins]\ngood" in turns[1]["content"].split("The second answer")[0] else "2"

    endpoint_server.say = say
    monkeypatch.setenv("CURATOR_JUDGE_URL", endpoint_server.url)
    monkeypatch.setenv("CURATOR_JUDGE_MODEL", "qwen2.5-72b")
    monkeypatch.setenv("CURATOR_JUDGE_KEY", "sk-very-secret-1234567890abcdef")
    monkeypatch.setattr("curator.evaluate.endpoint.client.FIRST_WAIT_S", 0.0)


OPTIONS = ["a.jsonl", "b.jsonl", "--heldout", "held.jsonl", "--concurrency", "1"]


def test_the_verdicts_and_what_is_known_of_the_judge(curator: Curator, files: None) -> None:
    done = curator("judge", *OPTIONS, "--people", "people.jsonl", "--json")
    assert done.code == 0, done.err
    told = done.json
    assert (told["pairs"], told["judged"], told["a_won"], told["b_won"], told["ties"]) == (6, 6, 5, 1, 0)
    assert told["win_rate"]["value"] == pytest.approx(5 / 6)
    assert (told["consistent"], told["requests"], told["stopped"]) == (1.0, 12, None)
    assert told["people"]["kappa"]["value"] == 1.0
    assert any("of the family of qwen-7b" in warning for warning in told["warnings"])
    assert any("only 5 of these questions" in warning for warning in told["warnings"])


def test_the_table(curator: Curator, files: None) -> None:
    done = curator("judge", *OPTIONS)
    assert "a.jsonl against b.jsonl" in done.out
    assert "6 of 6 pairs judged in both orders: a.jsonl won 5, b.jsonl won 1, 0 ties" in done.out
    assert "nobody has checked this judge" in done.err


def test_a_second_call_asks_nothing(curator: Curator, files: None, endpoint_server: Any) -> None:
    first = curator("judge", *OPTIONS, "--json").json
    second = curator("judge", *OPTIONS, "--json").json
    assert len(endpoint_server.asked) == 12
    assert second["requests"] == 0
    assert second["win_rate"] == first["win_rate"]


def test_what_was_judged_before_the_endpoint_died_is_kept(curator: Curator, files: None, endpoint_server: Any) -> None:
    endpoint_server.stumbles = [200] * 4 + [500] * 99
    done = curator("judge", *OPTIONS, "--json")
    assert done.code == 3
    assert (done.json["judged"], done.json["open"]) == (2, 4)
    assert "500 Internal Server Error" in done.err
    endpoint_server.stumbles = []
    assert curator("judge", *OPTIONS, "--json").json["requests"] == 8


def test_the_key_is_written_nowhere(curator: Curator, files: None, tmp_path: Path, endpoint_server: Any) -> None:
    done = curator("judge", *OPTIONS, "-v")
    endpoint_server.stumbles = [401]
    refused = curator("judge", "b.jsonl", "a.jsonl", "--heldout", "held.jsonl")
    assert refused.code == 3
    assert "401 Unauthorized" in refused.err
    written = b"".join(path.read_bytes() for path in (tmp_path / ".curator").rglob("*") if path.is_file())
    for text in (done.out, done.err, refused.err, written.decode()):
        assert "very-secret" not in text


def test_a_model_writes_its_answers_once(
    curator: Curator, files: None, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = [str(tiny_model), "b.jsonl", "--heldout", "held.jsonl", "--max-new-tokens", "4", "--json"]
    first = curator("judge", *options)
    assert first.code == 0, first.err
    assert (first.json["pairs"], first.json["judged"]) == (6, 6)
    monkeypatch.setattr("curator.train.Session.generate", None)
    assert curator("judge", *options).json["requests"] == 0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["a.jsonl", "a.jsonl", "--heldout", "held.jsonl"], "both sides are the same"),
        (["a.jsonl", "b.jsonl"], "there are no questions"),
        (["a.jsonl", "c.jsonl", "--heldout", "held.jsonl"], "no such file of answers"),
        (["a.jsonl", "people.jsonl", "--heldout", "held.jsonl"], "a line has no answer"),
        (["a.jsonl", "short.jsonl", "--heldout", "held.jsonl"], "1 answers to 6 questions"),
        (["a.jsonl", "one.jsonl", "--heldout", "held.jsonl"], "no answer to 5 of 6 questions; the first: q1"),
        ([*OPTIONS, "--people", "held.jsonl"], "no verdict of a person"),
        ([*OPTIONS, "--people", "missing.jsonl"], "no such file of people's verdicts"),
    ],
)
def test_mistakes(curator: Curator, files: None, tmp_path: Path, args: list[str], message: str) -> None:
    (tmp_path / "short.jsonl").write_text('{"output": "x"}\n')
    (tmp_path / "one.jsonl").write_text('{"id": "q0", "output": "x"}\n')
    done = curator("judge", *args)
    assert done.code == 2
    assert message in done.err


def test_a_judge_that_is_not_named(curator: Curator, files: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CURATOR_JUDGE_URL")
    assert "CURATOR_JUDGE_URL is not set" in curator("judge", *OPTIONS).err
