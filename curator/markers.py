"""What machinery leaves in text, as regular expressions that mean the same to Polars and to Python.

Signals count these marks and fixes remove them; both must mean the same ones. Case is ignored by whoever uses them,
unless said otherwise.
"""

_FIELD = r"(?:in-?put|out-?put|response|answer|repl(?:y|ies)|result|completion|content|context|data|text|information)s?"
_DONE = r"(?:available|provided|given|needed|necessary|required|supplied|found|generated|returned|specified|present)"
_OTHER_LANGUAGES = (
    r"无(?:输入|输出|回答|答案|回复|内容|响应)|無(?:輸入|輸出|回答)|(?:没有|不需要|无需|暂无)(?:任何)?(?:输入|输出|回答|答案|回复|内容)|"
    r"(?:回答|出力|入力|該当)なし|(?:응답|출력|입력|답변) ?없음|keine (?:antwort|ausgabe|eingabe|angaben?)|"
    r"sin (?:respuesta|salida|entrada|datos)|(?:pas de|aucune?) (?:réponse|sortie|entrée|résultat|donnée)|"
    r"sem (?:resposta|saída|entrada)|nessun[ao]? (?:risposta|output|input)|geen (?:antwoord|uitvoer|invoer)|"
    r"brak (?:odpowiedzi|danych)|нет (?:ответа|данных|вывода)|(?:cevap|yanıt|çıktı|girdi) yok|لا (?:توجد )?إجابة"
)
NOTHING = (
    rf"(?:no[\s_-]*(?:(?:valid|further|additional|extra|specific) )?{_FIELD}(?:[\s_-]+(?:is |was )?{_DONE})?|"
    rf"{_FIELD} (?:is |was )?(?:not[\s_-]{_DONE}|not applicable|missing|unavailable)|"
    rf"(?:missing|empty)[\s_-]{_FIELD}|(?:not|none) {_DONE}|not applicable|{_OTHER_LANGUAGES})"
)
"""A phrase that says that nothing stands here; in a sentence the same words may mean something."""

_MARK = r"(?:#?\s?n\s?/\s?a|n\.\s?a\.?)"
_VALUE = r"(?:none|null|nil|nan|undefined)"
_OPEN, _CLOSE = r"[\[(<{«【（]\s*", r"\s*[\])>}»】）]"
_LABEL = rf"(?:{_FIELD}\s*[:：]\s*)?"
_EDGE_SIGNS = r"[\s*_\"'`~.!。=—–-]*"

BRACKETED_NOTHING = rf"{_OPEN}{NOTHING}{_CLOSE}"

WHOLLY_NOTHING = (
    rf"{_EDGE_SIGNS}{_LABEL}(?:{_OPEN}(?:{NOTHING}|{_MARK}|{_VALUE}|empty|blank|无|無|なし|"
    rf"(?:out-?put|response|answer))\.?{_CLOSE}|{NOTHING}|{_MARK}|{_VALUE}){_EDGE_SIGNS}"
)
"""A whole answer that says that there is none; of `none` and `null` only the prompt tells whether they are meant."""

SENTINEL = (
    rf"{_EDGE_SIGNS}{_LABEL}(?:{_OPEN}(?:{NOTHING}|{_MARK}|{_VALUE}|empty|blank|无|無|なし)\.?{_CLOSE}|"
    rf"no[\s_-]*(?:(?:further|additional|extra|specific) )?in-?put(?:[\s_-]+(?:is |was )?{_DONE})?|"
    rf"in-?put (?:is |was )?not {_DONE}|no (?:text|context|data|content) {_DONE}|(?:not|none) {_DONE}|not applicable|"
    rf"{_OTHER_LANGUAGES}|{_MARK}|{_VALUE}){_EDGE_SIGNS}"
)
"""A whole input that says that there is none."""

NAMED_TOKENS = (
    "im_end|endoftext|end_of_text|begin_of_text|eot_id|eom_id|end_header_id|system|user|assistant|end|endofprompt|"
    "end_of_turn|pad|end_of_turn_token|start_of_turn_token|user_token|chatbot_token|system_token|endofresponse|return|"
    "prompter|eot"
)
"""Names between `<|` and `|>` that close a turn or stand alone; `im_start` and `start_header_id` open one."""

OTHER_TOKENS = (
    r"\[/?(?:INST|ASST|EOS|BOS|EOT|PAD|CLS|SEP)\]|<</?SYS>>|</?SYS>|</INST>|</s>|<(?:[be]os|pad|unk)>|<end_of_\w+>|"
    r"<turn\|>|"
    r"<\|(?:im_sep|eot|eos|bos|fim_\w+|file_separator|message|channel|tool_end|start|model|bot|end_of_\w+)\|>|"
    r"<｜(?:User|Assistant|begin▁of▁sentence|end▁of▁sentence)｜>|<reserved_10\d>"
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

PAGE_COUNTER = r"Copy\d+ chars?\b|\A\s*\d{1,2} ?/ ?\d{1,2}[^\S\n]*\n|\A\s*(?:User avatar|Skip to content)[^\S\n]*\n"
"""What chat web pages write beside a text; the case counts."""

_BUTTON = (
    r"(?:Share|Copy|Like|Dislike|Reply|Edit|Retry|Report|Regenerate|Share Prompt|Thumbs up|Thumbs down|👍 ?\d*|👎 ?\d*)"
)
_LAST_BUTTON = (
    r"(?:Regenerate response|Copy to clipboard|Copy code|Was this helpful\?(?: Yes)?(?: / | )?(?:No)?|(?:Click here "
    r"to )?[Rr]ead more|"
    r"Show more|Report an issue|Share on (?:Facebook|Twitter|LinkedIn|X)|Sign up for our newsletter\.?|Subscribe to "
    r"our newsletter"
    r"\.?|👍 ?\d* 👎 ?\d*(?:\s*\n\s*Report)?|Thumbs up Thumbs down|This content may violate our content policy\.[^\n]*)"
)
PAGE_BUTTONS = (
    rf"(?:\n\s*{_BUTTON}[^\S\n]*)*\n\s*{_LAST_BUTTON}(?:[^\S\n]*\n\s*{_BUTTON})*\s*$|"
    rf"(?:\n\s*{_BUTTON}[^\S\n]*){{2,}}\s*$"
)
"""The buttons that a chat web page shows under an answer; the case counts, `$` is the end of the text."""

NEXT_NUMBER = (
    r"^[^\S\n]*(?:#{2,}\s*\n\s*)?\d{1,3}[.)][^\S\n]+(?:instruction|task)\s*:|"
    r"^[^\S\n]*#{2,}[^\S\n]*\n[^\S\n]*\d{1,3}\.[^\S\n]|"
    r"^[^\S\n]*#{2,3}[^\S\n]*instruction[^\S\n]*#?\d{1,3}[^\S\n]*:"
)
"""Where a text runs on into the next number of the generator's list; `^` is the start of a line."""

MERGED = (
    rf"{NEXT_NUMBER}|"
    r"^[^\S\n]*(?:\*\*|\[)?(?:(?:new |next )?(?:instruction|task)(?:[^\S\n]*#?\d{1,3})?|指令|任务)(?:\]|"
    r"[^\S\n]*[:：](?:\*\*)?)[^\n]*\n"
    r"(?:[^\n]*\n){0,3}?[^\S\n]*(?:\*\*|\[)?(?:(?:input|output|response|answer)(?:\]|[^\S\n]*[:：])|(?:输入|输出|回答)[:：])"
)
"""Where a text runs on into another task; `^` is the start of a line."""
