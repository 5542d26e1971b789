"""What machinery leaves in text, as regular expressions that mean the same to Polars and to Python.

Signals count these marks and fixes remove them; both must mean the same ones. Case is ignored by whoever uses them,
unless said otherwise.
"""

NOTHING = r"no[\s_-]?(?:input|output|response)"

SENTINEL = (
    rf"\s*(?:[\[(<{{]\s*{NOTHING}\s*[\])>}}]|{NOTHING}(?:\s+(?:is\s+)?(?:needed|required|provided|necessary|given))?"
    r"|n\s?/\s?a|[\[(<]?none[\])>]?|[\[(<]?null[\])>]?|nan|not applicable|undefined)\s*[.!]?\s*"
)
"""A whole field that says that there is nothing in it."""

NAMED_TOKENS = (
    "im_end|endoftext|end_of_text|begin_of_text|eot_id|eom_id|end_header_id|system|user|assistant|end|endofprompt|"
    "end_of_turn|pad|end_of_turn_token|start_of_turn_token|user_token|chatbot_token|system_token|endofresponse|return|"
    "prompter|eot"
)
"""Names between `<|` and `|>` that close a turn or stand alone; `im_start` and `start_header_id` open one."""

OTHER_TOKENS = (
    r"\[/?INST\]|<</?SYS>>|</s>|<[be]os>|<｜(?:User|Assistant|begin▁of▁sentence|end▁of▁sentence)｜>|<reserved_10\d>"
)

NEXT_TURN = (
    r"(?:<\|im_start\|>\s*(?:user|human)\b|<\|start_header_id\|>\s*user\b|<start_of_turn>\s*user\b|<\|(?:user|prompter|"
    r"user_token)\|>|<｜User｜>|<reserved_106>|\[INST\]|#{2,3} ?(?:instruction|human|user) ?:)"
)
"""What opens the next question; the answer ends before it."""

ANSWER_HEADER = r"#{2,3} ?(?:response|answer|assistant) ?:"

QUESTION_HEADER = r"#{2,3} ?(?:instruction|human|user) ?:"

END_MARK = r"\n#{2,3} ?end[^\S\n]*$"
"""What some templates write under an answer; `$` is the end of the text."""

ANSWER_LABEL = (
    r"^\s*(?:(?:Output|OUTPUT|Response|RESPONSE|Completion|Assistant|ASSISTANT|ChatGPT|GPT|Bot|BOT|助手) ?[:：]|<bot>:)"
)
"""The name of a field or of a speaker before an answer; the case counts."""

COPY_BUTTON = r"(?:[a-z+#]{0,12})?Copy code"

PAGE_COUNTER = r"Copy\d+ chars?\b|\A\s*\d{1,2} / \d{1,2}[^\S\n]*\n"
"""What chat web pages write beside a text; the case counts."""

PAGE_BUTTONS = (
    r"(?:\n\s*(?:Share|Copy|Like|Dislike|Edit|Retry|Regenerate|Share Prompt)[^\S\n]*)*\n\s*Regenerate response\s*$"
)
"""The buttons that a chat web page shows under an answer; the case counts, `$` is the end of the text."""

NEXT_NUMBER = (
    r"^[^\S\n]*(?:#{2,}\s*\n\s*)?\d{1,3}\.[^\S\n]+instruction\s*:|^[^\S\n]*#{2,}[^\S\n]*\n[^\S\n]*\d{1,3}\.[^\S\n]"
)
"""Where a text runs on into the next number of the generator's list; `^` is the start of a line."""

MERGED = (
    rf"{NEXT_NUMBER}|"
    r"^[^\S\n]*(?:new |next )?(?:instruction|task)(?:[^\S\n]*\d{1,3})?[^\S\n]*:[^\n]*\n(?:[^\n]*\n){0,3}?[^\S\n]*"
    r"(?:input|output|response)[^\S\n]*:"
)
"""Where a text runs on into another task; `^` is the start of a line."""
