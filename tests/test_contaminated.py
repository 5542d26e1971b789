"""Which records give held-out items away, batch by batch."""

from collections.abc import Mapping

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator import schema
from curator.dedup.tiers import TIERS
from curator.pipeline.contaminated import Contamination, contaminated

ITEM = "Anna picks twelve red apples from the crooked tree behind the barn and gives five of them to her brother Tom."
OTHER = "Every evening at seven the ferry leaves the harbour of the small town with forty people and eleven cars on it."


def records(*rows: Mapping[str, object], source: str = "a.jsonl") -> pl.DataFrame:
    told = [{"kind": "tuple", "record_id": f"{source}-{i}", "source": source, **row} for i, row in enumerate(rows)]
    frame = pl.DataFrame(told, schema={**schema.CANONICAL}, orient="row")
    return frame.with_columns(source_row=pl.int_range(pl.len()))


def items(*prompts: str, answer: str | None = None) -> pl.DataFrame:
    ids = [str(number) for number in range(len(prompts))]
    schema = {"item_id": pl.String, "prompt": pl.String, "answer": pl.String}
    return pl.DataFrame({"item_id": ids, "prompt": prompts, "answer": [answer] * len(ids)}, schema=schema)


def told(found: Contamination) -> list[tuple[object, ...]]:
    return found.findings.select("pack", "source", "source_row", "item_id", "kind", "field", "part").rows()


def test_each_record_and_each_item_has_its_surest_finding() -> None:
    given = records(
        {"instruction": ITEM},
        {"instruction": f"Well: {ITEM} And: {OTHER}"},
        {"instruction": " ".join(OTHER.split()[:10])},
        {"instruction": "Name a fruit."},
    )
    found = contaminated([given], {"p": items(ITEM, OTHER), "q": items(OTHER)})
    assert told(found) == [
        ("p", "a.jsonl", 0, "0", "exact", "prompt", "prompt"),
        ("p", "a.jsonl", 1, "0", "ngram", "prompt", "prompt"),
        ("p", "a.jsonl", 1, "1", "ngram", "prompt", "prompt"),
        ("q", "a.jsonl", 1, "0", "ngram", "prompt", "prompt"),
    ]
    assert [(each.name, each.exact, each.ngram, each.share) for each in found.packs] == [
        ("p", 1, 1, 1.0),
        ("q", 0, 1, 1.0),
    ]
    assert sorted(found.record_ids("ngram")) == ["a.jsonl-0", "a.jsonl-1"]
    assert found.record_ids("exact").to_list() == ["a.jsonl-0"]


def test_passages_are_told_apart() -> None:
    given = records({"instruction": " ".join(f"{OTHER} {ITEM}".split()[:13])})
    found = contaminated([given], {"p": items(f"{OTHER} {ITEM}")})
    assert [row[4] for row in told(found)] == ["passage"]
    assert (len(found.record_ids("ngram")), len(found.record_ids("passage"))) == (0, 1)
    assert (found.packs[0].share, found.packs[0].passage) == (0.0, 1)


def test_answers_only_when_asked_for() -> None:
    given = records(
        {"instruction": "Make up a riddle.", "response": ITEM}, {"instruction": "Go on.", "response": OTHER}
    )
    pack = {"p": items(ITEM, answer=OTHER)}
    assert told(contaminated([given], pack)) == []
    found = contaminated([given], pack, with_answers=True)
    assert [row[2:] for row in told(found)] == [
        (0, "0", "exact", "response", "prompt"),
        (1, "0", "exact", "response", "answer"),
    ]
    assert (found.packs[0].exact, found.packs[0].ngram, found.packs[0].answers) == (1, 0, 1)


def test_raw_text_and_chats_are_looked_through() -> None:
    turns = [{"role": "user", "content": ITEM}, {"role": "assistant", "content": OTHER}]
    given = records({"kind": "text", "text": f"Once. {ITEM}"}, {"kind": "chat", "messages": turns})
    found = contaminated([given], {"p": items(ITEM, OTHER)})
    assert [row[2:5] for row in told(found)] == [(0, "0", "ngram"), (1, "0", "exact")]


def test_records_without_a_prompt_are_counted() -> None:
    given = records({"instruction": None}, {"instruction": " "}, {"instruction": "a"}, {"kind": "text", "text": ""})
    found = contaminated([given], {"p": items(ITEM)})
    assert (found.records, found.compared, told(found)) == (4, 1, [])


@pytest.mark.parametrize(("hit", "expected"), [(2, False), (3, True)])
def test_more_than_one_item_in_fifty_is_too_many(hit: int, expected: bool) -> None:
    asked = [ITEM, OTHER, " ".join(reversed(ITEM.split()))] + [f"Question {number}" for number in range(97)]
    given = records(*({"instruction": asked[number]} for number in range(hit)))
    assert contaminated([given], {"p": items(*asked)}).packs[0].is_contaminated is expected


pieces = st.sampled_from([ITEM, OTHER, *ITEM.split(), " ".join(OTHER.split()[:11]), " ".join(ITEM.split()[3:17])])
prompts = st.lists(st.lists(pieces, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=8)


@settings(deadline=None, max_examples=30)  # a loaded machine is no failure
@given(prompts, st.integers(1, 8))
def test_how_records_are_split_into_batches_changes_nothing(asked: list[str], size: int) -> None:
    given = records(*({"instruction": prompt, "response": asked[0]} for prompt in asked))
    pack = {"p": items(ITEM, OTHER, f"{ITEM} {OTHER}", answer=OTHER)}
    whole = contaminated([given], pack, with_answers=True)
    split = contaminated(given.iter_slices(size), pack, with_answers=True)
    assert split.findings.equals(whole.findings)
    assert split.packs == whole.packs
    by_tier = [set(whole.record_ids(tier)) for tier in TIERS]
    assert by_tier[0] <= by_tier[1] <= by_tier[2]
