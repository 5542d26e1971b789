"""How many answers of the data begin or end with the same sentence, and how many prompts have the very same answer."""

import polars as pl

from curator import schema, text

SENTENCE_COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "response_opening_records": pl.Int64,  # answers that begin with the sentence that this one begins with
    "response_opening_share": pl.Float64,  # the same as a share of all answers
    "response_closing_records": pl.Int64,
    "response_closing_share": pl.Float64,
    "response_prompts": pl.Int64,  # different prompts that have this very answer
}
"""Null where the answer is one sentence, and where its first or last one is long, a heading, code, or yes or no.

Prompts are counted for answers of 100 bytes or more: labels and short answers are rightly the same.
"""

_LEAST_BYTES = 100
_LONGEST = 200  # characters of a sentence that many have

_STOP = r".!?:…。！？：\n"
_FIRST = rf"^[^{_STOP}]+[{_STOP}]"
_LAST = rf"[^{_STOP}]+[.!?…。！？\"'”’)\]*]*$"
_EDGES = " .!?:…。！？：\"'“”‘’*_-\n\t"
_NONE = (
    r"^(?:\P{L}*|\s*[a-z]+|[\p{L}\p{N}_ -]{1,12}[:：\n]|"
    r"\s*(?:yes|no|true|false|mrs?|dr|com|org|net|html?|txt|csv|py|js|[a-z]{1,2})\b.{0,2})$|[`<>{}\[\]=;|#/\\()$\"]|"
    r"^\s*(?:import|from|def|class|return|public|using|step|verse|chapter|the answer is)\b"
)
"""Numbers, short headings, short answers and titles; code; what counts something."""


def with_sentences(records: pl.DataFrame) -> pl.DataFrame:
    """The sentence columns, a row a record in the same order; neither the order nor other records' places matter."""
    response = schema.views()["response"].str.strip_chars()
    texts = records.select(response=response, is_answer=~text.is_blank(response))
    found = texts.select(
        opening=_of_several(pl.col("response").str.head(_LONGEST).str.extract_all(_FIRST).list.first()),
        closing=_of_several(pl.col("response").str.tail(_LONGEST).str.extract_all(_LAST).list.first()),
    )
    answers = int(texts["is_answer"].sum())
    columns = []
    for name in found.columns:
        counted = _counted(found[name])
        columns += [
            counted.alias(f"response_{name}_records"),
            (counted / max(answers, 1)).alias(f"response_{name}_share"),
        ]
    return pl.DataFrame([*columns, _prompts(records, texts["response"])])


def _prompts(records: pl.DataFrame, responses: pl.Series) -> pl.Series:
    """How many different prompts have the answer of each row; null where the answer is short."""
    rows = records.select(prompt=schema.views()["prompt"].hash()).with_columns(
        pl.when(responses.str.len_bytes() >= _LEAST_BYTES).then(responses.hash()).alias("answer")
    )
    prompts = rows.drop_nulls("answer").group_by("answer").agg(pl.col("prompt").n_unique().cast(pl.Int64).alias("n"))
    return rows.join(prompts, on="answer", how="left", maintain_order="left")["n"].alias("response_prompts")


def _of_several(sentence: pl.Expr) -> pl.Expr:
    """A first or last sentence; null where it is all that there is, or may have been cut off."""
    size = sentence.str.len_bytes()
    return pl.when((size < pl.col("response").str.len_bytes()) & (sentence.str.len_chars() < _LONGEST)).then(sentence)


def _counted(sentences: pl.Series) -> pl.Series:
    """How often the sentence of each row stands in the column, whatever its case and the marks around it."""
    different = sentences.drop_nulls().value_counts(name="records").rename({sentences.name: "sentence"})
    lower = pl.col("sentence").str.to_lowercase()
    counts = (
        different.filter(~lower.str.contains(_NONE))
        .with_columns(pl.col("records").sum().over(lower.str.strip_chars(_EDGES)))
        .with_columns(pl.col("records").cast(pl.Int64))
    )
    rows = sentences.to_frame("sentence")
    return rows.join(counts, on="sentence", how="left", maintain_order="left")["records"]
