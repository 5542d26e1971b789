from collections.abc import Callable

import polars as pl
import pytest

from curator import schema
from curator.signals import measure

Measured = Callable[..., object]

GRIN = "She grinned. OK"
SHE = 'Rewrite the following sentence: "She smiled and nodded"'


@pytest.mark.parametrize(
    ("name", "record", "value"),
    [
        ("input_in_instruction", {"instruction": "Sort: Apple,  pear, plum", "input": "apple, pear, plum."}, True),
        ("input_in_instruction", {"instruction": "Sort: apple, pear, plum", "input": "pear, fig, plum"}, False),
        ("input_in_instruction", {"instruction": "Is 12 odd?", "input": "12"}, False),
        ("input_in_instruction", {"instruction": "Is 12 odd?", "input": " "}, None),
        ("input_in_instruction", {"instruction": None, "input": "apple, pear, plum"}, False),
        ("answer_in_input", {"instruction": SHE, "input": "She grinned.  OK", "response": "she grinned. ok."}, True),
        ("answer_in_input", {"instruction": f'Correct it: "{GRIN}"', "input": GRIN, "response": GRIN}, False),
        ("answer_in_input", {"instruction": "Rewrite it.", "input": GRIN, "response": GRIN}, False),
        ("answer_in_input", {"instruction": SHE, "response": "She grinned. OK"}, None),
        ("fields_swapped", {"instruction": "Oslo is a town.", "response": "What is it?"}, False),
        ("fields_swapped", {"instruction": "Oslo is a town in Norway.", "response": "What is Oslo?"}, True),
        ("fields_swapped", {"instruction": "Oslo is a town in Norway.", "response": "Describe Oslo briefly"}, True),
        ("fields_swapped", {"instruction": "Oslo is a town in Norway.", "response": "It is big."}, False),
        ("fields_swapped", {"instruction": "Oslo is a town. Do you know it?", "response": "What is Oslo?"}, False),
        ("fields_swapped", {"instruction": "Oslo is a town.", "input": "Norway", "response": "Where is it?"}, False),
        ("fields_swapped", {"instruction": "Oslo is a town in Norway.", "response": " "}, None),
        ("response_has_label", {"response": "Output: 7"}, True),
        ("response_has_label", {"response": "Outputs vary: 7"}, False),
        ("response_empty_fences", {"response": "```python\n \n```\n\n```\na\n```"}, 1),
        ("response_is_repr", {"response": "['Rhine', 'Elbe']"}, True),
        ("response_is_repr", {"response": '["Rhine", "Elbe"]'}, False),
        ("response_escaped_breaks", {"response": "Rivers:\\n1. Rhine\\n2. Elbe"}, 2),
        ("response_escaped_breaks", {"response": "Rivers:\nprint('a.\\nB')"}, 0),
        ("response_small_sentences", {"response": "water rises. it cools again. then it falls."}, 3),
        ("response_small_sentences", {"response": "water rises. it cools down. Then it falls."}, 0),
        ("response_small_sentences", {"response": "a = read. b; read. it"}, 0),
        ("response_small_sentences", {"response": None}, None),
        ("response_small_sentences", {"response": "See the list.\n- water rises up.\n- it cools down."}, 0),
        ("response_small_sentences", {"response": "yes"}, 0),
        ("response_shouted_runs", {"response": "What???? NO"}, 1),
        ("response_shouted_runs", {"response": "ÉL SE FUE AL MAR DESPUÉS DE COMER PAN"}, 1),
        ("response_shouted_runs", {"response": "IT IS A BIG BAD DAY FOR ME\nand for you, as all of them have said"}, 0),
        ("response_shouted_runs", {"response": "DT NN VB JJ IN DT NN"}, 0),
        ("response_shouted_runs", {"response": None}, None),
        ("response_lacks_code", {"instruction": "Write a Python program that sorts.", "response": "Sorted."}, True),
        ("response_lacks_code", {"instruction": "Write a Python program that sorts.", "response": "sorted(a)"}, False),
        ("response_lacks_code", {"instruction": "Write a loyalty program.", "response": "Sorted."}, None),
        ("prompt_asks_for_a_long_text", {"instruction": "Write an essay on rain."}, True),
        ("prompt_asks_for_a_long_text", {"instruction": "Write a title for an essay on rain."}, False),
        ("response_opens_next_turn", {"response": "a</s>\n<|user|>\nb"}, True),
        ("response_opens_next_turn", {"response": "<|user|>\nb"}, False),
        ("response_opens_next_number", {"response": "a\n##\n6. Instruction: b"}, True),
        ("response_opens_next_number", {"response": "6. Instruction: b"}, False),
    ],
)  # fmt: skip
def test_record(measured: Measured, name: str, record: dict[str, object], value: object) -> None:
    assert measured(name, **record) == value


@pytest.mark.parametrize(
    ("meta", "license"),
    [
        ('{"license": "CC BY-NC 4.0"}', "cc-by-nc-4.0"),
        ('{"licenses": ["MIT"]}', "mit"),
        ('{"licenses": ["MIT", "GPL"]}', None),
        ('{"license": null, "data_license": " Apache_2.0 "}', "apache-2.0"),
        ('{"driving license": "B"}', None),
        ('{"note": "\\"license\\": mine"}', None),
        (None, None),
    ],
)
def test_the_license_that_a_record_states(measured: Measured, meta: str | None, license: str | None) -> None:
    assert measured("record_license", meta=meta) == license


def _measured(rows: list[dict[str, object]], names: list[str]) -> list[tuple[object, ...]]:
    kinds = [{"record_id": str(number), "kind": "tuple", **row} for number, row in enumerate(rows)]
    frame = pl.DataFrame(kinds, schema=schema.CANONICAL).lazy().with_columns(**schema.views())
    return measure(frame, names).select(names).collect().rows()


def test_each_record_is_looked_at_alone() -> None:
    rows = [
        {"instruction": SHE, "input": "She grinned. OK", "response": "She grinned. OK"},
        {"instruction": "Write a Python program that sorts.", "response": "Sorted."},
        {"response": "water rises. it cools down. then it falls."},
        {"instruction": "Is 12 odd?"},
    ]
    names = ["answer_in_input", "input_in_instruction", "response_lacks_code", "response_small_sentences"]
    assert _measured(rows, names) == [_measured([row], names)[0] for row in rows]
