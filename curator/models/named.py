"""Chat templates by name, written for a tokenizer: as their models' makers write them.

Markers that the tokenizer has no token for are written as plain text; an answer then ends with the tokenizer's token
for the end of a text, since nothing else could stop generation. The answers stand in `generation` blocks, by which
other trainers find what to learn.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from curator.errors import DataError
from curator.models.vocabulary import Vocabulary
from curator.registry import closest


@dataclass(frozen=True)
class _Style:
    """What stands around the turns."""

    user: tuple[str, str]
    """Before and after the question, the end of its turn left out."""
    assistant: tuple[str, str, str]
    """The header that asks for an answer, what comes right before the answer, what follows the end of its turn."""
    system: tuple[str, str] | None = None
    """None: the system text goes before the first question, with a blank line between."""
    end: str | None = None
    """The token that ends turns; none: only answers end, with the tokenizer's end of text."""
    preamble: str = ""
    """What stands where a system text would, if there is none."""
    has_tools: bool = False
    """Whether there is a place for tools, their calls and the model's thinking."""


def _marked(opened: str, end: str | None, behind: str = "\n", *, assistant: str = "assistant") -> _Style:
    """Turns that are alike but for the name of the role in what opens them."""
    user, answer, system = (opened.format(role) for role in ("user", assistant, "system"))
    is_chatml = end == "<|im_end|>"
    return _Style((user, behind), (answer, "", behind), (system, behind), end, has_tools=is_chatml)


_STYLES: Mapping[str, _Style] = {
    "alpaca": _Style(
        user=("### Instruction:\n", "\n\n"),
        assistant=("### Response:\n", "", "\n\n"),
        system=("", "\n\n"),
        preamble="Below is an instruction that describes a task. Write a response that appropriately completes the "
        "request.\n\n",
    ),
    "chatml": _marked("<|im_start|>{}\n", "<|im_end|>"),
    "gemma": _Style(
        user=("<start_of_turn>user\n", "\n"), assistant=("<start_of_turn>model\n", "", "\n"), end="<end_of_turn>"
    ),
    "llama-3": _marked("<|start_header_id|>{}<|end_header_id|>\n\n", "<|eot_id|>", ""),
    "mistral": _Style(user=("[INST] ", " [/INST]"), assistant=("", " ", "")),
    "phi-3": _marked("<|{}|>\n", "<|end|>"),
    "vicuna": _Style(user=("USER: ", " "), assistant=("ASSISTANT:", " ", ""), system=("", " ")),
    "zephyr": _marked("<|{}|>\n", ""),
}
TEMPLATES = tuple(_STYLES)
SUFFIX = ".jinja"


def template_text(name: str, vocabulary: Vocabulary) -> str:
    """The chat template called `name`, or in the file `name`, as Jinja text for this tokenizer.

    Raises:
        DataError: there is no such template or file, or the tokenizer has no token to end an answer with.
    """
    if name.endswith(SUFFIX):
        return _read(Path(name).expanduser())
    if name not in _STYLES:
        raise DataError(f"no chat template {name!r}", hint=f"{closest(name, TEMPLATES)}; or name a file *{SUFFIX}")
    style = _STYLES[name]
    end = style.end if style.end and vocabulary.knows(style.end) else vocabulary.eos
    if not end:
        raise DataError(
            f"the tokenizer has no token to end an answer with: neither {style.end or 'its own'} nor an end of text",
            hint="choose a template whose end of turn it knows",
        )
    return _jinja(name, style, end, vocabulary.bos)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"the chat template cannot be read: {error}", where=str(path)) from None


_SPLIT = (
    "{%- set has_lead = messages[0]['role'] in ['system', 'developer'] %}"
    "{%- set lead = messages[0]['content'] if has_lead else '' %}"
    "{%- set turns = messages[1:] if has_lead else messages %}"
)
_TOOLS = (
    "{%- if tools %}{%- set lead = lead + ('\n\n' if lead else '') + '# Tools\n\nYou may call these functions:\n"
    "<tools>\n' + (tools | map('tojson') | join('\n')) + '\n</tools>\n\nTo call one, write\n<tool_call>\n"
    '{"name": <its name>, "arguments": <an object>}\n</tool_call>\' %}{%- endif %}'
)
_NO_TOOLS = "{%- if tools %}{{- raise_exception('the template NAME has no place for tools') }}{%- endif %}"
_CALLS = (
    "{%- for call in turn['tool_calls'] or [] %}{%- set called = call['function'] or call %}"
    "{{- ('\n' if turn['content'] or not loop.first else '') + '<tool_call>\n{\"name\": \"' + called['name'] + "
    "'\", \"arguments\": ' + (called['arguments'] if called['arguments'] is string else called['arguments'] | tojson)"
    " + '}\n</tool_call>' }}{%- endfor %}"
)
_THOUGHT = (
    "{%- set thought = turn['reasoning_content'] or turn['thinking'] %}"
    "{%- if thought %}{{- '<think>\n' + thought + '\n</think>\n\n' }}{%- endif %}"
)
_NO_CALLS = (
    "{%- if turn['tool_calls'] %}{{- raise_exception('the template NAME has no place for tool calls') }}{%- endif %}"
)
_UNKNOWN = "{%- else %}{{- raise_exception('the template NAME has no turn of the role ' + turn['role']) }}{%- endif %}"


def _jinja(name: str, style: _Style, end: str, bos: str) -> str:
    header, before_answer, behind = style.assistant
    turn_end = end if style.end is not None else ""
    lead = "{%- if loop.first and lead %}{{- lead + '\n\n' }}{%- endif %}" if style.system is None else ""
    thought, calls = (_THOUGHT, _CALLS) if style.has_tools else ("", _NO_CALLS)
    answer = _put(before_answer) + thought + "{{- turn['content'] }}" + calls + _put(end)
    turns = {
        "user": _put(style.user[0]) + lead + "{{- turn['content'] }}" + _put(turn_end + style.user[1]),
        "assistant": _put(header) + "{%- generation %}" + answer + "{%- endgeneration %}" + _put(behind),
    }
    if style.has_tools:
        told = "{{- '<tool_response>\n' + turn['content'] + '\n</tool_response>' }}"
        turns["tool"] = _put(style.user[0]) + told + _put(turn_end + style.user[1])
    branches = [f"if turn['role'] == '{role}' %}}{text}" for role, text in turns.items()]
    parts = [_put(bos), _SPLIT, _TOOLS if style.has_tools else _NO_TOOLS]
    if style.system:
        before, after = style.system
        without = "{%- else %}" + _put(style.preamble) if style.preamble else ""
        parts.append(
            "{%- if lead %}" + _put(before) + "{{- lead }}" + _put(turn_end + after) + without + "{%- endif %}"
        )
    parts.append("{%- for turn in turns %}{%- " + "{%- el".join(branches) + _UNKNOWN + "{%- endfor %}")
    parts.append("{%- if add_generation_prompt %}" + _put(header) + "{%- endif %}")
    return "".join(parts).replace("NAME", name)


def _put(text: str) -> str:
    return "{{- " + json.dumps(text, ensure_ascii=False) + " }}" if text else ""
