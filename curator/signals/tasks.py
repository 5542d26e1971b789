"""What kind of task the prompt sets, as far as a rule must know to leave honest answers alone."""

import polars as pl

from curator.signals.signal import flag

_LANGUAGES = (
    "english|french|spanish|german|italian|portuguese|dutch|russian|chinese|mandarin|cantonese|japanese|korean|arabic|hindi|"
    "latin|greek|swedish|danish|norwegian|finnish|polish|turkish|vietnamese|thai|indonesian|malay|hebrew|urdu|bengali|tamil|"
    "ukrainian|czech|romanian|hungarian|swahili|tagalog|filipino|catalan|welsh|irish|esperanto|persian|farsi|"
    "español|français|deutsch|englisch|französisch|inglés|francés|anglais|espagnol|italiano|português"
)

SIGNALS = [
    flag(
        "prompt_names_a_language",
        "the prompt names a human language or asks for a translation",
        ("prompt",),
        pl.col("prompt").str.contains(
            rf"(?i)\b(?:{_LANGUAGES})\b|translat|traduc|tradui|übersetz|bilingual|multilingual|in (?:a|two|another|different) (?:foreign )?languages?"
            "|翻译|翻譯|英文|英语|中文|汉语|法语|日语|日文|德语|西班牙语|拼音|语言"
        ),
    ),
    flag(
        "prompt_asks_to_rework",
        "the prompt asks to rewrite, correct, sort, copy or otherwise rework a given text",
        ("prompt",),
        pl.col("prompt").str.contains(
            r"(?i)\b(?:re-?(?:write|writing|word|phras|arrang|order|organi[sz]|peat|stat|structur|format|vis|plac|mov|construct)\w*|"
            r"edit\w*|correct\w*|proof-?read\w*|fix\w*|debug\w*|improve\w*|paraphras\w*|translat\w*|copy|convert\w*|chang(?:e|ing)|"
            r"transform\w*|sort\w*|arrang\w*|organi[sz]e\w*|order\w*|capitali[sz]\w*|upper ?case|lower ?case|punctuat\w*|"
            r"gramma\w*|spell\w*|insert\w*|delete|combin\w*|merg\w*|concatenat\w*|quot\w*|echo|modif\w*|extract\w*|"
            r"highlight|simplif\w*|shorten\w*|clean\w*|format|mistakes?|errors?|divide|split|verify|check|validate|prove)\b"
            "|改写|重写|修改|翻译|纠正|润色|排序|提取|重复|替换|转换|完成|补全"
        ),
    ),
    flag(
        "prompt_asks_for_a_form",
        "the prompt asks for a letter, an e-mail, a template or another text with blanks to fill in",
        ("prompt",),
        pl.col("prompt").str.contains(
            r"(?i)template|placeholder|letter|e-?mail|postcard|card\b|\bnote\b|\btext\b|memo\b|invit|form\b|résumé|resume|\bcv\b|contract|certificate|agreement|message|script|bracket|"
            r"\bpost\b|fill in|mad libs?|invoice|speech|introduc|greeting|notice|announcement|bio\b|biograph|profile|proposal|press release|"
            r"\{\{|\[[^\]]+\]|<[^>]+>|code|function|program|html|信|邮件|模板"
        ),
    ),
    flag(
        "prompt_asks_for_fiction",
        "the prompt asks for a story, a dialogue, a letter or another text in somebody else's words",
        ("prompt",),
        pl.col("prompt").str.contains(
            r"(?i)\bstor(?:y|ies)\b|dialog|conversation|poem|\bplay\b|script|lyrics|\bsong|\bletter|apolog|excuse\b|refus|declin|"
            r"(?:reply|response|respond) to\b|role ?-?play|pretend|act as|virtual assistant|chat ?bot|diary|monologue|speech|故事|对话|信件"
        ),
    ),
]
