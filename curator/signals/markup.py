"""Traces of the machinery a text went through: chat templates, few-shot prompts, web pages."""

import polars as pl

from curator import text
from curator.markers import (
    ANSWER_HEADER,
    COPY_BUTTON,
    END_MARK,
    MERGED,
    NAMED_TOKENS,
    NEXT_NUMBER,
    NEXT_TURN,
    OTHER_TOKENS,
    PAGE_BUTTONS,
    PAGE_COUNTER,
)
from curator.signals.cues import PROMPT, RESPONSE, Cue
from curator.signals.signal import count, flag, holds

TEMPLATE_TOKEN = (
    rf"(?:<\|(?:im_start|start_header_id|{NAMED_TOKENS})\|>|<(?:start|end)_of_turn>|<s>(?:\s|\[|$)|{OTHER_TOKENS})"
)
_EDGE = rf"(?im)^[^\S\n]*(?:{TEMPLATE_TOKEN}|{ANSWER_HEADER})|{TEMPLATE_TOKEN}\s*$|{END_MARK}"
_PROMPT_START = (
    r"(?i)^\s*(?:<s>\s*)?(?:<\|(?:im_start|start_header_id|system|user|prompter)\|>|<start_of_turn>|<｜User｜>)"
)
_PROMPT_END = (
    rf"(?i)(?:\n{ANSWER_HEADER}|\n(?:assistant|ai|gpt) ?:|\[/INST\]|<｜Assistant｜>|"
    r"<\|(?:assistant|im_end|chatbot_token)\|>|<\|im_start\|> ?assistant|<start_of_turn>model)\s*$|"
    r"(?s-i:^\s*USER: .*\sASSISTANT:\s*$)"
)
_NAMES = (
    r"(?:(?:Human|USER|User|ASSISTANT|Assistant|GPT)\s?:|"
    r"#{2,3} ?(?:Instruction|Input|Response|Human|Assistant|User)\b ?:?)"
)
# At the start of a response the user must say a few words: "Human: living" may be an answer.
_SPEAKER = rf"\n[^\S\n]*{_NAMES}|^\s*(?:Human|USER|User): ?(?:\S+ ){{4}}"
_ASKS = r"(?:Q|User|USER|Human|HUMAN|Customer|Student|Person|Me|Prompt|Instruction|用户|问)"
_ANSWERS = (
    r"(?:A|Answer|Bot|AI|ASSISTANT|Assistant|Tutor|Teacher|Agent|Chatbot|You|Completion|Output|Response|助手|回答|答)"
)
# Somebody asks in one line and somebody answers in the next: "Q: …\nA: …", "**User:** …", "[Human] …".
_QUESTIONED = (
    rf"\n(?:(?:\*\*)?\[?{_ASKS}|\nQuestion(?: \d+)?)(?:\] ?[:：]?|[:：])[^\n]*\n+[^\S\n]*(?:\*\*)?\[?{_ANSWERS}"
    r"(?:\] ?[:：]?|[:：])"
)
_OWN_QUESTIONS = rf"^\W*{_ASKS}\]?[:：]|(?s-i:\n(?:Q|Question)(?: ?\d*)[.:].*\n(?:Q|Question)(?: ?\d*)[.:])"
_TAG = (
    r"(?i)</?(?:div|span|p|br|hr|font|b|i|u|em|strong|center|ul|ol|li|table|t[rdh]|h[1-6]|article|section|"
    r"blockquote|pre|main|d[ldt])"
    r"(?:\s[^<>]*)?/?>|&lt;/?(?:p|div|br|span|b|i|li|ul)\b[^&\n]{0,40}&gt;|"
    r"&(?:nbsp|quot|#39);"
)
# A response with these is a page or a form that somebody wanted.
_PAGE_MARKUP = r"(?i)<(?:!doctype|html|head|body|form|input|button|table|style|script|svg|img|nav|header|a)\b"
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
        version=3,
        cue=Cue(RESPONSE, [TEMPLATE_TOKEN], any_case=True),
    ),
    count(
        "prompt_template_tokens",
        "chat-template tokens anywhere in the prompt",
        "tokens",
        ("prompt",),
        pl.col("prompt").str.count_matches(f"(?i){TEMPLATE_TOKEN}"),
        version=3,
        cue=Cue(PROMPT, [TEMPLATE_TOKEN], any_case=True),
    ),
    count(
        "response_edge_tokens",
        "chat-template tokens and '### Response:' headers at the start or end of a line of the response",
        "tokens",
        ("response",),
        pl.col("response").str.count_matches(_EDGE),
        version=3,
        cue=Cue(RESPONSE, [_EDGE]),
    ),
    flag(
        "prompt_ends_on_template",
        "the prompt or the instruction begins with what opens a turn of a chat template, or ends on what it writes "
        "before an answer, such as [/INST] or ### Response:",
        ("instruction", "prompt"),
        pl.any_horizontal(
            pl.col(column).fill_null("").str.contains(pattern)
            for column in ("instruction", "prompt")
            for pattern in (_PROMPT_START, _PROMPT_END)
        ),
        version=2,
    ),
    flag(
        "response_opens_next_turn",
        "after some text the response opens the next question in the tokens of a chat template, code aside",
        ("response",),
        _without_code("response").str.contains(rf"(?i)\S\s*{NEXT_TURN}"),
        cue=Cue(RESPONSE, [NEXT_TURN], any_case=True),
    ),
    holds(
        "response_opens_next_number",
        "after some text the response runs on into the next number of the generator's list",
        RESPONSE,
        rf"(?im)\S\s*\n(?:{NEXT_NUMBER})",
        version=2,
    ),
    count(
        "response_role_markers",
        "lines of the response, the first aside, that begin with a speaker or a section of a prompt: 'Human:', "
        "'### Input:'",
        "lines",
        ("response",),
        pl.col("response").str.count_matches(_SPEAKER)
        + (pl.col("response").str.contains(_QUESTIONED) & ~pl.col("response").str.contains(_OWN_QUESTIONS)).cast(
            pl.Int64
        ),
        version=3,
        cue=Cue(RESPONSE, [_SPEAKER, _QUESTIONED]),
    ),
    holds(
        "prompt_has_speakers",
        "the prompt speaks of turns or dialogue, or shows speakers itself",
        PROMPT,
        rf"(?i)dialog|conversation|\bchat|script\b|interview|transcript|role ?-?play|\bprompt|template|"
        rf"few-shot|markdown|screenplay|\bskit|(?m:^[^\S\n]*{_NAMES})|q ?(?:&|and) ?as?\b|faq|quiz|flash ?card|"
        rf"trivia|riddle|\n\s*\w+\s?:",
        version=3,
    ),
    count(
        "response_merged_instructions",
        "places where the response runs on into another instruction of the generator's list",
        "places",
        ("response",),
        pl.col("response").str.count_matches(rf"(?im){MERGED}"),
        version=3,
        cue=Cue(RESPONSE, [MERGED], any_case=True),
    ),
    count(
        "prompt_merged_instructions",
        "places where the instruction or input runs on into another instruction of the generator's list",
        "places",
        ("prompt",),
        pl.col("prompt").str.count_matches(rf"(?im){MERGED}"),
        version=3,
        cue=Cue(PROMPT, [MERGED], any_case=True),
    ),
    count(
        "response_html_tags",
        "HTML tags of prose and layout, and entities, outside code blocks of the response; 0 when it is a "
        "page or a form",
        "tags",
        ("response",),
        _html_tags("response"),
        version=3,
        cue=Cue(RESPONSE, [_TAG]),
    ),
    count(
        "response_page_residue",
        "places of the response that come from a chat web page: 'Copy code', '1 / 2' at the start, "
        "'Regenerate response'",
        "places",
        ("response",),
        pl.col("response").str.count_matches(_PAGE) + pl.col("response").str.contains(PAGE_BUTTONS).cast(pl.Int64),
        version=3,
        cue=Cue(RESPONSE, [_PAGE, PAGE_BUTTONS]),
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
            r"graphic|\bpython|\bapi\b|\bdomain\b|\bcurl\b|\bjava\b|网页|标签|代码|程序|组件|加粗|粗体|斜体|嵌入|表格"
        )
        | pl.col("prompt").str.contains(
            r"(?i)</?(?:div|span|p|br|html|body|head|table|img|a|ul|ol|li|h[1-6]|form|input)\b[^>]*>"
        ),
        version=2,
    ),
]
