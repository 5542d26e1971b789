"""Prompts about what only the asker knows: an earlier conversation, or the asker's own life."""

from curator.signals.asked import ASKS, HAS_NO_INPUT, INSTRUCTION, SHORT, any_of
from curator.signals.cues import Cue
from curator.signals.signal import flag

_SAID = (
    r"(?:gave|told|sent|wrote|made|said|mentioned|suggested|listed|recommended|showed|provided|shared|generated|"
    r"did)"
)
_BEFORE = (
    r"(?:earlier|before|yesterday|previously|above|just now|a (?:minute|moment|while) ago|last (?:time|week|"
    r"month|night|year))"
)
_EARLIER = any_of(
    r"\bwhere we left off\b",
    r"\b(?:our|this|the) (?:\w+ )?(?:conversation|chat|discussion|session) (?:so far|earlier|from|yesterday|last)\b|"
    r"\bour "
    r"(?:previous|last|earlier|past) (?:conversation|chat|discussion|session)\b",
    r"\b(?:your|the) (?:previous|last|earlier|prior|preceding) (?:answers?|responses?|reply|replies|message|output|"
    r"suggestions?|explanation|question)\b",
    rf"\byou (?:just |already )?{_SAID}(?: \w+){{0,4}} {_BEFORE}\b|\b(?:that|which|what) you just {_SAID}\b",
    rf"\b(?:as|like|what|which|that) (?:i|we) (?:just |already )?(?:told you|{_SAID}|discussed|talked about|agreed)"
    rf"(?: \w+){{0,3}} {_BEFORE}\b",
    r"\b(?:did|have) (?:i|we) (?:just )?(?:ask|asked|say|tell|told|mention|discuss|talk) (?:to )?(?:you|about|"
    r"earlier)\b|"
    r"\bwhat did i just\b",
    r"\b(?:question|thing|message|prompt)s? (?:that )?i (?:just |first |last )?(?:asked|said|sent|told|gave)\b",
    r"\b(?:do you )?remember (?:what|when|the|that|my|our|how)\b[^.?\n]{0,40}\b(?:i|we|you) (?:just )?(?:told|gave|"
    r"said|"
    r"talked|discussed|asked|sent|mentioned)\b",
    r"\b(?:the )?same (?:format|style|way|structure|thing|template) as (?:before|last time|previously|earlier|above)\b",
    r"^\W*(?:please |ok |okay |now )?(?:continue|go on|keep going|carry on|next|again|try again|repeat that|more "
    r"please|"
    r"(?:one )?more|another one|next one|continue please|go ahead)\W*$",
    r"^\W*now (?:do|write|try|make|give) (?:it |the same )(?:again|for|with|in)\b",
)
_ABOUT_ME = any_of(
    ASKS + r"(?:(?:do you |can you )?(?:know|tell me|guess) )?(?:what(?:['’]?s| is| are)|where(?:['’]?s| is| are)|"
    r"when(?:['’]?s| "
    r"is)|who(?:['’]?s| is| are)) my (?:[\w'’]+ ){0,2}?(?:name|age|birthday|address|location|phone|number|e-?mail|"
    r"balance|password|"
    r"keys?|wallet|glasses|schedule|next (?:meeting|appointment)|blood type|height|weight|zodiac sign|favou?rite \w+|"
    r"mother|father|mom|dad|wife|husband|boss|job|flight|package|order|car|dog|cat|ip(?: address)?|size|salary|grade|"
    r"score)(?:['’]s \w+)?\W*$",
    r"^\W*(?:how old|how tall|where|who) am i(?: (?:right )?now| from)?\W*$",
    r"^\W*(?:(?:do you know |can you tell me |tell me )?(?:what|where|when|who|how much|how many|"
    r"which))\b[^.,:\n]{0,30}\bdid i\b"
    r"[^.,:\n\d]{0,50}\?*$",
    r"\bwhat (?:i am|i['’]m|am i) (?:wearing|holding|doing|thinking|looking at|eating|drinking|reading|watching|"
    r"pointing)\b",
    ASKS + r"(?:who|what|identify|name|describe|tell|look|count)\b[^.\n]{0,30}\b(?:is|are|standing|sitting|plant|"
    r"animal|building|person|car|object|thing|tree|noise) (?:\w+ )?(?:behind|in front of|"
    r"next to|beside|above) me\W*$",
    r"^\W*which of my\b|^\W*(?:do|does|will|did|have) (?:i|my \w+) (?:have|get|got|any|"
    r"missed)\b[^.\n]{0,30}\b(?:meetings?|"
    r"messages?|appointments?|e-?mails?|calls?|mail|plans|notifications?|homework|package|missed calls)\b",
    r"\b(?:song|music|movie|show) (?:is|['’]s) (?:this|that|(?:currently )?playing)\b[^.\n]{0,25}$",
    r"^\W*(?:can you )?(?:tell me )?(?:who|what)(?: is|['’]s) (?:calling|texting|following|watching|ringing) me\b|"
    r"\btell me who is (?:calling|texting|at the door)\b",
    r"^\W*what(?:['’]s| is| colou?r (?:is|are)) (?:in )?my (?:\w+ )?(?:pocket|hand|eyes?|hair|shirt|room|bag|fridge|"
    r"shoes?|"
    r"car|house)\b[^.\n]{0,15}$",
)
_NOT_OURS = (
    r"(?i)\b(?:dialog(?:ue)?|scene|character|stor(?:y|ies)|poem|lyrics|riddle|e-?mail|letter|song|sentence|essay|"
    r"paragraph|script|speech|role|pretend|imagine|translate|paraphrase|rewrite the|classify|interview|customer|"
    r"(?:write|create|compose|generate) an?)\b|[\"“”]|:\s*\S|\n\s*\S"
)

SIGNALS = [
    flag(
        "prompt_speaks_of_earlier_turns",
        "the instruction speaks of an earlier conversation: your last answer, where we left off, what I told you",
        ("instruction", "input"),
        HAS_NO_INPUT & INSTRUCTION.str.contains(_EARLIER) & ~INSTRUCTION.str.contains(_NOT_OURS),
        cue=Cue(SHORT, [_EARLIER]),
    ),
    flag(
        "prompt_asks_about_the_asker",
        "the instruction asks what only the asker can know: my name, my keys, what I am wearing",
        ("instruction", "input"),
        HAS_NO_INPUT & INSTRUCTION.str.contains(_ABOUT_ME) & ~INSTRUCTION.str.contains(_NOT_OURS),
        cue=Cue(SHORT, [_ABOUT_ME]),
    ),
]
