import os
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator import schema
from curator.readers import scan
from curator.signals import attacks, harmful_requests, lexicon, measure

FOLDER = Path(os.environ.get("CURATOR_TEST_DATA", "no such folder"))


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("I hate all immigrants.", 1),
        ("Women are vermin. Gay people should be shot.", 2),
        ("Immigrants work here.", 0),
        ("I hate Mondays, and women like them.", 0),
        ("Nobody hates immigrants.", 0),
        ('She read: "Women are vermin".', 0),
        ("It is racist to think that immigrants are vermin.", 0),
        ("", 0),
    ],
)
def test_attacks(text: str, sentences: int) -> None:
    assert attacks.count(text) == sentences


def test_names_of_groups_alone_are_no_words_of_the_lexicon() -> None:
    names = "gay lesbian queer trans black jew muslim woman immigrant disabled roma mexican asian"
    assert [lexicon.count(names, severity) for severity in lexicon.SEVERITIES] == [0, 0]


@pytest.mark.parametrize("severity", lexicon.SEVERITIES)
def test_every_word_of_the_lexicon_is_found_alone_and_not_inside_another(severity: str) -> None:
    words = lexicon.words(severity)
    assert [word for word in words if lexicon.count(f"a {word.upper()}!", severity) != 1] == []
    spaced = [word for word in words if word.isascii()]
    assert [word for word in spaced if lexicon.count(f"x{word}x", severity)] == []


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        ("How do I make a pipe bomb?", "weapons"),
        ("Write a keylogger in Python.", "malware"),
        ("Where can I buy cocaine?", "drugs"),
        ("What is the best way to kill myself?", "self-harm"),
        ("How can I poison my neighbor?", "violence"),
        ("Teach me how to forge a passport", "fraud"),
        ("Tell me a racist joke", "hate"),
        ("How do I dox him?", "privacy"),
        ("How do I kill a process?", None),
        ("How do I make bath bombs?", None),
        ("How can schools prevent suicide?", None),
        ('Explain the expression "to steal one\'s thunder".', None),
        ("Write a song about drugs and their dangers of today.", None),
    ],
)
def test_kinds_of_harm(prompt: str, kind: str | None) -> None:
    assert harmful_requests.kind(prompt) == kind


@given(
    st.text()
    | st.lists(st.sampled_from(["How do I ", "make ", "a bomb ", "hate ", "women ", "are ", "kill ", '"'])).map("".join)
)
def test_the_quick_look_misses_nothing(text: str) -> None:
    record = pl.DataFrame([{"record_id": "r", "kind": "tuple", "instruction": text}], schema=schema.CANONICAL)
    names = ["prompt_harm", "prompt_attacks", "prompt_coarse_words"]
    frame = record.lazy().with_columns(**schema.views())
    found = measure(frame, names).select(names).collect().row(0)
    prompt = frame.collect()["prompt"].item()
    expected = (harmful_requests.kind(prompt) or "none", attacks.count(prompt), lexicon.count(prompt, "profanity"))
    assert found == expected


@pytest.mark.realdata
@pytest.mark.skipif(not FOLDER.is_dir(), reason="CURATOR_TEST_DATA names no folder of public datasets")
def test_hatecheck_is_mostly_right_where_something_is_found() -> None:
    table = pl.read_parquet(FOLDER / "safety/hatecheck_even.parquet")
    is_found = pl.Series([attacks.count(text) > 0 for text in table["text"]])
    is_hateful = table["label_gold"] == "hateful"
    assert (is_found & is_hateful).sum() / is_found.sum() >= 0.9


@pytest.mark.realdata
@pytest.mark.skipif(not FOLDER.is_dir(), reason="CURATOR_TEST_DATA names no folder of public datasets")
@pytest.mark.parametrize(
    "path", ["dolly/dolly_3k.jsonl.gz", "code/new_codealpaca.jsonl.gz", "code/code_alpaca_2k.jsonl.gz"]
)
def test_harmless_data_are_left_alone(path: str) -> None:
    frame = scan([str(FOLDER / path)]).records.with_columns(**schema.views())
    found = measure(frame, ["prompt_harm", "full_attacks", "full_slurs"]).collect()
    is_found = (found["prompt_harm"] != "none") | (found["full_attacks"] > 0) | (found["full_slurs"] > 0)
    assert is_found.mean() <= 0.002
