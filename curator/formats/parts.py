"""Message content given as a list of parts: its text as one string, and the list around it to restore."""

from curator.formats.calls import openai_calls
from curator.formats.format import Unreadable, called

_TEXT_TYPES = ("text", "input_text", "output_text")
_TEXT_KEYS = ("text", "value")


def read_parts(parts: list[object]) -> tuple[str | None, str | None, list[object]]:
    """The text of the parts joined as a model sees them (no separator), their tool calls as OpenAI JSON, a skeleton.

    In the skeleton a text is replaced by its length in characters; a part without text stands whole, in a list.
    Text and calls are null where no part holds any.

    Raises:
        Unreadable: a part is neither text nor an object, or holds two texts.
    """
    texts: list[str] = []
    calls: list[str] = []
    skeleton: list[object] = []
    for part in parts:
        if isinstance(part, str):
            texts.append(part)
            skeleton.append(len(part))
            continue
        if not isinstance(part, dict):
            raise Unreadable(f"a part of the content is {called(part)}, text or an object expected")
        key = _text_key(part)
        if key is not None:
            texts.append(part[key])
            skeleton.append({**part, key: len(part[key])})
            continue
        skeleton.append([part])
        value = part.get("value")
        if part.get("type") == "tool_call" and isinstance(value, str):
            found = openai_calls(value)
            calls += [found[1:-1]] if found else []
    return "".join(texts) if texts else None, f"[{','.join(calls)}]" if calls else None, skeleton


def fill_parts(skeleton: list[object], text: str | None) -> list[object]:
    """The parts with `text` in them: where its length has changed, all of it goes to the first text part."""
    lengths = [length for length in map(_length, skeleton) if length is not None]
    text = text or ""
    if sum(lengths) != len(text):
        lengths = [len(text), *([0] * (len(lengths) - 1))]
    filled: list[object] = []
    start = 0
    holes = iter(lengths)
    for part in skeleton:
        if isinstance(part, list):
            filled += part
            continue
        end = start + next(holes)
        filled.append(_fill(part, text[start:end]))
        start = end
    return filled if start == len(text) else [{"type": "text", "text": text}, *filled]


def _text_key(part: dict[str, object]) -> str | None:
    if part.get("type", "text") not in _TEXT_TYPES:
        return None
    keys = [key for key in _TEXT_KEYS if key in part]
    if len(keys) > 1:
        raise Unreadable(f"a part of the content has both {keys[0]!r} and {keys[1]!r}")
    return keys[0] if keys and isinstance(part[keys[0]], str) else None


def _hole(part: dict[str, object]) -> str:
    return next(key for key in _TEXT_KEYS if isinstance(part.get(key), int))


def _length(part: object) -> int | None:
    found = part[_hole(part)] if isinstance(part, dict) else part
    return found if isinstance(found, int) else None


def _fill(part: object, text: str) -> object:
    return {**part, _hole(part): text} if isinstance(part, dict) else text
