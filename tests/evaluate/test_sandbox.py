"""Programs that a model wrote are run, judged by their tests, and kept from most of the machine."""

import os
from pathlib import Path

import pytest

from curator.errors import CuratorError
from curator.evaluate import Item, score_text
from curator.evaluate.text.programs import program
from curator.evaluate.text.sandbox import run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits of processes are those of Unix")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("x = 1\nprint(x)", ""),
        ("import math, re, collections, itertools, json, typing", ""),
        ("assert 1 == 2, 'no'", "AssertionError: no"),
        ("def f(:", "SyntaxError: invalid syntax"),
        ("import sys; sys.exit(0)", "ended with 0 before its end"),
        ("import os; os._exit(0)", "ended with 0 before its end"),
        ("x = 'a' * (1 << 31)", "MemoryError"),
        ("open('f', 'w').write('a' * (1 << 21))", "OSError: [Errno 27] File too large"),
        ("import polars", "ModuleNotFoundError: No module named 'polars'"),
        ("import os\nassert 'HOME' not in os.environ and os.listdir('.') == []", ""),
        ("open('here', 'w').write('a')", ""),
    ],
)
def test_what_a_program_may_do_and_how_it_ends(text: str, why: str) -> None:
    found = run(text)
    assert (found.passed, found.why) == (not why, why)


def test_a_program_that_does_not_end_is_stopped() -> None:
    assert run("while True: pass", timeout_s=0.5).why == "not finished after 0.5 s"


def test_what_a_program_started_ends_with_it(tmp_path: Path) -> None:
    found = run(f"import os\nif os.fork() == 0:\n  import time\n  time.sleep(60)\nopen({str(tmp_path / 'x')!r}, 'w')")
    assert not found.passed or not found.kept_from or "files" not in found.kept_from
    assert found.why != "not finished after 10 s"


def test_no_network_and_no_file_elsewhere_where_the_system_can_keep_it(tmp_path: Path) -> None:
    kept_from = run("").kept_from
    assert kept_from is not None
    if "network" in kept_from:
        found = run("import socket; socket.create_connection(('127.0.0.1', 9), timeout=1)")
        assert found.why == "OSError: [Errno 101] Network is unreachable"
    if "files" in kept_from:
        elsewhere = tmp_path / "elsewhere"
        assert run(f"open({str(elsewhere)!r}, 'w')").why.startswith("PermissionError")
        assert not elsewhere.exists()


def test_a_flood_of_output_is_no_matter() -> None:
    assert run("import os\nwhile True: os.write(1, b'x' * 65536)").why == "OSError: [Errno 27] File too large"


def add(**check: str) -> Item:
    beginning = "import math\n\n\ndef add(a, b):\n"
    given = {"prefix": beginning, "entry_point": "add", "tests": "def check(f):\n    assert f(1, 2) == 3", **check}
    return Item("i", ({"role": "user", "content": beginning},), "", None, "t", check=given)


@pytest.mark.parametrize(
    ("text", "passed"),
    [
        ("    return a + b\n", 1.0),
        ("Here it is:\n```python\ndef add(a, b):\n    return math.floor(a + b)\n```\nDone.", 1.0),
        ("```\nprint('first')\n```\nand\n```python\ndef add(a, b):\n    return a + b\n```", 1.0),
        ("    return a - b\n", 0.0),
        ("I cannot do that.", 0.0),
        ("```python\ndef add(a, b):\n    return a + b", 1.0),  # cut off before the fence
    ],
)
def test_code_is_taken_out_of_an_answer_and_tested(text: str, passed: float) -> None:
    assert score_text(add(), text, ["code"]) == {"code": passed}


def test_tests_that_call_themselves_are_not_called_again() -> None:
    assert program(add(tests="assert add(1, 2) == 3"), "    return 3\n").endswith("assert add(1, 2) == 3\n")


def test_code_is_not_run_unless_it_is_asked_for() -> None:
    assert "code" not in score_text(add(), "    return a + b\n")


def test_a_system_without_limits_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curator.evaluate.text.sandbox.os.name", "nt")
    with pytest.raises(CuratorError, match="only on Linux and macOS"):
        run("x = 1")
