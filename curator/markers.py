"""What machinery leaves in text, as regular expressions that mean the same to Polars and to Python.

Signals count these marks and fixes remove them; both must mean the same ones. Case is ignored by whoever uses them.
"""

NOTHING = r"no[\s_-]?(?:input|output|response)"

SENTINEL = (
    rf"\s*(?:[\[(<{{]\s*{NOTHING}\s*[\])>}}]|{NOTHING}(?:\s+(?:is\s+)?(?:needed|required|provided|necessary|given))?"
    r"|n\s?/\s?a|[\[(<]?none[\])>]?|[\[(<]?null[\])>]?|nan|not applicable|undefined)\s*[.!]?\s*"
)
"""A whole field that says that there is nothing in it."""

NAMED_TOKENS = (
    "im_end|endoftext|end_of_text|begin_of_text|eot_id|eom_id|end_header_id|system|user|assistant|end|endofprompt|"
    "end_of_turn|pad"
)
"""Names between `<|` and `|>` that close a turn or stand alone; `im_start` and `start_header_id` open one."""

OTHER_TOKENS = r"\[/?INST\]|<</?SYS>>|</s>|<[be]os>"

ANSWER_HEADER = r"#{2,3} ?(?:response|answer|assistant) ?:"

COPY_BUTTON = r"(?:[a-z+#]{0,12})?Copy code"

PAGE_COUNTER = r"Copy\d+ chars?\b|\A\s*\d{1,2} / \d{1,2}[^\S\n]*\n"
"""What chat web pages write beside a text; the case counts."""
