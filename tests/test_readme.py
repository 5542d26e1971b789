"""The README's commands run, in its order, in a folder like the one it speaks of."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
import yaml

from curator.cli.commands import COMMANDS, run
from curator.expectations import Expect
from curator.rules.pack import Pack

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")

# They train, and are run by tests/test_demo.py on a model that takes seconds.
TRAINING = ("loop run", "loop watch", "train", "evaluate", "judge", "compare", "attribute", "dose", "demo")
# They talk to a Label Studio, and are run by tests/live.
SERVING = tuple(f"label {name}" for name in ("serve", "push", "pull", "adjudicate", "stop"))


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


def command_lines() -> list[str]:
    return [line for block in blocks("sh") for line in block.splitlines() if line.strip()]


def test_every_command_is_in_the_readme_or_named_by_doctor() -> None:
    documented = {line.split()[1] for line in command_lines() if line.startswith("curator ")}
    assert set(COMMANDS) - documented <= {"demo", "why", "restore"}
    assert "curator why RECORD_ID" in README
    assert "curator restore RECORD_ID" in README


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = {line.split()[1] for line in command_lines() if line.startswith("make ")}
    assert targets == {"demo", "test"}
    assert all(re.search(rf"^{target}:", makefile, flags=re.MULTILINE) for target in targets)


def test_the_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(ROOT / "sample_data", tmp_path / "sample_data")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CURATOR_STORE", raising=False)
    ran = 0
    for line in command_lines():
        words = shlex.split(line)
        if words[0] != "curator" or " ".join(words[1:]).startswith((*TRAINING, *SERVING)):
            continue
        code = run(words[1:])
        assert code == 0, f"{line}\n{capsys.readouterr().err}"
        ran += 1
    assert ran >= 15
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), {})


def test_the_rule_in_the_readme_is_a_rule() -> None:
    pack, _ = blocks("yaml")
    assert [rule.id for rule in Pack.model_validate(yaml.safe_load(pack)).rules] == ["very-short-answer"]


def test_what_the_readme_expects_can_be_expected() -> None:
    _, expected = blocks("yaml")
    assert Expect.model_validate(yaml.safe_load(expected)["expect"]).quality


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
