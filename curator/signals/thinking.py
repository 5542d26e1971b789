"""What is wrong with the thinking that an answer shows between `<think>` and `</think>`."""

import polars as pl

from curator.signals.signal import Signal

_TAG = r"(?i)</?think(?:ing)?>"
_QUOTED = rf"[`'\"]{_TAG}[`'\"]"
_FENCED = r"(?s)```.*?(?:```|\z)|`[^`\n]+`"


def think_defects(frame: pl.DataFrame) -> pl.Series:
    """The first defect of the answers of each record, `none` when there is none; null when none shows thinking."""
    shown = frame.with_row_index("row").filter(pl.col("response").str.contains(_TAG))
    chats = pl.col("kind") == "chat"
    turns = shown.filter(chats).select("row", "messages").explode("messages", empty_as_null=False).unnest("messages")
    answers = pl.concat(
        [
            shown.filter(~chats).select("row", answer="response", calls=pl.lit(False)),
            turns.filter(pl.col("role") == "assistant").select(
                "row", answer="content", calls=pl.col("tool_calls").is_not_null()
            ),
        ]
    ).select("row", defect=_defect(pl.col("answer"), pl.col("calls")))
    is_defect = pl.col("defect") != "none"
    found = (
        answers.drop_nulls()
        .group_by("row", maintain_order=True)
        .agg(defect=pl.when(is_defect.any()).then(pl.col("defect").filter(is_defect).first()).otherwise(pl.lit("none")))
    )
    rows = frame.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"))
    return rows.join(found, on="row", how="left", maintain_order="left")["defect"]


def _defect(answer: pl.Expr, calls: pl.Expr) -> pl.Expr:
    """The defect of one turn. Quoted tags are no tags, and a pair of tags in a code block is at no wrong place."""
    whole = _defect_of(answer.str.replace_all(_QUOTED, ""), calls)
    prose = _defect_of(answer.str.replace_all(_FENCED, ""), calls)
    is_code = whole.is_in(["late", "no-answer"]) & (prose.is_null() | (prose == "none"))
    return pl.when(is_code).then(prose).otherwise(whole)


def _defect_of(answer: pl.Expr, calls: pl.Expr) -> pl.Expr:
    tags = answer.str.extract_all(_TAG).list.join("").str.to_lowercase().str.replace_all("thinking", "think")
    opened, closed = tags.str.count_matches("<think>", literal=True), tags.str.count_matches("</think>", literal=True)
    return (
        pl.when(tags.str.len_bytes() == 0)
        .then(None)
        .when((closed > opened) | tags.str.starts_with("</"))
        .then(pl.lit("unopened"))
        .when(opened > closed)
        .then(pl.lit("unclosed"))
        .when(tags.str.contains("<think><think>", literal=True))
        .then(pl.lit("nested"))
        .when(tags.str.contains("</think></think>", literal=True))
        .then(pl.lit("unopened"))
        .when(~answer.str.contains(r"(?i)^\s*<think(?:ing)?>"))
        .then(pl.lit("late"))
        .when(answer.str.contains(r"(?i)</think(?:ing)?>\s*$") & ~calls)
        .then(pl.lit("no-answer"))
        .otherwise(pl.lit("none"))
    )


SIGNALS = [
    Signal(
        "response_think_defect",
        2,
        "what is wrong with <think> blocks: unclosed, unopened, nested, late (text stands before them), no-answer "
        "(nothing follows) or none; null when no answer shows thinking",
        "category",
        pl.String(),
        ("kind", "response", "messages"),
        batch=think_defects,
    )
]
