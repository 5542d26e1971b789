import pytest

from curator.label.look import PROSE, is_code, look

PYTHON = "def mean(values):\n    if not values:\n        return 0.0\n    return sum(values) / len(values)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Use this:\n\n```python\nprint(1)\n```", True),
        ("~~~\nls -l\n~~~", True),
        (PYTHON, True),
        ("int main() {\n  return 0;\n}", True),
        ("<ul>\n  <li>one</li>\n</ul>", True),
        ("SELECT name\nFROM people;\nDELETE FROM people;", True),
        ("x = 1\ny = x + 1", True),
        ("| n | mean |\n|---|------|\n| 2 | 1.5 |", True),
        ("", False),
        ("The Elbe is a river; it is long.", False),
        ("Dear Ms Noor,\n\nthank you for your letter;\nI shall answer soon.\n\nYours,\nA.", False),
        ("- one\n- two\n---\n- three", False),
        ("1. Wash the rice.\n2. Boil it (ten minutes).\n3. Serve.", False),
        ("if you want to know:\nask.\nAsk again.\nAnd then:\nwait.", False),
        ("长江是中国最长的河流。\n它很重要。", False),
        ("Use `print` for that.", False),
    ],
)
def test_code_is_told_from_prose(text: str, expected: bool) -> None:
    assert is_code(text) is expected


def test_only_names_of_places_become_marks() -> None:
    marks = look({"instruction": "<b>Write</b> it.", "response": "```\n</i><script>alert(1)</script>\n```"})
    assert marks == '<i class="code-response"></i>'
    assert look({"instruction": "Name a river.", "response": ""}) == PROSE


def test_a_long_line_takes_no_time() -> None:
    assert not is_code("a " * 200_000)
    assert not is_code("x" + "=" * 100_000 + " " * 100_000 + "\n" + "-" * 100_000 + ":")
