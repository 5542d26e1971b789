"""Whether a program that a model wrote passes the unit tests of its item."""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from curator.evaluate.tasks import Item
from curator.evaluate.text.sandbox import Outcome, run
from curator.machine import cores

_FENCED = re.compile(r"```[ \t]*([\w+#-]*)[^\n]*\n(.*?)(?:```|\Z)", re.S)
_PYTHON = ("", "python", "py", "python3")


def outcomes(pairs: Sequence[tuple[Item, str]]) -> list[Outcome]:
    """How the program in each text ends with its item's tests behind it; as many at a time as there are cores."""
    with ThreadPoolExecutor(max(1, cores())) as pool:
        return list(pool.map(lambda pair: run(program(*pair)), pairs))


def program(item: Item, text: str) -> str:
    """The code in `text`, behind the item's own beginning where it only goes on with it, and before its tests.

    Of several fenced blocks, that which defines the entry point counts, else the first one.
    """
    check = item.check or {}
    entry_point, tests, prefix = (str(check.get(name, "")) for name in ("entry_point", "tests", "prefix"))
    defines = re.compile(rf"^(?:async )?(?:def|class) {re.escape(entry_point)}\b", re.M) if entry_point else None
    code = _code(text, defines)
    if defines and not defines.search(code) and defines.search(prefix):
        code = prefix + code
    elif defines and prefix:
        code = f"{_imports(prefix)}\n{code}"
    call = f"\n\ncheck({entry_point})\n" if entry_point and re.search(r"^def check\(", tests, re.M) else "\n"
    return f"{code}\n\n{tests}{call}"


def _code(text: str, defines: re.Pattern[str] | None) -> str:
    blocks: list[str] = [code for language, code in _FENCED.findall(text) if language.lower() in _PYTHON]
    if not blocks:
        return text
    return next((code for code in blocks if defines and defines.search(code)), blocks[0])


def _imports(prefix: str) -> str:
    return "\n".join(line for line in prefix.splitlines() if line.startswith(("import ", "from ")))
