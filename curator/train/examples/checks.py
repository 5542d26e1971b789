"""What is wrong with a conversation before a step is taken on it: control tokens in it, text that a template loses."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from curator.markers import NAMED_TOKENS, OTHER_TOKENS
from curator.models.template import Message, Piece, Tools
from curator.models.vocabulary import Vocabulary
from curator.train.rows import THINKING

_LEFTOVER = re.compile(rf"<\|(?:im_start|start_header_id|{NAMED_TOKENS})\|>|{OTHER_TOKENS}", re.IGNORECASE)


def injected(messages: Sequence[Message], tools: Tools, vocabulary: Vocabulary) -> str | None:
    """Why the texts of a conversation would not be read as text: one holds what the tokenizer takes for control."""
    texts = [(f"the {turn['role']}'s text", text) for turn in messages for text in _texts(turn)]
    if tools:
        texts.append(("the tools", json.dumps(list(tools), ensure_ascii=False)))
    for whose, text in texts:
        if token := vocabulary.control_token(text):
            return f"{token} in {whose} would be read as a control token"
    return None


def unfit(messages: Sequence[Message], tools: Tools, vocabulary: Vocabulary) -> str | None:
    """Why the last of `messages` is not to be learnt as the answer to the others: control tokens were typed in."""
    return injected(messages, tools, vocabulary) or foreign(str(messages[-1]["content"]), "the answer")


def foreign(text: str, whose: str) -> str | None:
    """Why `text` should not be learnt: it holds another model's control token, which is plain text to this one."""
    found = _LEFTOVER.search(text)
    return f"{found.group()} in {whose} is another model's control token, plain text to this one" if found else None


def lost(messages: Sequence[Message], tools: Tools, pieces: Sequence[Piece]) -> str | None:
    """What of a conversation the template left out of `pieces`; the last message is the answer."""
    whole, at = "".join(piece.text for piece in pieces), 0
    learnt = {piece.answer: piece.text for piece in pieces}
    for place, turn in enumerate(messages):
        said, is_last = str(turn["content"]).strip(), place == len(messages) - 1
        if turn["role"] == "assistant":
            # Of answers that are only read many templates leave out the thinking.
            if said not in learnt.get(place, said):
                return f"the chat template leaves out part of {'the' if is_last else 'an'} answer"
            if any(name not in learnt.get(place, whole[at:]) for name in _called(turn)):
                return "the chat template leaves out a tool call"
            continue
        at = _find(whole, said, at)
        if at < 0:
            return f"the chat template leaves out the {turn['role']}'s text"
    if any(name not in whole for name in map(_name, tools)):
        return "the chat template leaves out the tools"
    return None


def unwritten_thinking(answer: Message, piece: Piece) -> bool:
    """Whether the answer comes with thinking that the template does not write."""
    thought = [str(answer[name]).strip() for name in THINKING if answer.get(name)]
    return bool(thought) and not any(each in piece.text for each in thought)


def _find(whole: str, text: str, begin: int) -> int:
    """Where `text` stands as it is, or as JSON text, which is how some templates write what tools answer."""
    places = (whole.find(text, begin), whole.find(json.dumps(text, ensure_ascii=False)[1:-1], begin))
    return max(places) if min(places) < 0 else min(places)


def _texts(turn: Message) -> Iterator[str]:
    yield str(turn["content"])
    yield from (str(turn[name]) for name in THINKING if turn.get(name))
    if turn.get("tool_calls"):
        yield json.dumps(turn["tool_calls"], ensure_ascii=False)


def _called(turn: Message) -> list[str]:
    calls = turn.get("tool_calls")
    return [_name(call) for call in calls] if isinstance(calls, list) else []


def _name(tool: Mapping[str, object]) -> str:
    function = tool.get("function")
    return str(function.get("name", "")) if isinstance(function, dict) else ""
