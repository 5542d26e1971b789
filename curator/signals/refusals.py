"""Refusals by their shape: who speaks, that they cannot or will not, and what an assistant would have done."""

import re

import polars as pl

from curator.signals import refusal_words
from curator.signals.self_talk import MODEL
from curator.signals.suspects import matched

OPENING_CHARS = 200

_LEAD = (
    r"(?:(?:i['’]?m|i am|we are|we['’]re) (?:very |so |really |truly |deeply )?(?:sorry|afraid)(?: that)?|"
    r"(?:i am |i['’]m )?(?:very |so )?sorry|(?:my |our )?(?:sincere )?apologies|(?:i|we) (?:sincerely )?apologi[sz]e"
    r"(?: for[^.,!\n]{0,40})?|(?:i|we) regret(?: to (?:say|inform you))?(?: that)?|unfortunately|regrettably|"
    r"sadly|no|"
    r"however|but|thank(?:s| you)[^.,!?\n]{0,50}|i (?:understand|appreciate|know|realize|see)[^.,!?\n]{0,70}|"
    rf"i (?:want|strive|try|need|aim|would like) to be [^.,:!?\n]{{0,40}}|(?:as|being|since i am|"
    rf"since i['’]m) {MODEL}"
    r"(?: (?:trained|developed|created|made|built) by [\w ]{2,30})?)"
)
_LEADS = rf"(?:{_LEAD}[,.!;:–—-]*\s*(?:(?:but|however|so|and|yet|that),?\s*)?)"
_DEEDS = (
    r"\b(?:fulfil|assist|help|provid|comply|complet|perform|answer|generat|creat|draw|display|access|support|engage|"
    r"repl(?:y|ies)|brows|view|process|execut|respond|produc|offer|shar(?:e|ing)|discuss|recommend|advis|translat|"
    r"identify|summari[sz]|verify|diagnos|predict|speculat|comment\b|express (?:an|any|my|personal|opinion|"
    r"feeling|emotion)|form (?:an |any |my |"
    r"personal )?(?:opinion|"
    r"judg)|satisfy|accommodat|entertain|physically|directly|do (?:that|this|it|so|what)\b)"
)
_WEAK_DEEDS = (
    r"\b(?:giv|tell|see|hear|say|read|tak(?:e|ing) part|set|mak(?:e|ing)|play|show|writ|open|send|go there|go into|"
    r"have (?:personal|an opinion|opinions|feelings)|tast|know|understand|search|watch|listen|do\b|meet|talk|speak|"
    r"grant|order|book|call|determin|explain|describ|encourag|endors|promot)"
)
_CANNOT = (
    r"(?:(?:cannot|can ?not|can['’]?t)(?: in good (?:conscience|faith))?|"
    r"(?:(?:am|are)(?: still)?|['’](?:m|re)) (?:unable|incapable|prohibited|forbidden|not (?:able|allowed|permitted|"
    r"capable|programmed|designed|equipped|authori[sz]ed|qualified|comfortable|in a position|going to|willing))|"
    r"(?:will not|won['’]t)(?: be)?(?: able)?|(?:do not|don['’]t|lack) (?:have |possess )?(?:the )?(?:ability|"
    r"capability|capacity|means|tools|permission|authority|any way|a way)|have no (?:way|ability|means|permission))"
)
_WILL_NOT = (
    r"(?:(?:must|have to|need to|will have to|['’]ll have to|would have to|am going to have to|"
    r"['’]m going to have to|"
    r"am|['’]m)?,? ?(?:respectfully |politely |regretfully )?(?:declin(?:e|ing)|refus(?:e|ing)|refrain|pass on|"
    r"abstain)\b"
    r"[^.\n]{0,20}(?:to (?:answer|help|assist|provide|write|generate|create|engage|discuss|respond|comply|"
    r"do (?:so|this|that|it)|give (?:you|any|such|that)|"
    r"share|produce|fulfil)|this|that|your request|from|writ|answer|provid|respond)|"
    r"(?:would|['’]d) (?:rather|prefer) (?:to )?not (?:to )?(?:answer|discuss|engage|help|write|say|respond|provide|"
    r"comment|talk|share)|"
    r"(?:do not|don['’]t|(?:am|['’]m) not) (?:feel )?comfortable (?:with )?(?:\w+ing|answer|that|this)|"
    r"(?:was|were|have been|am|['’]m) (?:not )?(?:specifically )?(?:designed|programmed|trained|built|"
    r"made) (?:not )?to "
    r"(?:avoid|not|refuse|decline|answer|produce|provide|generate|discuss|engage|help))"
)
_RULES = (
    r"(?:guidelines?|polic(?:y|ies)|programming|principles|ethic\w*|terms of (?:use|service)|values|rules|"
    r"safety|training)"
)
_THING = (
    r"(?:request|question|task|prompt|instruction|content|topic|query|material|information|kind of thing|type of|"
    r"sort of)"
)
_IMPERSONAL = (
    rf"(?:it (?:would|is|['’]s|would not|wouldn['’]t|is not|isn['’]t)(?: not)?(?: be)? (?:in)?(?:appropriate|"
    rf"possible|"
    rf"right|ethical|responsible|proper|advisable|unethical|impossible|irresponsible|wrong) for (?:me|an ai|"
    rf"a language)|"
    rf"(?:it|this|that)(?:['’]s| is) (?:beyond|outside|against|out of)(?: of)? (?:the scope of )?(?:my|what i|our)|"
    rf"(?:it|this|that|(?:the|this|that|your)[\w ]{{0,20}} {_THING})(?:['’]s|"
    rf" is)(?: simply)? not something (?:that )?"
    rf"(?:i|we) (?:can|am|could|will|would|['’]m|feel|know)|"
    rf"(?:this|that|your|doing (?:so|this|that)|it)(?:[\w ]{{0,20}} {_THING})? (?:would )?(?:(?:goes?|is|be) against|"
    rf"violates?|conflicts? with|breach\w*|contradicts?) (?:my|our|the|openai)[\w ]{{0,20}}\b{_RULES}|"
    rf"(?:this|that|your)(?: (?:type|kind) of)? {_THING} (?:cannot|can ?not|can['’]t) be (?:fulfilled|completed|"
    rf"performed|"
    rf"processed|answered|done|executed)|"
    rf"my [\w ]{{0,20}}{_RULES} (?:does not|doesn['’]t|do not|don['’]t|prevents?|prohibits?|forbids?|stops?) |"
    r"there is no way for me to|let['’]?s (?:talk about|discuss) something else)"
)
_WE = (
    r"we (?:cannot|can ?not|can['’]?t|are (?:unable|not able) to) (?:help|assist|answer|provide|fulfil|process|comply|"
    r"complete|respond)"
)
_REFUSALS = re.compile(
    "|".join(
        [
            rf"^[\s\"'“*_(]*{_LEADS}{{0,3}}(?:{_WE}|i(?: \w{{3,12}}ly)? ?(?:{_CANNOT}\b[^.\n]{{0,40}}?{_DEEDS}|"
            rf"{_WILL_NOT})|"
            rf"{_IMPERSONAL})",
            rf"^[\s\"'“*_(]*{_LEADS}{{1,3}}(?:i|we)(?: \w{{3,12}}ly)? ?(?:{_CANNOT}\b[^.\n]{{0,25}}?{_WEAK_DEEDS}|"
            rf"(?:do not|don['’]t) have (?:access|enough|sufficient|the (?:necessary|information)|personal|"
            rf"any personal)|"
            rf"(?:must|have to|need to) (?:decline|refuse|refrain))",
            rf"(?:^|[.!?\n]\s*)(?:{_LEADS})?i(?:['’]m| am) (?:just |only |"
            rf"merely )?{MODEL}[^\n]{{0,40}}?(?:\bi(?: am)?|and(?: am)?|so) "
            rf"(?:{_CANNOT}|unable|not able|(?:do not|don['’]t) (?:have|possess))",
            rf"[.!?>\n]\s*(?:{_LEADS})?i ?{_CANNOT}\b[^.\n]{{0,25}}?{_DEEDS}",
            rf"\b(?:as|being) {MODEL},? ?[^.\n]{{0,40}}\bi ?(?:{_CANNOT}|not |do not |don['’]t )",
            r"(?:^|[.!?>\n]\s*)(?:sorry,? (?:but )?)?(?:this|that|your) (?:type of |kind of )?(?:instruction|"
            r"request|task|"
            r"prompt|question) (?:cannot|can ?not|can['’]t) be (?:fulfilled|completed|performed|processed|"
            r"answered|done|"
            r"executed)",
            r"cannot be (?:fulfilled|completed|performed|answered) by (?:a|an|this|the|me)\b ?(?:gpt|ai|"
            r"language|text)?",
        ]
    ),
    re.IGNORECASE,
)
_CUES = (
    "cannot", "can not", "can't", "can’t", "cant ", "unable", "incapable", "prohibited", "forbid", "no way",
    "no ability", "no means", "no permission", "lack ", "declin", "my programming", "my guideline",
    "my polic", "refus", "refrain", "pass on", "abstain",
    "programmed", "designed", "beyond", "outside", "against", "violate", "conflict", "breach", "contradict",
    "inappropriate", "impossible", "unethical", "irresponsible", "wrong for", "prevent", "stops",
    "something else", "not able", "not allowed", "not permitted", "not capable", "not programmed",
    "not designed", "not equipped", "not authori", "not qualified", "not comfortable", "not in a position",
    "not going to", "not willing", "not have", "not feel", "not possess", "not something", "not appropriate",
    "not possible", "not right", "not ethical", "not be appropriate", "not be right", "n't be right",
    "n’t be right", "n't be appropriate", "n’t be appropriate", "not be possible", "will not", "won't", "won’t",
    "don't have", "don’t have", "don't feel", "don’t feel", "don't possess", "rather not", "prefer not",
    "to not ", "not proper", "not advis", "not respons", "n't possible", "n’t possible", "n't appropriate",
    "not trained", "not built", "not made", "i am not", "as an ai", "i'm not", "i’m not",
)  # fmt: skip
"""No English refusal is without one of these."""

DECLINING = (*_CUES, *refusal_words.CUES)
"""No refusal is without one of these."""


def declines(texts: pl.Series) -> pl.Series:
    """Whether the beginning of each text declines; null stays null."""
    openings = texts.str.head(OPENING_CHARS)
    return matched(openings, _CUES, _REFUSALS.search) | matched(
        openings, refusal_words.CUES, refusal_words.BEGINNINGS.match
    )
