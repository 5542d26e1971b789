"""Texts that stand in the wrong field: an input told twice, an answer given as input or as instruction, a label."""

import polars as pl

from curator import text
from curator.markers import ANSWER_LABEL
from curator.signals.cues import PROMPT, RESPONSE, Cue
from curator.signals.signal import Signal, count, flag, holds
from curator.signals.swapped import are_swapped

_LEAST_CHARS = 12
"""Shorter inputs stand in an instruction by chance."""

_FRAME = ' ."“”'
_SHOWS_A_TEXT = r"[:\n\"“]\s*\S+\s+\S+\s+\S"
_REWORKS = (
    r"(?i)\b(?:re-?(?:write|word|phras|structur|arrang)\w*|edit|correct|fix|improve|chang(?:e|ing)|convert|transform|"
    r"translate|simplify|shorten|paraphrase)\b"
)


def told_twice(frame: pl.DataFrame) -> pl.Series:
    """Whether the instruction holds the whole input; null without an input. Only pairs that could are folded."""
    sizes = pl.col("input").str.len_bytes()
    could = (sizes >= _LEAST_CHARS) & (sizes <= pl.col("instruction").str.len_bytes() + len(_FRAME))
    holds = _folded("instruction").str.contains(_folded("input").str.strip_chars(_FRAME), literal=True)
    long_enough = _folded("input").str.len_chars() >= _LEAST_CHARS
    return _where(frame, could, holds & long_enough)


def answer_as_input(frame: pl.DataFrame) -> pl.Series:
    """Whether the input is the response, and a reworked form of a text in the instruction; null without an input."""
    sizes = pl.col("input").str.len_bytes().cast(pl.Int64)
    could = (
        (sizes >= _LEAST_CHARS)
        & ((sizes - pl.col("response").str.len_bytes()).abs() <= 2 * len(_FRAME))
        & pl.col("instruction").str.contains(_REWORKS)
        & pl.col("instruction").str.contains(_SHOWS_A_TEXT)
    )
    given, answer = (_folded(name).str.strip_chars(_FRAME) for name in ("input", "response"))
    return _where(frame, could, (given == answer) & ~_folded("instruction").str.contains(given, literal=True))


def _folded(column: str) -> pl.Expr:
    return text.normalise(pl.col(column))


def _where(frame: pl.DataFrame, could: pl.Expr, does: pl.Expr) -> pl.Series:
    """`does` for the rows that `could`, else false; null for those without an input."""
    values = frame.select(pl.when(~text.is_blank(pl.col("input"))).then(pl.lit(False))).to_series()
    rows = frame.select(could.fill_null(False).arg_true()).to_series()
    return values.scatter(rows, frame[rows].select(does.fill_null(False)).to_series())


_CODE_FENCE = r"(?m)^[^\S\n]*(?:```|~~~)[\w+#.-]*[^\S\n]*\n\s*(?:```|~~~)[^\S\n]*$"

SIGNALS = [
    Signal(
        "input_in_instruction",
        2,
        "the instruction holds the whole input already, case and white space aside; null without an input",
        "flag",
        pl.Boolean(),
        ("instruction", "input"),
        batch=told_twice,
    ),
    Signal(
        "answer_in_input",
        2,
        "the instruction shows a text to rework, and the input is the reworked one, equal to the response; null "
        "without an input",
        "flag",
        pl.Boolean(),
        ("instruction", "input", "response"),
        batch=answer_as_input,
    ),
    Signal(
        "fields_swapped",
        1,
        "the instruction only states something and the response is a question or an order, in English; null without "
        "one of them",
        "flag",
        pl.Boolean(),
        ("instruction", "input", "response"),
        batch=are_swapped,
    ),
    flag(
        "response_has_label",
        "the response opens with the name of its field or of a speaker, such as 'Output:' or 'Assistant:'",
        ("response",),
        pl.col("response").str.contains(ANSWER_LABEL),
    ),
    holds(
        "prompt_speaks_of_labels",
        "the prompt speaks of inputs, outputs, responses, assistants or dialogue",
        PROMPT,
        r"(?i)\b(?:out-?puts?|input|response|respond|completion|assistant|bot|dialog(?:ue)?|conversation|chat|"
        r"script|transcript|template|prompt|task|interview|print|query|code|program|function|execute)\b|输出|回答|对话",
    ),
    count(
        "response_empty_fences",
        "code blocks of the response with nothing between the fences",
        "blocks",
        ("response",),
        pl.col("response").str.count_matches(_CODE_FENCE),
        cue=Cue(RESPONSE, [_CODE_FENCE]),
    ),
    flag(
        "response_is_repr",
        "the whole response is a list or dictionary as Python prints it, with single quotes",
        ("response",),
        pl.col("response").str.contains(r"^\s*(?:\[\s*)?[\[{]\s*'[^'\n]*'\s*(?:\]\s*$|[:,](?s:.*)[\]}]\s*$)"),
    ),
    count(
        "response_escaped_breaks",
        "line breaks that the response spells as \\n, as JSON that was escaped twice; 0 when it has real ones",
        "places",
        ("response",),
        pl.when(pl.col("response").str.contains("\n", literal=True))
        .then(pl.col("response").str.len_bytes() * 0)
        .otherwise(pl.col("response").str.count_matches(r"[\p{L}.:!?,)]\\n(?:\\n|[\p{Lu}\p{N}*•-])")),
    ),
]
