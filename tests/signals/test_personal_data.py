import polars as pl
import pytest

from curator import schema
from curator.signals import measure

KEY = "ghp_" + "a8Kd93hfLs02mXcV71qPzR5tYw6uNe4bGj8o"
ALL = (
    "Ann: ann@firma.de, 415-896-4250, card 4916338506082832, DE44500105175407324931, 86.121.97.248, 514-69-0360, "
    f"{KEY}, password: u7Rk2xQ9vLm4"
)
FAMILIES = ("emails", "phones", "payment_cards", "ibans", "ip_addresses", "us_ssns", "keys", "passwords")


def _measured(record: dict[str, object], *names: str) -> dict[str, int | None]:
    frame = pl.DataFrame([{"record_id": "r", "kind": "tuple", **record}], schema=schema.CANONICAL)
    return measure(frame.lazy().with_columns(**schema.views()), names).select(names).collect().row(0, named=True)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_is_counted_in_every_view(family: str) -> None:
    names = [f"{view}_{family}" for view in ("prompt", "response", "full")]
    assert _measured({"instruction": "Hi", "response": ALL}, *names) == dict(zip(names, (0, 1, 1), strict=True))
    assert _measured({"instruction": ALL, "response": ALL}, *names) == dict.fromkeys(names, 1)


def test_personal_data_leaves_secrets_out() -> None:
    assert _measured({"instruction": "Hi", "response": ALL}, "full_personal_data") == {"full_personal_data": 6}


def test_the_rejected_answer_is_looked_at_by_itself() -> None:
    pair = {"kind": "preference", "instruction": "Hi", "chosen": "Hello", "rejected": f"{KEY} or {KEY}"}
    assert _measured(pair, "full_keys", "rejected_keys") == {"full_keys": 0, "rejected_keys": 1}


def test_a_view_that_is_not_there_has_no_count() -> None:
    assert _measured({"instruction": "Hi"}, "prompt_emails", "response_emails", "rejected_keys") == {
        "prompt_emails": 0,
        "response_emails": None,
        "rejected_keys": None,
    }
