"""The canonical record."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from curator import schema

TEXT = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
MESSAGE = st.fixed_dictionaries({each.name: TEXT for each in schema.MESSAGE.fields})
FIELDS = {
    name: TEXT if dtype == pl.String else st.none() | st.lists(MESSAGE, max_size=3)
    for name, dtype in schema.CONTENT.items()
}
RECORD = st.fixed_dictionaries({"kind": st.sampled_from(schema.KINDS), **FIELDS, "meta": TEXT})
DTYPES = {name: schema.CANONICAL[name] for name in ("kind", *schema.CONTENT, "meta")}


@settings(deadline=None)
@given(st.lists(RECORD, max_size=4))
def test_ids_of_a_frame_are_the_digests_of_its_rows(records: list[dict[str, object]]) -> None:
    ids = schema.record_ids(pl.DataFrame(records, schema=DTYPES))
    assert ids.to_list() == [schema.record_digest(record) for record in records]
    assert ids.dtype == pl.String


def test_a_digest_never_changes() -> None:
    """Ids stand in stores and in the exports of annotators."""
    said = {"role": "user", "content": "q", "tool_calls": None, "tool_call_id": None, "name": None}
    record = {"kind": "chat", "system": "s", "messages": [said], "meta": '{"a":"\x00é"}'}
    assert schema.record_digest(record) == "14401f135fb362e46ea9"
