"""The commands as a person types them, against the real server."""

import json
from pathlib import Path
from typing import Any

import pytest

from curator.cli.commands import run
from tests.live.studio import Person, choices

pytestmark = pytest.mark.labelstudio

PACK = """\
pack: doubts
about: Answers that somebody should look at.
rules:
  - id: short-answer
    when: response_chars < 20
    then: review
    why: A short answer may be wrong.
    severity: low
    examples:
      hit: [{instruction: Name a vowel., response: a}]
      miss: [{instruction: Name a river., response: The river Elbe is a river in Germany.}]
"""


def test_from_a_file_to_people_and_back(
    studio: Person,
    people: tuple[Person, Person],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LABEL_STUDIO_URL", studio.url)
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", studio.token)
    monkeypatch.delenv("CURATOR_STORE", raising=False)
    rows = [{"instruction": f"What is {n} + {n * n}?", "output": str(n + n * n)} for n in range(6)]
    Path("data.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    Path("doubts.yaml").write_text(PACK)
    written: list[str] = []

    def curator(*words: str) -> Any:
        code = run([*words, "--json"])
        out, err = capsys.readouterr()
        written.extend((out, err))
        assert code == 0, err
        return json.loads(out)

    assert curator("curate", "data.jsonl", "--rules", "doubts.yaml")["counts"]["review"] == 6
    curator("label", "push", "--project", "by command", "--control", "0", "--people", "2")
    (project,) = (each for each in studio.ask("GET", "/api/projects")["results"] if each["title"] == "by command")
    assert project["task_number"] == 6
    for task in studio.tasks(project["id"]):
        row = task["data"]["origin"]
        for person in people:
            verdict = "drop" if row.endswith("row 0") else "keep"
            person.answer(task["id"], [choices("verdict", "response", verdict), choices("rules", "response")])
    pulled = curator("label", "pull", "--project", "by command")
    assert (pulled["counts"]["kept"], pulled["counts"]["dropped"]) == (5, 1)
    agreed = curator("label", "agreement")
    assert agreed["questions"]["verdict"]["shared"] == 6
    curator("label", "push", "--project", "by command", "--control", "0")
    assert studio.ask("GET", f"/api/projects/{project['id']}")["task_number"] == 6
    assert not [text for text in written for secret in (studio.token, studio.password) if secret in text]
