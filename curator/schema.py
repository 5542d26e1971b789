"""The canonical record: one frame that serves tuples, chats, preference pairs and raw text."""

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from itertools import repeat
from typing import Any

import orjson
import polars as pl

KINDS = ("tuple", "chat", "preference", "text")

MESSAGE = pl.Struct(
    {
        "role": pl.String,
        "content": pl.String,
        "tool_calls": pl.String,  # JSON, as in the OpenAI chat format
        "tool_call_id": pl.String,
        "name": pl.String,
    }
)

CONTENT: dict[str, pl.DataType | type[pl.DataType]] = {
    "system": pl.String,
    "instruction": pl.String,  # the prompt of a tuple, or of a preference pair with a single-turn prompt
    "input": pl.String,
    "response": pl.String,
    "messages": pl.List(MESSAGE),  # a whole chat, or the prompt turns of a preference pair
    "chosen": pl.String,
    "rejected": pl.String,
    "text": pl.String,
    "tools": pl.String,  # JSON
}

CANONICAL: dict[str, pl.DataType | type[pl.DataType]] = {
    "record_id": pl.String,
    "kind": pl.String,
    "source": pl.String,
    "source_row": pl.Int64,  # position in the source, unreadable rows counted, from 0
    **CONTENT,
    "meta": pl.String,  # JSON: every field curator does not interpret, so that export loses nothing
}

VIEWS = ("prompt", "response", "full")

ASSISTANT_ROLES = ("assistant",)


def record_digest(record: Mapping[str, Any]) -> str:
    """Twenty hexadecimal digits that name a record by its content.

    Takes `kind`, the content fields and `meta` of a canonical record; `source` and `source_row` do not count, so
    moving or splitting a file changes no id. Two records with equal content get equal digests; `number_repeats`
    tells them apart.
    """
    content = [record.get(name) for name in ("kind", *CONTENT, "meta")]
    return blake2b(orjson.dumps(content, option=orjson.OPT_SORT_KEYS), digest_size=10).hexdigest()


def record_ids(records: pl.DataFrame) -> pl.Series:
    """`record_digest` of every row of a frame with `kind`, the content fields and `meta`."""
    columns = [_json_values(records[name]) for name in ("kind", *CONTENT, "meta")]
    ids = [blake2b(orjson.dumps(row), digest_size=10).hexdigest() for row in zip(*columns, strict=True)]
    return pl.Series("record_id", ids, dtype=pl.String)


def _json_values(column: pl.Series) -> Iterable[object]:
    """The values as orjson takes them; lists of messages as JSON text, their keys in the order of the alphabet."""
    if column.null_count() == len(column):
        return repeat(None, len(column))
    if column.dtype == pl.String:
        return column.to_list()
    fields = [pl.element().struct.field(name) for name in sorted(each.name for each in MESSAGE.fields)]
    lists = column.to_frame("list").select(pl.struct(pl.col("list").list.eval(pl.struct(fields))))
    texts = lists.to_series().struct.json_encode()
    return map(orjson.Fragment, texts.str.strip_prefix('{"list":').str.strip_suffix("}"))


def number_repeats(records: pl.DataFrame) -> pl.DataFrame:
    """Make `record_id` unique: the second and later equal records, in file order, get `-2`, `-3`, …"""
    nth = pl.int_range(pl.len()).over("record_id", order_by=["source", "source_row"])
    return records.with_columns(
        pl.when(nth > 0)
        .then(pl.col("record_id") + "-" + (nth + 1).cast(pl.String))
        .otherwise("record_id")
        .alias("record_id")
    )


def _turns(keep: pl.Expr, *, with_calls: bool = False) -> pl.Expr:
    """What the messages for which `keep` say, joined by a blank line; `with_calls`: and the tools they call."""
    said = pl.element().struct.field("content")
    if with_calls:
        said = pl.concat_str(said, pl.element().struct.field("tool_calls"), separator="\n", ignore_nulls=True)
    return pl.col("messages").list.eval(said.filter(keep & said.is_not_null())).list.join("\n\n")


def views() -> dict[str, pl.Expr]:
    """The three texts that every signal and rule can read, for every kind.

    - `prompt`: what the model is given. Instruction and input; a chat's turns that are not the assistant's; the
      prompt of a pair. Null for raw text.
    - `response`: what the model should say. The response; the assistant's turns; the chosen answer. Null for raw
      text.
    - `full`: everything, once, in reading order, tool calls included; of a pair, prompt and chosen answer.
    """
    is_assistant = pl.element().struct.field("role").is_in(ASSISTANT_ROLES)
    has_messages = pl.col("messages").is_not_null()
    asked = pl.concat_str(
        pl.col("instruction"),
        pl.when(pl.col("input").str.strip_chars() != "").then("input"),
        separator="\n",
        ignore_nulls=True,
    )
    prompt = pl.when(has_messages).then(_turns(~is_assistant)).otherwise(asked)
    kind = pl.col("kind")
    response = (
        pl.when(kind == "chat")
        .then(_turns(is_assistant))
        .when(kind == "preference")
        .then("chosen")
        .otherwise("response")
    )
    whole = pl.concat_str(
        pl.when(has_messages).then(_turns(pl.lit(True), with_calls=True)).otherwise(asked),
        pl.when(kind != "chat").then(response),
        separator="\n\n",
        ignore_nulls=True,
    )
    is_text = kind == "text"
    return {
        "prompt": pl.when(~is_text).then(prompt),
        "response": pl.when(~is_text).then(response),
        "full": pl.when(is_text).then("text").otherwise(whole),
    }
