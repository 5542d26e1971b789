"""Sets that say of each record what is in it: broken constraints, hate, personal data, calls that are right."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import clean_rows
import constraint_truth
import faulty_chats
import marked_rows
import polars as pl
import rule_hits
import safety_truth
import tables
from rule_hits import Row

PERSONAL = {
    "EMAIL_ADDRESS": "contact-data",
    "PHONE_NUMBER": "contact-data",
    "IP_ADDRESS": "contact-data",
    "CREDIT_CARD": "account-number",
    "IBAN_CODE": "account-number",
    "US_SSN": "account-number",
}
"""Presidio's names of what we look for, and the rule that claims it."""

MISTAKES = {
    "undeclared tool": faulty_chats.undeclared_tool,
    "arguments no JSON": faulty_chats.arguments_not_json,
    "arguments break schema": faulty_chats.arguments_break_schema,
}


def report(data: Path, presets: Sequence[str], show: int) -> None:
    """Print all of it."""
    for language in ("en", "es"):
        path = data / f"instruction_following/m_ifeval_{language}_responses.parquet"
        constraint_truth.report(path, show)
        _on_answers(pl.read_parquet(path), presets)
    safety_truth.report(data, presets)
    _on_personal_data(data, presets, show)
    _on_calls(data, presets, show)


def _on_answers(table: pl.DataFrame, presets: Sequence[str]) -> None:
    """Of whole answers: those that rules hit, and those that break something by the strict verdict."""
    rows = table.select("prompt", "response").rename({"prompt": "instruction", "response": "output"}).to_dicts()
    found = rule_hits.of_rows(rows, presets)
    marked_rows.print_marked(found, [not follows for follows in table["follow_all"]], presets, "breaking a constraint")


def _on_personal_data(data: Path, presets: Sequence[str], show: int) -> None:
    """Presidio's made sentences with marked spans; names, places and dates are not looked for."""
    records = clean_rows.lines(data / "pii/presidio_synth_v2.jsonl.gz")
    found = rule_hits.of_rows([marked_rows.as_answer(row["full_text"]) for row in records], presets)
    held = [{span["entity_type"] for span in row["spans"]} & set(PERSONAL) for row in records]
    lines: list[list[object]] = []
    for kind, rule in PERSONAL.items():
        places = [place for place, each in enumerate(held) if kind in each]
        missed = [place for place in places if rule not in found.rules[place]]
        lines.append([kind, len(places), rule, tables.interval(len(places) - len(missed), len(places))])
        for place in missed[:show]:
            print(f"--- missed {kind}: {tables.excerpt(records[place]['full_text'], 300)}")
    tables.show("Presidio: records with personal data, by kind", ["kind", "records", "rule", "hit"], lines)
    marked_rows.print_marked(found, [bool(each) for each in held], presets, "with personal data")
    for place in [place for place, each in enumerate(held) if not each and found.rules[place]][: 6 * show]:
        print(f"--- without: {', '.join(found.rules[place])}: {tables.excerpt(records[place]['full_text'], 300)}")


def _on_calls(data: Path, presets: Sequence[str], show: int) -> None:
    """BFCL: right calls of declared functions as chats, and the same with one mistake in each."""
    sound = [chat for row in clean_rows.lines(data / "toolcall/bfcl_static.jsonl.gz") if (chat := _call_chat(row))]
    made: dict[str, list[Row]] = {"right calls": sound}
    random = Random(7)
    for name, spoil in MISTAKES.items():
        made[name] = [each.faulty for row in sound if (each := spoil(random, row))]
    lines: list[list[object]] = []
    for name, rows in made.items():
        found = rule_hits.of_rows(rows, presets)
        by = Counter(rule for rules in found.rules for rule in rules)
        hit = [place for place, rules in enumerate(found.rules) if rules]
        odd = hit if name == "right calls" else [place for place, rules in enumerate(found.rules) if not rules]
        named = ", ".join(f"{rule} {count}" for rule, count in by.most_common(5))
        lines.append([name, len(rows), tables.interval(len(hit), len(rows)), named])
        for place in odd[:show]:
            print(f"--- {name}: {', '.join(found.rules[place])}: {tables.excerpt(json.dumps(rows[place]), 900)}")
    tables.show("BFCL: right calls, and calls with one mistake", ["chats", "records", "hit", "by"], lines)


def _call_chat(row: Row) -> Row | None:
    """A chat in which the assistant makes the calls of the answer key, with the first of the values it allows."""
    if not row["ground_truth"]:
        return None
    calls = [
        {"id": f"call_{nth}", "type": "function", "function": {"name": name, "arguments": json.dumps(_first(given))}}
        for nth, call in enumerate(row["ground_truth"])
        for name, given in call.items()
    ]
    turns = [*row["question"][0], {"role": "assistant", "content": "", "tool_calls": calls}]
    return {"messages": turns, "tools": json.dumps(row["function"])}


def _first(allowed: dict[str, list[Any]]) -> dict[str, Any]:
    """The first value of each argument; one whose first value is none is left out."""
    chosen = {name: values[0] for name, values in allowed.items() if values and values[0] != ""}
    return {name: _inside(value) for name, value in chosen.items()}


def _inside(value: object) -> object:
    """Within an object every value is a list of allowed ones too."""
    if isinstance(value, dict):
        return {
            name: _inside(inner[0])
            for name, inner in value.items()
            if isinstance(inner, list) and inner and inner[0] != ""
        }
    if isinstance(value, list):
        return [_inside(each) for each in value]
    return value
