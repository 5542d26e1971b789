"""Arithmetic that can be done again: calculations in the response, and prompts that are one."""

import polars as pl

from curator.signals.arithmetic.equations import equations, is_about_other_numbers, said
from curator.signals.arithmetic.tasks import MAX_PROMPT_CHARS, asked_value, missed
from curator.signals.cues import PROMPT, RESPONSE, Cue
from curator.signals.signal import Signal, Table

_COLUMNS: dict[str, pl.DataType] = {
    "response_equations": pl.Int64(),
    "response_wrong_equations": pl.Int64(),
    "response_wrong_equation": pl.String(),
}
_ABOUT = {
    "response_equations": (
        "calculations",
        "calculations in the response that can be done again, such as '48 / 2 = 24'",
    ),
    "response_wrong_equations": (
        "calculations",
        "how many of these come out otherwise; rounding and cutting digits is right",
    ),
    "response_wrong_equation": ("text", "the first wrong calculation and its right result; null when none is wrong"),
}
_EQUATION = r"[-+*/^×·÷−–xX][^=\n]*\d[^=\n]*=[^=\n]*\d"
_CALCULATION = r"\d\s*[-+*/^×·÷−–xX]\s*[\d(]|\)\s*[-+*/^×·÷−–xX]"


def measured(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns of the family; reads closely only what has an equals sign between numbers or is a short task."""
    response, prompt = frame["response"], frame["prompt"]
    nowhere = pl.repeat(False, frame.height, dtype=pl.Boolean, eager=True)
    rows = frame["an equation"].fill_null(value=False).arg_true()
    has_equation = nowhere.scatter(rows, response.gather(rows).str.contains(_EQUATION))
    is_short = prompt.str.len_bytes() <= MAX_PROMPT_CHARS
    is_task = (frame["a calculation"] & is_short & response.is_not_null()).fill_null(value=False)
    rows = is_task.arg_true()
    is_task = is_task.scatter(rows, prompt.gather(rows).str.contains(_CALCULATION))
    places = (has_equation | is_task).arg_true()
    judged = [_judged(*pair) for pair in zip(prompt.gather(places), response.gather(places), strict=True)]
    found = pl.DataFrame(judged, schema=_COLUMNS, orient="row").with_columns(row=places)
    everywhere = pl.select(row=pl.int_range(frame.height, dtype=pl.UInt32), is_read=response.is_not_null())
    return everywhere.join(found, on="row", how="left", maintain_order="left").select(
        *(
            pl.coalesce(name, pl.when("is_read").then(0)).alias(name)
            for name in ("response_equations", "response_wrong_equations")
        ),
        "response_wrong_equation",
    )


def _judged(prompt: str | None, response: str) -> tuple[int, int, str | None]:
    asked = prompt or ""
    if is_about_other_numbers(asked) or is_about_other_numbers(response):
        return 0, 0, None
    found = [each for each in equations(response) if each.text not in asked]
    faults = list(dict.fromkeys(each.fault for each in found if each.fault))
    task = asked_value(asked)
    instead = missed(task[1], response) if task else None
    if task and instead and not faults:
        faults.append(f"{task[0]} is {said(task[1])}, the answer has {instead}")
    return len(found) + (task is not None), len(faults), faults[0] if faults else None


_CUES = {"an equation": Cue(RESPONSE, [_EQUATION]), "a calculation": Cue(PROMPT, [_CALCULATION])}
TABLE = Table("arithmetic", _COLUMNS, ("prompt", "response"), measured, cues=_CUES)
SIGNALS = [
    Signal(name, 2, _ABOUT[name][1], _ABOUT[name][0], dtype, TABLE.needs, table=TABLE)
    for name, dtype in _COLUMNS.items()
]
