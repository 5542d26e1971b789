"""Count the different answers that the data give to one prompt."""

import polars as pl

from curator.dedup.shingles import tokens, word_hashes
from curator.text import is_blank, normalise

SHORT_ANSWER_WORDS = 5

# How worked solutions mark their result: GSM8K's `#### 72`, LaTeX's \boxed{72}, "the answer is 72", "A: 72" at the end.
FINAL_ANSWERS = (
    r"(?m)^\s*####\s*(\S.*?)\s*$",
    r"\\boxed\{([^{}]+)\}",
    r"(?i:\banswer is):?\s+(-?[$€£]?\d[\d.,/]*|[A-E]\b)",
    r"\n\W*(?i:(?:final )?answer|result|a)\W*[:=]\W*?(-?[$€£]?\d[\d.,/]*)\W*$",
)

MARKED = ("####", r"\boxed{", "answer", "result", "\na:")
"""What each of them begins with."""


def conflicts(frame: pl.DataFrame) -> pl.DataFrame:
    """How many different answers the records give to each record's prompt.

    Only answers that can contradict each other are counted: those of fewer than five words, and the marked result of
    longer ones. Two essays on one topic are no conflict. Case, white space, a currency sign before and punctuation
    after an answer make no difference.

    Args:
        frame: `record_id`, `prompt`, `response`; with a column `system`, prompts are the same only if it is too.

    Returns:
        `record_id`, `prompt_answers`: at least 1; null for a record without prompt or without such an answer.
    """
    asked = [name for name in ("prompt", "system") if name in frame.columns]
    measured = (
        frame.filter(~is_blank(pl.col("prompt")), _may_have_result(frame["response"]))
        .select(
            "record_id", *(normalise(pl.col(name).fill_null("")).alias(name) for name in asked), answer=final_answer()
        )
        .drop_nulls("answer")
        .select("record_id", prompt_answers=pl.col("answer").n_unique().over(asked).cast(pl.Int64))
    )
    return frame.select("record_id").join(measured, on="record_id", how="left", maintain_order="left")


def final_answer() -> pl.Expr:
    """What the column `response` comes to, normalised; null where it is long and marks no result, or blank."""
    response = pl.col("response")
    short = pl.when(tokens(response).list.len() < SHORT_ANSWER_WORDS).then(response)
    result = pl.coalesce(*(response.str.extract(pattern) for pattern in FINAL_ANSWERS), short)
    answer = normalise(result).str.strip_chars_start("$€£").str.strip_chars_end(" .!?。！？")
    # 1,072.00 and 1072 are one number.
    answer = answer.str.replace_all(r"(\d),(\d{3})\b", "${1}${2}").str.replace(r"^(-?\d+)\.0+$", "${1}")
    return pl.when(answer != "").then(answer)


def _may_have_result(responses: pl.Series) -> pl.Series:
    """False where `final_answer`, which takes its time, would find nothing."""
    is_short = pl.Series(word_hashes(responses).counts < SHORT_ANSWER_WORDS)
    return is_short | responses.fill_null("").str.contains_any(list(MARKED), ascii_case_insensitive=True)
