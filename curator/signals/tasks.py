"""What kind of task the prompt sets, as far as a rule must know to leave honest answers alone."""

import polars as pl

from curator import text
from curator.signals.cues import INSTRUCTION, PROMPT, Cue, Text
from curator.signals.signal import flag, holds

_LANGUAGES = (
    "english|french|spanish|german|italian|portuguese|dutch|russian|chinese|mandarin|cantonese|japanese|"
    "korean|arabic|hindi|"
    "latin|greek|swedish|danish|norwegian|finnish|polish|turkish|vietnamese|thai|indonesian|malay|hebrew|"
    "urdu|bengali|tamil|"
    "ukrainian|czech|romanian|hungarian|swahili|tagalog|filipino|catalan|welsh|irish|esperanto|persian|farsi|"
    "español|français|deutsch|englisch|französisch|inglés|francés|anglais|espagnol|italiano|português"
)

# The task stands in the instruction; words of the input would only mislead.
TASK = Text("task", pl.when(~text.is_blank(pl.col("instruction"))).then("instruction").otherwise("prompt"))
_NEEDS = ("instruction", "prompt")
_WRITE = (
    r"\b(?:write|draft|compos\w+|creat\w+|generat\w+|make|design|prepare|produce|edit|arrange|send|give|"
    r"show|help|introduce|"
    r"provide|construct|craft|come up with|suggest|output|build|how (?:would|should|do) (?:you|i))\b"
)
_LONG_TEXT = (
    r"(?i)^\W*(?:please |can you )?(?:write|compose|draft) (?:me )?an? (?:[\w-]+ ){0,3}?(?:essay|story|article|"
    r"blog post|report|biography)\b"
)

SIGNALS = [
    holds(
        "prompt_names_a_language",
        "the prompt names a human language or asks for a translation",
        PROMPT,
        rf"(?i)\b(?:{_LANGUAGES})\b|translat|traduc|tradui|übersetz|bilingual|multilingual|in (?:a|two|"
        rf"another|different) (?:foreign )?languages?"
        "|翻译|翻譯|英文|英语|中文|汉语|法语|日语|日文|德语|西班牙语|拼音|语言",
    ),
    holds(
        "prompt_asks_to_rework",
        "the prompt asks to rewrite, correct, sort, copy or otherwise rework a given text",
        TASK,
        r"(?i)\b(?:re-?(?:write|writing|word|phras|arrang|order|organi[sz]|peat|stat|structur|format|"
        r"vis|plac|mov|construct)\w*|"
        r"edit\w*|correct\w*|proof-?read\w*|fix\w*|debug\w*|improve\w*|paraphras\w*|translat\w*|copy|"
        r"convert\w*|chang(?:e|ing)|"
        r"transform\w*|sort\w*|arrang\w*|organi[sz]e\w*|order\w*|capitali[sz]\w*|upper ?case|"
        r"lower ?case|punctuat\w*|"
        r"gramma\w*|spell\w*|insert\w*|delete|combin\w*|merg\w*|concatenat\w*|quot\w*|echo|modif\w*|"
        r"extract\w*|"
        r"highlight|simplif\w*|shorten\w*|clean\w*|format|mistakes?|errors?|divide|split|verify|check|"
        r"validate|prove)\b"
        "|改写|重写|修改|翻译|纠正|润色|排序|提取|重复|替换|转换|完成|补全",
        needs=_NEEDS,
    ),
    holds(
        "prompt_wants_its_text",
        "the prompt asks to match, rank, pick or say a given text, which may rightly come back as it is",
        TASK,
        r"(?i)\b(?:match\w*|rank\w*|time ?line|read|recite|say|type|paste|print|out-?put|return|write (?:down|"
        r"out)|choose|"
        r"select|find|construct|group|list|label|tag|remove|add|replace|fill in|complete|underline|"
        r"categori[sz]e|pair|"
        r"parse|decode|reverse|minimi[sz]e|state|present|display|show|transcribe)\b|"
        r"修复|插入|大写|语法|最小化|更正|删除|编辑|更改|排列|转述|顺序|匹配|朗读|改为|改成|列出|添加|选择|分类|检查|校对|整理|输出|写出|识别|找出|填",
        needs=_NEEDS,
    ),
    holds(
        "prompt_asks_for_a_form",
        "the prompt asks for a letter, an e-mail, a template or another text with blanks to fill in",
        TASK,
        rf"(?i)template|placeholder|\bbracket|fill in|mad libs?|\{{\{{|\[[^\]]+\]|<[^>]+>|\b(?:code|"
        rf"function|program|html)\b|模板|邮件|{_WRITE}[^\n]*"
        r"\b(?:letter|e-?mail|postcard|card|note|text|memo|invit\w+|form|résumé|resume|cv|contract|"
        r"certificate|agreement|message|"
        r"script|post|invoice|speech|introduction|greeting|notice|announcement|bio\w*|profile|proposal|"
        r"release|respon\w+|reply)\b",
        needs=_NEEDS,
        version=2,
    ),
    holds(
        "prompt_asks_for_fiction",
        "the prompt asks for a story, a dialogue, a letter or another text in somebody else's words",
        TASK,
        r"(?i)\bstor(?:y|ies)\b|dialog|conversation|poem|\bplay\b|script|lyrics|\bsong|\bletter|apolog|"
        r"excuse\b|refus|declin|"
        r"(?:reply|response|respond) to\b|role ?-?play|pretend|act as|virtual assistant|chat ?bot|"
        r"diary|monologue|speech|故事|对话|信件",
        needs=_NEEDS,
    ),
    flag(
        "prompt_asks_for_a_long_text",
        "the instruction wants a whole essay, story, article, report or speech, and no part or summary of one",
        ("instruction",),
        pl.col("instruction").str.contains(_LONG_TEXT)
        & ~pl.col("instruction").str.contains(
            r"(?i)\b(?:headlines?|titles?|sentences?|prompt|words?|plot|premise|user story|names?|outline|lines?|"
            r"summary|beginning|opening|ending|hook|first|hashtags?|script|program|code|sql|query|function)\b"
        ),
        cue=Cue(INSTRUCTION, [_LONG_TEXT]),
    ),
    holds(
        "prompt_asks_for_brevity",
        "the prompt lists the answers it allows, or wants a name, a word or a number alone",
        TASK,
        r"(?i)\b(?:answer|respond|reply|output|give|return)\b[^.\n]{0,40}\b(?:only|just|one of|"
        r"one word|a single|yes or no)\b|\bonly the\b|"
        r"\bin one word\b|no explanation|nothing else",
        needs=_NEEDS,
    ),
    flag(
        "tools_are_declared",
        "the record names tools, with which a model may open pages, know the day and do deeds",
        ("tools",),
        pl.col("tools").fill_null("").str.contains(r"\w"),
    ),
]
