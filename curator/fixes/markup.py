"""Removal of what chat templates and web pages left around a text."""

import re
from collections.abc import Callable

from curator.fixes.fix import Fix
from curator.markers import (
    ANSWER_HEADER,
    COPY_BUTTON,
    END_MARK,
    NAMED_TOKENS,
    OTHER_TOKENS,
    PAGE_BUTTONS,
    PAGE_COUNTER,
    QUESTION_HEADER,
)

_TOKEN = (
    r"(?:<\|im_start\|>[^\S\n]*(?:system|user|assistant)?|<\|start_header_id\|>\w*(?:<\|end_header_id\|>)?|"
    rf"<\|(?:{NAMED_TOKENS})\|>|<start_of_turn>(?:user|model)?|<end_of_turn>|<s>(?=\s|\[|\Z)|{OTHER_TOKENS})"
)
_START = re.compile(rf"\A\s*(?:{_TOKEN}|{ANSWER_HEADER})\s*", re.IGNORECASE)
_END = re.compile(
    rf"\s*(?:{_TOKEN}|\n{ANSWER_HEADER}|\n(?:assistant|ai|gpt|user|human) ?:)\s*\Z|{END_MARK}", re.IGNORECASE
)
# What stands around a whole prompt: "### Instruction: … ### Response:", "USER: … ASSISTANT:".
_HEADERS = re.compile(rf"\A\s*{QUESTION_HEADER}\s*(.*\n)\s*{ANSWER_HEADER}\s*\Z", re.IGNORECASE | re.DOTALL)
_SPEAKERS = re.compile(r"\A\s*USER: (.*)\sASSISTANT:\s*\Z", re.DOTALL)
_LINE = re.compile(
    rf"^[^\S\n]*(?:{_TOKEN}|{ANSWER_HEADER})[^\S\n]*|[^\S\n]*{_TOKEN}[^\S\n]*$", re.IGNORECASE | re.MULTILINE
)

# A closing tag parts two paragraphs, except behind the last one.
_BREAK = re.compile(
    r"<[bh]r\s*/?>|</(?:p|div|li|h[1-6]|tr|article|section|blockquote|pre|dd)\s*>(?!(?:\s*</?[a-z][^<>]*>)*\s*\Z)",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"</?(?:div|span|p|font|b|i|u|em|strong|center|ul|ol|li|h[1-6]|a|img|td|th|tr|table|article|section|blockquote|pre|"
    r"main|d[ldt])(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITIES = {"&nbsp;": " ", "&quot;": '"', "&#39;": "'", "&amp;": "&"}
_PAGE = re.compile(rf"^{COPY_BUTTON}[^\S\n]*\n?|{PAGE_COUNTER}", re.MULTILINE)
_BUTTONS = re.compile(PAGE_BUTTONS)
_FENCED = re.compile(r"(```.*?(?:```|\Z)|`[^`\n]+`)", re.DOTALL)


def strip_template_tokens(text: str) -> str:
    """Remove chat-template tokens from the ends of the text and of its lines; those inside a line stay.

    Whoever writes about a token writes it inside a sentence.
    """
    return _until_stable(_strip_tokens_once, text)


def strip_html(text: str) -> str:
    """Remove layout tags, common entities and the buttons of chat web pages; code blocks stay as they are.

    White space that stood between tags and the ends of the text goes with them. A text that would come out blank was
    markup on purpose and stays.
    """
    after = _until_stable(_strip_html_once, text)
    return text if after == text or not after.strip() else after.strip()


def _strip_tokens_once(text: str) -> str:
    for wrapped in (_HEADERS, _SPEAKERS):
        if found := wrapped.match(text):
            text = found[1].strip()
    return _LINE.sub("", _END.sub("", _START.sub("", text)))


def _strip_html_once(text: str) -> str:
    parts = _FENCED.split(_BUTTONS.sub("", _PAGE.sub("", text)))
    parts[::2] = [_plain(part) for part in parts[::2]]
    return "".join(parts)


def _plain(text: str) -> str:
    text = _TAG.sub("", _BREAK.sub("\n", text))
    for entity, char in _ENTITIES.items():
        text = text.replace(entity, char)
    return text


def _until_stable(step: Callable[[str], str], text: str) -> str:
    """Repeat `step`, which only ever shortens, until it changes nothing: removal can join two halves of a tag."""
    while (after := step(text)) != text:
        text = after
    return text


STRIP_TEMPLATE_TOKENS = Fix(
    "strip-template-tokens",
    2,
    "remove chat-template tokens (<|im_end|>, [/INST], ### Response:) from the ends of a text and of its lines",
    ("instruction", "input", "response", "messages", "chosen", "rejected", "text"),
    strip_template_tokens,
)
HTML_RESIDUE = Fix(
    "html-residue",
    2,
    "remove layout tags, entities and 'Copy code' buttons outside code blocks",
    ("response", "messages", "chosen", "rejected", "text"),
    strip_html,
)
