"""Strict YAML: what is refused, and where the message points."""

from pathlib import Path

import pytest
from pydantic import Field

from curator.config import Document, Strict
from curator.errors import RecipeError

YAML_HINT = "indent with spaces; put quotes around a text that holds a colon or begins with a special sign"


class Part(Strict):
    size: int
    share: float = 0.5


class Whole(Strict):
    name: str
    part: Part | None = None
    parts: list[Part] = Field(default_factory=list)


def problems(text: str) -> list[str]:
    with pytest.raises(RecipeError) as caught:
        Document(text, "r.yaml").validate(Whole)
    return [str(problem) for problem in caught.value.problems]


def test_a_good_document_is_read() -> None:
    assert Document("name: a\npart: {size: 3, share: 1}", "r.yaml").validate(Whole) == Whole(
        name="a", part=Part(size=3, share=1.0)
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name: a\nprat: {}", ["r.yaml:2:1: unknown key 'prat'; did you mean part?"]),
        ("name: a\npart:\n  size: 1\n  shar: 1", ["r.yaml:4:3: unknown key 'shar'; did you mean share?"]),
        ("part: {size: 1}", ["r.yaml:1:1: 'name' is missing; add name: …"]),
        ("name: no", ["r.yaml:1:7: name: Input should be a valid string, got False"]),
        ("name: a\nname: b", ["r.yaml:2:1: key 'name' stands twice; keep one of them"]),
        (
            "name: a\nparts:\n- size: 1\n- size: x",
            ["r.yaml:4:9: parts.1.size: Input should be a valid integer, got 'x'"],
        ),
        ("", ["r.yaml: is empty; it needs name"]),
        ("name: &x a\npart: *x", ["r.yaml:2:7: aliases (*name) are not allowed; write the value out"]),
        ("name: [a", [f"r.yaml:2:1: not valid YAML: did not find expected ',' or ']'; {YAML_HINT}"]),
        ("- a", ["r.yaml:1:1: keys and their values expected, got a list"]),
        ("name: a\npart: b", ["r.yaml:2:7: part: keys and their values expected, got text"]),
        (
            "name: !!python/object/apply:os.system [x]",
            [
                "r.yaml:1:7: not valid YAML: could not determine a constructor for the tag "
                "'tag:yaml.org,2002:python/object/apply:os.system'"
            ],
        ),
    ],
)
def test_mistakes_say_what_and_where(text: str, expected: list[str]) -> None:
    assert problems(text) == expected


def test_all_mistakes_come_at_once() -> None:
    found = problems("nam: a\npart: {size: x}")
    assert [each.split(": ")[0] for each in found] == ["r.yaml:1:1", "r.yaml:2:14", "r.yaml:1:1"]


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path, what in [(tmp_path / "no.yaml", "no such file"), (tmp_path, "is a directory, not a file")]:
        with pytest.raises(RecipeError, match=what):
            Document.read(path)
