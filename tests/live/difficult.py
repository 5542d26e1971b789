"""Records that are hard to show well: long, right to left, Chinese, code, nothing at all."""

from typing import Any

import polars as pl

from curator.schema import CANONICAL

CODE = '''\
Here is the function:

```python
def mean(values: list[float]) -> float:
    """The mean; 0 for nothing."""
    if not values:
        return 0.0
    return sum(values) / len(values)    # <b>not bold</b> & no entity: &amp;
```

| n | mean |
|---|------|
| 2 | 1.5  |
'''
LONG = "\n\n".join(
    f"{nth}. The river rises in the hills, passes the old mill, and reaches the town after some twenty kilometres; "
    "there it turns north, and on its banks stand warehouses that nobody uses any more." * 2
    for nth in range(1, 41)
)
WIDE = "https://example.org/" + "a-very-long-path-without-a-space/" * 12
ARABIC = "ما هي عاصمة مصر؟ اكتب الجواب في جملة واحدة."
ARABIC_ANSWER = "عاصمة مصر هي القاهرة (Cairo)، ويسكنها نحو 10 ملايين نسمة."
HEBREW = "מהי בירת צרפת?"
CHINESE = "请用三句话介绍长江,并说明它为什么重要。"
CHINESE_ANSWER = "长江是中国最长的河流,全长约6300公里。它发源于青藏高原,流经十一个省区市,最后注入东海。"

_SAID = [
    {"instruction": "Write a function that gives the mean of a list.", "response": CODE},
    {"instruction": "Describe the course of the river.", "input": WIDE, "response": LONG},
    {"instruction": ARABIC, "response": ARABIC_ANSWER, "system": "أجب بالعربية."},
    {"instruction": CHINESE, "input": "", "response": CHINESE_ANSWER},
    {"instruction": "Name a river.", "input": "", "response": ""},
    {"instruction": "", "input": "", "response": "An answer to nothing."},
]
_CHATS: list[list[tuple[str, str]]] = [
    [("user", "Hi, what is 2 + 2?"), ("assistant", "5"), ("user", "Sure?"), ("assistant", "You are right, it is 4.")],
    [("user", HEBREW), ("assistant", "פריז."), ("user", CHINESE), ("assistant", CHINESE_ANSWER)],
    [("system", "Answer in code."), ("user", "Mean?"), ("assistant", CODE)],
    [("user", LONG), ("assistant", "")],
]
_PAIRS = [
    {"instruction": "Name a river.", "chosen": "The Elbe.", "rejected": "Berlin."},
    {"instruction": ARABIC, "chosen": ARABIC_ANSWER, "rejected": "لا أعرف."},
    {"instruction": "Describe the river.", "chosen": LONG, "rejected": CODE},
    {"instruction": CHINESE, "chosen": CHINESE_ANSWER, "rejected": ""},
]
_TEXTS = [{"text": text} for text in (LONG, CODE, ARABIC_ANSWER, CHINESE_ANSWER)]
_RULES = ["wrong-sum", "short-answer"]


def records() -> pl.DataFrame:
    """Canonical records of every kind."""
    said: list[dict[str, Any]] = [
        *({"kind": "tuple", **each} for each in _SAID),
        *({"kind": "chat", "messages": [_turn(*turn) for turn in turns]} for turns in _CHATS),
        *({"kind": "preference", **each} for each in _PAIRS),
        *({"kind": "text", **each} for each in _TEXTS),
    ]
    placed = [
        {"record_id": f"r{row:04}", "source": "difficult.jsonl", "source_row": row, **each}
        for row, each in enumerate(said)
    ]
    return pl.DataFrame(placed, schema=CANONICAL)


def ledger(found: pl.DataFrame) -> pl.DataFrame:
    """All in review, every second one with rules that hit."""
    return found.select(
        "record_id",
        verdict=pl.lit("review"),
        decided_by=pl.lit("rule"),
        rules=pl.when(pl.col("source_row") % 2 == 0).then(pl.lit(_RULES, dtype=pl.List(pl.String))).otherwise([]),
        fixes=pl.lit([], dtype=pl.List(pl.String)),
    )


def _turn(role: str, content: str) -> dict[str, Any]:
    return {"role": role, "content": content, "tool_calls": None, "tool_call_id": None, "name": None}
