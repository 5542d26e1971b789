"""Traces of the machinery a text went through: chat templates, few-shot prompts, web pages."""

import polars as pl

from curator import text
from curator.markers import ANSWER_HEADER, COPY_BUTTON, NAMED_TOKENS, OTHER_TOKENS, PAGE_COUNTER
from curator.signals.signal import count, flag

TEMPLATE_TOKEN = (
    rf"(?:<\|(?:im_start|start_header_id|{NAMED_TOKENS})\|>|<(?:start|end)_of_turn>|<s>(?:\s|\[|$)|{OTHER_TOKENS})"
)
_EDGE = rf"(?im)^[^\S\n]*(?:{TEMPLATE_TOKEN}|{ANSWER_HEADER})|{TEMPLATE_TOKEN}\s*$"
_GENERATION_PROMPT = (
    rf"(?i)(?:\n{ANSWER_HEADER}|\n(?:assistant|ai|gpt) ?:|\[/INST\]|<\|assistant\|>|<\|im_end\|>|"
    r"<\|im_start\|> ?assistant|<start_of_turn>model)\s*$"
)
_ROLE_MARKER = (
    r"(?m)^[^\S\n]*(?:(?:Human|USER|User|ASSISTANT|Assistant|GPT)\s?:|#{2,3} ?(?:Instruction|Input|"
    r"Response|Human|Assistant|User)\b ?:?)"
)
_MERGED = (
    r"(?im)^[^\S\n]*(?:#{2,}\s*\n\s*)?\d{1,3}\.[^\S\n]+instruction\s*:|"
    r"^[^\S\n]*#{2,}[^\S\n]*\n[^\S\n]*\d{1,3}\.|"
    r"^[^\S\n]*(?:new |next )?(?:instruction|"
    r"task)(?:[^\S\n]*\d{1,3})?[^\S\n]*:[^\n]*\n(?:[^\n]*\n){0,3}?[^\S\n]*(?:input|output|"
    r"response)[^\S\n]*:"
)
_TAG = r"(?i)</?(?:div|span|p|br|font|b|i|u|em|strong|center|h[1-6])(?:\s[^<>]*)?/?>|&(?:nbsp|quot|#39);"
# A response with these is a page or a form that somebody wanted.
_PAGE_MARKUP = r"(?i)<(?:!doctype|html|head|body|form|input|button|table|style|script|svg|img|ul|ol|nav|header|a)\b"
_PAGE = rf"(?m)^{COPY_BUTTON}[^\S\n]*$|{PAGE_COUNTER}"
_CODE = r"(?s)```.*?(?:```|\z)|`[^`\n]+`"


def _without_code(column: str) -> pl.Expr:
    return pl.col(column).str.replace_all(_CODE, "")


def _html_tags(column: str) -> pl.Expr:
    value = pl.col(column)
    return (
        pl.when(value.str.contains(_PAGE_MARKUP))
        .then(value.str.len_chars() * 0)
        .otherwise(_without_code(column).str.count_matches(_TAG))
    )


SIGNALS = [
    count(
        "response_template_tokens",
        "chat-template tokens such as <|im_end|> or [INST] anywhere in the response, code aside",
        "tokens",
        ("response",),
        _without_code("response").str.count_matches(f"(?i){TEMPLATE_TOKEN}"),
    ),
    count(
        "prompt_template_tokens",
        "chat-template tokens anywhere in the prompt",
        "tokens",
        ("prompt",),
        pl.col("prompt").str.count_matches(f"(?i){TEMPLATE_TOKEN}"),
    ),
    count(
        "response_edge_tokens",
        "chat-template tokens and '### Response:' headers at the start or end of a line of the response",
        "tokens",
        ("response",),
        pl.col("response").str.count_matches(_EDGE),
    ),
    flag(
        "prompt_ends_on_template",
        "the prompt ends on what a chat template writes before an answer, such as [/INST] or ### Response:",
        ("prompt",),
        pl.col("prompt").str.contains(_GENERATION_PROMPT),
    ),
    count(
        "response_role_markers",
        "lines of the response that begin with a speaker or a section of a prompt: 'Human:', '### Instruction:'",
        "lines",
        ("response",),
        pl.col("response").str.count_matches(_ROLE_MARKER),
    ),
    flag(
        "prompt_has_speakers",
        "the prompt speaks of turns or dialogue, or shows speakers itself",
        ("prompt",),
        pl.col("prompt").str.contains(
            rf"(?i)dialog|conversation|\bchat|script\b|interview|transcript|role ?-?play|\bprompt|template|"
            rf"few-shot|markdown|screenplay|\bskit|{_ROLE_MARKER.removeprefix('(?m)')}|\n\s*\w+\s?:"
        ),
    ),
    count(
        "response_merged_instructions",
        "places where the response runs on into another instruction of the generator's list",
        "places",
        ("response",),
        pl.col("response").str.count_matches(_MERGED),
    ),
    count(
        "prompt_merged_instructions",
        "places where the instruction or input runs on into another instruction of the generator's list",
        "places",
        ("prompt",),
        pl.col("prompt").str.count_matches(_MERGED),
    ),
    count(
        "response_html_tags",
        "HTML tags of prose and layout, and entities, outside code blocks of the response; 0 when it is a "
        "page or a form",
        "tags",
        ("response",),
        _html_tags("response"),
    ),
    count(
        "response_page_residue",
        "lines of the response that come from a chat web page: 'Copy code', '1 / 2' at the start",
        "lines",
        ("response",),
        pl.col("response").str.count_matches(_PAGE),
    ),
    flag(
        "prompt_is_about_markup",
        "the prompt speaks of HTML, web pages, code or markup, or contains tags",
        ("instruction", "prompt"),
        (pl.when(~text.is_blank(pl.col("instruction"))).then("instruction").otherwise("prompt")).str.contains(
            r"(?i)html|\bxml|\btags?\b|css|web ?(?:page|site|app)|javascript|\bjs\b|\bcod(?:e|ing)\b|markup|"
            r"markdown|\bdom\b|form\b|button|script|vue|react|angular|php|"
            r"template|snippet|hyperlink|\blinks?\b|element|\bregex|program|function|embed|query|svg|"
            r"iframe|parse|format|bold|italic|underlin|highlight|font|typograph|style|colou?r|design|"
            r"graphic|网页|标签|代码"
        )
        | pl.col("prompt").str.contains(
            r"(?i)</?(?:div|span|p|br|html|body|head|table|img|a|ul|ol|li|h[1-6]|form|input)\b[^>]*>"
        ),
    ),
]
