"""The loop's commands: what they print, how they end, and what they say of mistakes."""

import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from curator.cli.commands import run
from curator.loop.holding import holding
from curator.loop.watch import Clock


class Ended(NamedTuple):
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Curator = Callable[..., Ended]


@pytest.fixture
def curator(
    project: Any, verdicts: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Curator:
    """Runs `curator ARGS…` in the project's folder, on its store; trials find what `verdicts` says."""
    monkeypatch.chdir(project.path)
    monkeypatch.setenv("CURATOR_STORE", str(project.store.root))
    monkeypatch.setenv("COLUMNS", "100")

    def call(*args: str) -> Ended:
        code = run(list(args))
        captured = capsys.readouterr()
        return Ended(code, captured.out, captured.err)

    return call


RUN = ("loop", "run", "recipe.yaml")


def test_run_says_what_was_decided_and_what_was_done(curator: Curator, verdicts: Any) -> None:
    verdicts.champion = "better"
    ended = curator(*RUN)
    assert ended.code == 0
    assert "promote: the curated data are better than the champion's" in ended.out
    assert "; before: the raw data" in ended.out
    assert "measured: 40 records" in ended.out
    again = curator(*RUN)
    assert "nothing has changed: the decision stands" in again.out


def test_run_prints_everything_as_json(curator: Curator) -> None:
    found = curator(*RUN, "--json").json
    assert (found["decision"], found["unchanged"]) == ("cannot tell", False)
    assert found["reasons"] == ["cannot tell: raw", "better: random"]
    assert found["work"]["records"] == {"read": 40, "measured": 40, "reused": 0}
    assert {arm["arm"] for arm in found["arms"]} == {"raw", "curated", "random"}
    assert curator(*RUN, "--json").json["unchanged"] is True


@pytest.mark.parametrize(("champion", "code"), [("better", 0), ("cannot tell", 1), ("worse", 1)])
def test_a_run_may_fail_unless_it_promotes(curator: Curator, verdicts: Any, champion: str, code: int) -> None:
    verdicts.champion = champion
    assert curator(*RUN).code == 0
    assert curator(*RUN, "--fail-unless-promoted").code == code


def test_a_gate_that_fails_ends_with_one_and_says_what_failed(curator: Curator, project: Any) -> None:
    project.add("expect: {kept: {min: 0.9}}")
    ended = curator(*RUN)
    assert ended.code == 1
    assert "gate failed: the data are not what the recipe expects: nothing was trained" in ended.out
    assert "kept: 65.00%, at least 90.00% allowed" in ended.out
    assert curator(*RUN, "--json").code == 1


def test_hooks_are_told_how_it_ended_and_that_it_could_not(curator: Curator, project: Any, tmp_path: Path) -> None:
    told = shlex.quote(str(tmp_path / "told.jsonl"))
    hook = ("--notify", f'cat >> {told}; echo " $CURATOR_DECISION" >> {told}')
    assert curator(*RUN, *hook).code == 0
    (project.path / "data.jsonl").write_text("")
    assert curator(*RUN, *hook).code == 2
    lines = (tmp_path / "told.jsonl").read_text().splitlines()
    assert [line.rpartition("} ")[2] for line in lines] == ["cannot tell", "error"]
    assert json.loads(lines[1].rpartition(" ")[0])["name"] == "colours"


def test_a_hook_that_fails_is_told_and_the_run_ends_well(curator: Curator) -> None:
    ended = curator(*RUN, "--notify", "exit 3")
    assert ended.code == 0
    assert "warning: --notify exit 3: ended with code 3" in ended.err


def test_an_address_that_is_none_is_refused_before_any_work(curator: Curator, project: Any) -> None:
    ended = curator(*RUN, "--notify-url", "example.org/secret")
    assert (ended.code, "secret" in ended.err) == (2, False)
    assert not project.store.root.exists()


def test_a_recipe_runs_nothing(curator: Curator, project: Any) -> None:
    project.add("loop: {notify: 'touch owned'}")
    ended = curator(*RUN)
    assert ended.code == 2
    assert "unknown key 'notify'" in ended.err


def test_status_before_and_after(curator: Curator, verdicts: Any) -> None:
    assert "nothing is finished yet: curator loop run recipe.yaml" in curator("loop", "status", "recipe.yaml").out
    verdicts.champion = "better"
    done = curator(*RUN, "--json").json
    shown = curator("loop", "status", "recipe.yaml")
    assert f"champion: {done['curated']} since 20" in shown.out
    assert "last decision: promote" in shown.out
    found = curator("loop", "status", "recipe.yaml", "--json").json
    assert found["finished"] == ["curate/raw", "curate/curated", "label/export"]
    assert found["champion"]["version"] == found["last"]["curated"] == done["curated"]
    assert (found["running"], found["watching"]) == (None, None)


def test_a_champion_is_shown_and_set_with_a_reason(curator: Curator) -> None:
    assert "nobody has been promoted yet" in curator("loop", "champion", "recipe.yaml").out
    raw = curator(*RUN, "--json").json["raw"]
    assert curator("loop", "champion", "recipe.yaml", "--promote", raw).code == 2
    ended = curator("loop", "champion", "recipe.yaml", "--promote", raw[:6], "--reason", "they asked for it")
    assert ended.code == 0
    assert f"{raw} is champion now" in ended.out
    assert "they asked for it" in ended.out
    found = curator("loop", "champion", "recipe.yaml", "--json").json
    assert (found["champion"]["by"], len(found["history"])) == ("hand", 1)
    assert "champion of colours since 20" in curator("versions", "show", raw).out
    assert [each["until"] for each in curator("versions", "show", raw, "--json").json["champion"]] == [None]


def test_versions_show_survives_a_damaged_file_of_champions(curator: Curator, project: Any, verdicts: Any) -> None:
    verdicts.champion = "better"
    version = curator(*RUN, "--json").json["curated"]
    project.loop().champions.path.write_text("broken\n")
    ended = curator("versions", "show", version)
    assert ended.code == 0
    assert "champion.jsonl:1: is no champion" in ended.err
    assert curator("loop", "status", "recipe.yaml").code == 2


def test_watch_makes_turns_and_goes_on_after_one_that_failed(
    curator: Curator, project: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 1:
            project.recipe.write_text(project.recipe.read_text().replace("rank: 2", "rank: two"))
        if len(waited) == 20:
            project.recipe.write_text(project.recipe.read_text().replace("rank: two", "rank: 4"))

    monkeypatch.setattr("curator.loop.watch.Clock", lambda: Clock(sleep=sleep))
    ended = curator("loop", "watch", "recipe.yaml", "--turns", "3", "--json")
    assert ended.code == 0
    turns = [json.loads(line) for line in ended.out.splitlines()]
    assert [turn["decision"] for turn in turns] == ["cannot tell", "error", "cannot tell"]
    assert "recipe.yaml:10:9" in turns[1]["error"]
    assert "error: " in ended.err


def test_watch_at_set_times_says_when_it_turns_next(
    curator: Curator, project: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []

    def sleep(seconds: float) -> None:
        if not seen:
            folder = project.loop().folder / "watch"
            seen.append(json.loads((folder / "next.json").read_bytes()))
            project.add_record(1)
        raise KeyboardInterrupt

    monkeypatch.setattr("curator.loop.watch.Clock", lambda: Clock(sleep=sleep))
    ended = curator("loop", "watch", "recipe.yaml", "--every", "1h")
    assert ended.code == 130
    assert seen[0]["every_s"] == 3600
    assert f"next turn {seen[0]['next'][:10]}" in ended.err
    assert "cannot tell" in ended.out


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--every", "soon"], "--every wants a time such as 30m, 1h or 1d12h, got 'soon'"),
        (["--turns", "0"], "0 is not in the range"),
    ],
)
def test_watch_refuses_what_makes_no_sense(curator: Curator, args: list[str], message: str) -> None:
    ended = curator("loop", "watch", "recipe.yaml", *args)
    assert ended.code == 2
    assert message in ended.err


def test_the_second_at_a_loop_is_told_who_the_first_is(curator: Curator, project: Any) -> None:
    with holding(project.loop().folder, "curator loop watch"):
        command = [sys.executable, "-m", "curator", *RUN, "--store", str(project.store.root)]
        done = subprocess.run(command, cwd=project.path, capture_output=True, text=True, check=False)
        status = subprocess.run(
            [*command[:4], "status", "recipe.yaml", *command[-2:], "--json"],
            cwd=project.path,
            stdout=subprocess.PIPE,
            check=True,
        )
    assert done.returncode == 2
    assert "error: " in done.stderr
    assert "another curator works on this loop: process " in done.stderr
    assert "(curator loop watch, since 20" in done.stderr
    assert json.loads(status.stdout)["running"]["what"] == "curator loop watch"
