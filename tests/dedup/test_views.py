import polars as pl
import pytest

from curator.dedup.views import LAST, TEXT, VIEWS, columns_of, laid_out
from curator.errors import RecipeError
from curator.schema import MESSAGE


def test_an_unknown_view_is_refused_with_the_nearest() -> None:
    with pytest.raises(RecipeError, match="unknown view 'instructions'; did you mean instruction"):
        columns_of("instructions")


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(RecipeError, match="compares the column 'response', which the records do not have"):
        laid_out(pl.DataFrame({"record_id": ["a"], "respons": ["Yes."]}), "response")


@pytest.mark.parametrize("view", [view for view in VIEWS if view != "chat"])
def test_a_view_compares_its_column_where_it_is_not_blank(view: str) -> None:
    column = VIEWS[view].text
    laid = laid_out(pl.DataFrame({column: ["Yes.", " \n", "", None]}), view)
    assert laid[TEXT].to_list() == ["Yes.", None, None, None]


def test_chats_are_records_with_messages() -> None:
    message = {"role": "user", "content": "Hi"}
    records = pl.DataFrame(
        {"full": ["Hi", "Hi", " "], "messages": [[message], None, [message]]},
        schema_overrides={"messages": pl.List(MESSAGE)},
    )
    assert laid_out(records, "chat")[TEXT].to_list() == ["Hi", None, None]


def test_the_last_answer_of_a_conversation_is_a_part_of_it() -> None:
    hello, answer, thanks = (
        {"role": role, "content": content} for role, content in [("user", "Hi"), ("assistant", "Yes?"), ("user", "Bye")]
    )
    bye = {"role": "assistant", "content": "Bye!"}
    turns = [[hello, answer, thanks, bye], [hello, answer, thanks], [hello], None]
    records = pl.DataFrame({"full": "Hi", "messages": turns}, schema_overrides={"messages": pl.List(MESSAGE)})
    assert laid_out(records, "full")[LAST].to_list() == ["Bye!", None, None, None]
    assert LAST not in laid_out(records.with_columns(messages=pl.lit(None, pl.List(MESSAGE))), "full").columns
