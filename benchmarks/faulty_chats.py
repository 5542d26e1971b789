"""Ways to spoil a good chat, its tool calls or its thinking, and a good pair of answers."""

import copy
import json
from collections.abc import Callable
from random import Random
from typing import Any

from curator.injection import Made, Row

Message = dict[str, Any]


def _saying(row: Row, role: str) -> list[int]:
    return [place for place, turn in enumerate(row["messages"]) if turn["role"] == role and turn.get("content")]


def _with(row: Row, messages: list[Message]) -> Made:
    return Made({**row, "messages": messages}, row)


def no_answer(random: Random, row: Row) -> Made:
    turns = [turn for turn in row["messages"] if turn["role"] in ("system", "user")]
    return _with(row, turns[: random.randrange(1, 3)] if turns[0]["role"] == "user" else turns[:2])


def ends_on_user(random: Random, row: Row) -> Made | None:
    places = [each for each in _saying(row, "user") if each > 1]
    return _with(row, row["messages"][: random.choice(places) + 1]) if places else None


def _turn_lost(random: Random, row: Row, places: list[int]) -> Made | None:
    """Without one of the turns at these places."""
    if not places:
        return None
    place = random.choice(places)
    return _with(row, row["messages"][:place] + row["messages"][place + 1 :])


def _between(row: Row, lost: str, around: str) -> list[int]:
    """Places of turns of a role that stand between two turns of the other, both of which say something."""
    turns = row["messages"]
    inner = [each for each in _saying(row, lost) if 0 < each < len(turns) - 1]
    return [
        each
        for each in inner
        if all(turn["role"] == around and turn.get("content") for turn in (turns[each - 1], turns[each + 1]))
    ]


def doubled_question(random: Random, row: Row) -> Made | None:
    """An answer without calls is lost between two questions."""
    return _turn_lost(random, row, _between(row, "assistant", "user"))


def doubled_answer(random: Random, row: Row) -> Made | None:
    return _turn_lost(random, row, _between(row, "user", "assistant"))


def late_system(random: Random, row: Row) -> Made:
    place = random.randrange(1, len(row["messages"]) + 1)
    turn = {"role": "system", "content": random.choice(["Be brief.", "You are a travel agent.", "Answer in English."])}
    return _with(row, [*row["messages"][:place], turn, *row["messages"][place:]])


def unknown_role(random: Random, row: Row) -> Made:
    turns = copy.deepcopy(row["messages"])
    turns[random.choice(_saying(row, "user"))]["role"] = random.choice(
        ["customer", "narrator", "agent_2", "???", "teacher"]
    )
    return _with(row, turns)


def empty_turn(random: Random, row: Row) -> Made:
    turns = copy.deepcopy(row["messages"])
    turns[random.choice(_saying(row, random.choice(["user", "assistant"])))]["content"] = random.choice(["", " ", "\n"])
    return _with(row, turns)


def starts_with_answer(random: Random, row: Row) -> Made | None:
    turns = row["messages"]
    return (
        _with(row, turns[1:])
        if turns[0]["role"] == "user" and turns[1]["role"] == "assistant" and turns[1].get("content")
        else None
    )


def _calls(row: Row) -> list[int]:
    return [place for place, turn in enumerate(row["messages"]) if turn.get("tool_calls")]


def _tools(row: Row) -> list[int]:
    return [place for place, turn in enumerate(row["messages"]) if turn["role"] == "tool"]


def _call_changed(random: Random, row: Row, change: Any) -> Made | None:  # noqa: ANN401
    places = _calls(row)
    if not places:
        return None
    turns = copy.deepcopy(row["messages"])
    call = turns[random.choice(places)]["tool_calls"][0]
    return _with(row, turns) if change(call["function"]) is not False else None


def undeclared_tool(random: Random, row: Row) -> Made | None:
    def change(function: Row) -> None:
        function["name"] = random.choice(
            [function["name"] + "s", "get_everything", function["name"].lower() + "_v2", "search"]
        )

    return _call_changed(random, row, change) if row.get("tools") else None


def arguments_not_json(random: Random, row: Row) -> Made | None:
    def change(function: Row) -> bool:
        given = function["arguments"]
        ways = [given[:-1], given.replace('"', "'"), given.replace(":", "="), given + "}", "city Oslo", f"[{given}"]
        function["arguments"] = random.choice(ways)
        return bool(json.loads(given))

    return _call_changed(random, row, change)


def arguments_break_schema(random: Random, row: Row) -> Made | None:
    """A needed argument is missing, or one has another type."""
    declared = {each["name"]: each["parameters"] for each in json.loads(row.get("tools") or "[]")}

    def change(function: Row) -> bool:
        schema = declared.get(function["name"], {})
        given = json.loads(function["arguments"])
        needed = [each for each in schema.get("required", []) if each in given]
        if not needed:
            return False
        name = random.choice(needed)
        if random.random() < 0.5:
            del given[name]
        else:
            given[name] = [given[name]] if not isinstance(given[name], list) else {"value": 1}
        function["arguments"] = json.dumps(given)
        return True

    return _call_changed(random, row, change)


def unanswered_call(random: Random, row: Row) -> Made | None:
    last = len(row["messages"]) - 1
    return _turn_lost(random, row, [each for each in _tools(row) if each < last])


def answer_without_call(random: Random, row: Row) -> Made | None:
    return _turn_lost(random, row, _calls(row))


def ends_on_tool(random: Random, row: Row) -> Made | None:
    places = _tools(row)
    return _with(row, row["messages"][: random.choice(places) + 1]) if places else None


def repeated_id(random: Random, row: Row) -> Made | None:
    if len(_calls(row)) < 2:
        return None
    turns = copy.deepcopy(row["messages"])
    for turn in turns:
        for call in turn.get("tool_calls") or []:
            call["id"] = "call_0"
        if turn["role"] == "tool":
            turn["tool_call_id"] = "call_0"
    return _with(row, turns)


def unreadable_tools(random: Random, row: Row) -> Made | None:
    if not row.get("tools") or row["tools"] == "[]":
        return None
    given = row["tools"]
    return Made(
        {
            **row,
            "tools": random.choice(
                [given[:-1], given.replace('"', "'"), given.replace('"name"', '"title"'), "get_weather(city)"]
            ),
        },
        row,
    )


def unreadable_call(random: Random, row: Row) -> Made | None:
    """The whole call is text that is no JSON, or has no name."""
    places = _calls(row)
    if not places:
        return None
    turns = copy.deepcopy(row["messages"])
    turn = turns[random.choice(places)]
    written = json.dumps(turn["tool_calls"])
    turn["tool_calls"] = random.choice(
        [written[:-3], written.replace('"name"', '"tool"'), "get_weather(Oslo)", written[1:]]
    )
    return _with(row, turns)


def _thinking(*ways: str) -> Callable[[Random, Row], Made]:
    """The answer with a thought, in one of these ways and, soundly, before it."""

    def make(random: Random, row: Row) -> Made:
        thought = "I look at what is asked, and at what is known. " * random.randrange(1, 6)
        sound = {**row, "output": f"<think>\n{thought}\n</think>\n\n{row['output']}"}
        return Made({**row, "output": random.choice(ways).format(t=thought, a=row["output"])}, sound)

    return make


broken_thinking = _thinking(
    "<think>{t}\n\n{a}", "{t}</think>\n{a}", "<think>{t}<think>{t}</think>{a}", "<think>\n{t}", "<think>{t}<think>\n{a}"
)
misplaced_thinking = _thinking(
    "{a}\n<think>{t}</think>", "<think>{t}</think>", "Well. <think>{t}</think>\n{a}", "<think>\n{t}\n</think>\n\n"
)


def identical_sides(random: Random, row: Row) -> Made:
    return Made({**row, "rejected": row["chosen"] + random.choice(["", "", " ", "\n"])}, row)


def blank_side(random: Random, row: Row) -> Made:
    return Made({**row, random.choice(["chosen", "rejected"]): random.choice(["", " ", "\n", None])}, row)
