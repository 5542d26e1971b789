"""Prompts that work on a picture, a file or a text that the record does not hold."""

import polars as pl

from curator.signals.asked import ASKS, HAS_NO_INPUT, INSTRUCTION, SHORT, any_of, asked
from curator.signals.cues import Cue

_MEDIUM = (
    r"(?:images?|pictures?|pics?|photos?|photographs?|screenshots?|videos?|audios?|audio (?:clips?|files?)|recordings?|"
    r"clips?|charts?|graphs?|diagrams?|maps?|paintings?|drawings?|artworks?|logos?|figure|pdfs?|sounds?|histograms?|"
    r"memes?|x-?rays?|illustrations?|snapshots?|scans?|infographics?|slides?|plots?|floor plans?|podcasts?|"
    r"spreadsheets?)"
)
_SEEN = (
    r"(?:images?|pictures?|pics?|photos?|photographs?|screenshots?|videos?|recordings?|charts?|graphs?|diagrams?|"
    r"spreadsheets?|audio clips?|clips?|memes?|x-?rays?|illustrations?|snapshots?|excel sheets?|still|scan|footage)"
)
_FILE = (
    r"(?:files?|documents?|letters?|resumes?|résumés?|cv|reports?|contracts?|forms?|essays?|articles?|papers?|pdfs?|"
    r"spreadsheets?|presentations?|slides?|e-?mails?|excel|word|data(?:set)?|sheets?|tables?|notes?|invoices?|"
    r"receipts?|"
    r"recipes?|code|csv|transcripts?|manuals?|brochures?|agenda|minutes|schedules?|lists?)"
)
_SENT = (
    r"(?:i|we)(?:['’]ve| have)? (?:just |already )?(?:sent|attached|uploaded|shared|posted|provided|enclosed|took|"
    r"pasted|"
    r"included|gave you|am sending|am sharing)"
)
_ABSENT = any_of(
    ASKS + r"(?:look at|watch|listen to|see|refer to|have a look at|read|analy[sz]e|transcribe|edit|rate|describe|"
    r"identify|"
    rf"count|translate|crop|convert|caption|examine|study|inspect|evaluate|take a look at|use|check|interpret|compare|"
    rf"summari[sz]e|turn|enhance|colou?ri[sz]e|annotate)\b[^.:\n\"“]{{0,40}}?\b(?:the|this|that|my|these|those|both) "
    rf"(?:[\w-]+ ){{0,2}}?{_MEDIUM}\b\s*(?:[.,?!]|$|and\b|{_SENT}|above|below|(?:to|so|into|provided|given|shown|"
    rf"attached) )",
    rf"\b(?:based on|given|according to|using|from|in|see|on|of|with|at|for|by|inspired by) (?:the|this|that|my|these) "
    rf"(?:\w+ )?{_SEEN}\s*(?:[?!]|\.?\s*$|,|(?:shown|above|below|{_SENT}|here|provided|on the (?:left|right))\b)",
    r"\b(?:in|on|from) (?:the|this|that|my) (?:\w+ )?(?:image|picture|pic|photo|photograph|screenshot|meme|x-?ray|"
    r"illustration|video clip|audio clip|clip)s? (?:show|wear\w*|hold\w*|feel\w*|do\w*|look\w*|say\w*|is|are|was|"
    r"were|has|"
    r"have|seem\w*|belong\w*|represent\w*|suggest\w*|appear\w*|come\w*|mean|and)\b",
    rf"\b(?:i|we)(?:['’]ve| have|['’]m| am|['’]re| are)? (?:just )?(?:attached|uploaded|enclosed|attaching|sending(?: "
    rf"you)?|"
    rf"uploading|sharing(?: with you)?|sent you) (?:an?|the|my|two|some|three|our|this) (?:\w+ )?(?:{_FILE}|"
    rf"{_MEDIUM})\b",
    rf"\b(?:the|this|my|these|our|an?) (?:attached|enclosed|accompanying|uploaded) (?:\w+ ){{0,2}}?(?:{_FILE}|"
    rf"{_MEDIUM}|"
    r"\w+)\b",
    r"\bfind (?:my |the )?(?:attached|enclosed)\b|\bsee (?:the )?attach(?:ed|ment)\b|^\W*(?:attached|enclosed) (?:is|"
    r"are|"
    r"please)\b",
    rf"\b(?:{_FILE}|{_MEDIUM}) (?:that )?{_SENT}\b|\b(?:{_FILE}|{_MEDIUM}) (?:is |are )?(?:attached|enclosed)\b",
    rf"^\W*here(?:['’]s| is| are) (?:an?|my|the|some) (?:\w+ )?(?:{_SEEN}|{_MEDIUM})\b",
    r"^\W*the (?:picture|photo|image|chart|graph|diagram|screenshot|video) (?:shows|below|above|i)\b",
    r"^\W*given (?:an?|two|some|the) (?:\w+ )?(?:images?|pictures?|photos?|photographs?|screenshots?|videos?|audio "
    r"(?:clips?|files?)|recordings?)(?: (?:of|with|from|showing) [^,:\n]{1,40})?,",
    r"\b(?:refer to|see|in|according to|look at|using|use) (?:the )?(?:figure|fig\.|exhibit|appendix|diagram) ?(?:\d|"
    r"[A-Z]\b)|"
    r"\b(?:the|in) (?:figure|diagram|chart|graph|map|picture|image|photo|table|illustration|screenshot|still|sketch|"
    r"plot) "
    r"(?:below|above|shown|provided|given|to the (?:right|left)|on the (?:right|left))\b",
    r"\b(?:according to|based on|from|use|using|read|study|refer to|look at|follow) the (?:\w+ )?(?:map|diagram|"
    r"figure|chart|"
    r"graph|floor plan|blueprint|weather map|timetable|seating plan)s?(?:\s*(?:[.,?]|$)| (?:to|and|which|what|how|who|"
    r"when)\b)",
    r"\b(?:\((?:see |pic\w*|photo|image|screenshot)[^()\n]{0,20}\)|\[(?:photo|image|picture|pic|screenshot|video|"
    r"audio|file)"
    r"[^\[\]\n]{0,20}\]|<(?:image|photo|picture|video|audio|img)[^<>\n]{0,15}>)",
    ASKS + r"(?:open|read|summari[sz]e|load|analy[sz]e|use|check|look at|review|translate|parse|examine|convert|edit|"
    r"fix|"
    r"import|extract|find|get|calculate|compute|count)\b[^.\n]{0,50}?\b(?:[\w-]+\.(?:csv|pdf|docx?|xlsx?|png|jpe?g|"
    r"gif|mp3|"
    r"mp4|wav|pptx?|txt)|(?:the|this|my) (?:pdf|csv file|(?:excel|word|powerpoint) (?:file|document|sheet|"
    r"presentation|deck)))\b",
    r"\b(?:this|the|my|these) (?:handwritten|scanned|handwriting)\b|\bthis (?:dress|outfit|haircut|room|plant|rash|"
    r"mole)\b"
    r"[^.\n]{0,30}\?",
    ASKS + r"(?:explain|tell me|why is|why|describe|what does|what is|rate|caption|interpret|identify|name|who is in|"
    r"where "
    r"was|guess) [^.:\n\"“]{0,30}?\bth(?:is|e|ese) (?:\w+ )?(?:meme|picture|photo|photograph|image|screenshot|video "
    r"clip|"
    r"x-?ray|landmark pictured|person in the|flower in the|shown)\b",
    ASKS + r"(?:describe|caption|interpret|explain|rate|analy[sz]e|critique) the (?:picture|photo|photograph|image|"
    r"screenshot|video|recording|cartoon|artwork|drawing)\W*$",
    r"\bpictured (?:here|above|below)\b",
)
_CUES = (
    "image", "pic", "photo", "screenshot", "video", "audio", "recording", "clip", "chart", "graph", "diagram",
    "map", "painting", "drawing", "artwork", "logo", "figure", "fig.", "pdf", "sound", "meme", "x-ray", "xray",
    "illustration", "snapshot", "scan", "slide", "plot", "floor plan", "podcast", "sheet", "still", "footage",
    "attach", "enclos", "upload", "accompany", "sent", "sending", "shar", "exhibit", "appendix", "blueprint",
    "timetable", "seating", "table", ".csv", "csv", ".doc", ".xls", ".png", ".jp", ".gif", ".mp", ".wav", ".ppt",
    ".txt", "excel", "word ", "powerpoint", "handwrit", "dress", "outfit", "haircut", "room", "plant", "rash",
    "mole", "landmark", "cartoon", "in the", "on the", "图", "照片", "画", "视频", "录音", "音频", "posted", "provided",
    "took", "pasted", "included", "gave you", "sketch",
)  # fmt: skip
"""Nothing is pointed at without one of these."""
_SHOWN = (
    rf"(?i)\b(?:this|these|the (?:following|given|above|below|provided|accompanying))\s+(?:\w+\s+){{0,2}}?{_MEDIUM}\b"
    rf"(?:\s+(?:of|in|with|and|by|to|into|for|as|shows?|depict|below|above|it|say|mean|represent)\b|\s*[.,:?!]|\s*$)|"
    r"[这该][张幅个段](?:图|照片|画|视频|录音|音频)|(?:下图|上图|以下(?:图片|照片|视频|图表|画))"
)
_NOT_SHOWN = (
    r"(?i)\b(?:code|html|css|program|function|python|file ?name|figures? of speech|map of|graph (?:theory|with)|"
    r"slideshow)\b"
)
_NOT_ABSENT = (
    r"(?i)^\W*how (?:to|do|does|can|would|should)\b|\b(?:java\w*|(?:explain|show|describe|know|learn) (?:me )?how to|"
    r"write an? (?:program|function|script|query|e-?mail|letter|python|code|sentence|dialogue|note|message|response)|"
    r"(?:generate|create) an? (?:\w+ ){0,2}?(?:program|function|script|image|picture|video|chart|graph|diagram|map|"
    r"logo|table|"
    r"page|web ?site|drawing|painting|poster|app)|quer(?:y|ies)|the big picture|on the "
    r"map|e-?mail|imagine|social media|steps|where can|compose|draft|bash|linux|command|regex|sql|google (?:docs|"
    r"drive|maps)|"
    r"dialog(?:ue)?|attached (?:to|garage)|strings? attached|plot (?:of|twist)|"
    r"what (?:is|are) (?:the|an?) (?:\w+ ){0,2}(?:image|picture|video|audio|chart|graph)s?)\b"
)

_ITSELF = (
    r"(?:texts?|sentences?|paragraphs?|passages?|articles?|poems?|code|country|countries|cit(?:y|ies)|stor(?:y|ies)|"
    r"e-?mails?|words?|numbers?|lists?|data|"
    r"equations?|statements?|phrases?|essays?|reviews?|documents?|conversations?|dialogues?|quotes?|lyrics|tweets?|"
    r"expressions?|items|excerpts?|haikus?|titles?|headlines?|recipes?|snippets?)"
)
_OLD_LACKS = (
    rf"^[^.:\n\"“”'‘`0-9?!,\-–<>\[\]]*\b(?:the following|these|this|the below|the given|the "
    rf"provided)\s+(?:\w+\s+){{0,2}}?{_ITSELF}"
    r"(?:\s+(?:below|above))?(?:\s+(?:for|with|into|to|in|as|by|so|and|from|using|of|or|based)\b"
    r"[^,:\n\"“”'‘`0-9?!.()\-–<>\[\]]*)?\s*[.:?]?\s*$",
    rf"^[^.:\n\"“”0-9!\[\]]*\bthe (?:\w+ )?{_ITSELF} (?:below|above)\b[^.:\n\"“”0-9!\[\]]*[.:?]?\s*$",
)
_TEXT = (
    r"(?:texts?|sentences?|paragraphs?|passages?|articles?|poems?|stor(?:y|ies)|e-?mails?|statements?|essays?|reviews?|"
    r"documents?|conversations?|dialogues?|quotes?|lyrics|tweets?|expressions?|excerpts?|haikus?|headlines?|snippets?|"
    r"code|"
    r"strings?|messages?|fractions?|receipts?|stanzas?|verses?|extracts?|transcripts?|cover letter|paragraph)"
)
"""What a task works on; `the text` alone says that there is one."""
_ANYTHING = (
    r"(?:words?|numbers?|lists?|data(?:set)?|equations?|phrases?|items?|titles?|recipes?|functions?|programs?|scripts?|"
    r"quer(?:y|ies)|letters?|lines?|options?|questions?|events?|tables?|scenarios?|arguments?|errors?|error messages?|"
    r"homework|groups?|sequences?|problems?|comments?|clues|pairs?|definitions?|steps|ingredients|products?|"
    r"information|"
    r"keywords?|bullet points|notes|draft|reports?|proposal|speech|abstract|resume|figures|values|terms|polynomial|"
    r"matrix|"
    r"json|xml|log|proverb|idiom|riddle|pattern)"
)
_TREATS = (
    r"(?:summari[sz]e|translate|re-?write|rephrase|reword|paraphrase|correct|edit|proof-?read|fix|improve|shorten|"
    r"simplify|"
    r"expand|punctuate|capitali[sz]e|classify|categori[sz]e|sort|arrange|rearrange|reverse|convert|change|turn|"
    r"transform|combine|merge|join|split|complete|finish|continue|analy[sz]e|evaluate|rate|review|critique|assess|"
    r"check|"
    r"verify|interpret|decode|decipher|debug|refactor|optimi[sz]e|comment on|format|tag|polish|condense|annotate|parse|"
    r"reformat|restate|tidy up|clean up|go over|help with|test|grade|understand|unscramble|add punctuation to|add "
    r"comments "
    r"to|alphabeti[sz]e|rank|(?:write|give|suggest|provide|add) (?:me )?(?:an?|some|your)? ?(?:\w+ )?(?:reply|response|"
    r"continuation|summary|title|comments?|caption|feedback|critique|synonym)s? (?:of|to|for|on|about))"
)
_SEEKS = (
    r"(?:identify|find|extract|count|label|highlight|underline|mark|replace|remove|delete|insert|determine|detect|"
    r"predict|"
    r"choose|pick|select|answer|match|calculate|compute|circle|list|name|tell me|say|explain|describe|spot|locate|"
    r"give|state|"
    r"infer|decide|guess|write|provide|suggest|generate|create|make|add|order|classify)"
)
_REST = r"[^,:;\n\"“”'‘`0-9?!.()\-–<>\[\]]{0,60}"
_HOW = (
    r"(?:in|into|to|as|using|with|by|for|from|so|and|alphabetically|chronologically|correctly|above|below|please|"
    r"if|or|at)"
)
_ENDS = r"\s*[.:?!]?\s*$"
_MAY_LACK = (
    r"(?i)\b(?:following|below|above|this|these|those|my|it|them|blanks?|each|both|tl;?dr|eli5|proofread|grammar|here|"
    r"given|"
    r"provided|which|author|narrator|speaker|writer|poet|character)\b|:\s*$|\bthe (?:\w+ ){0,3}(?:text|sentence|"
    r"paragraph|"
    r"passage|article|poem|stor|e-?mail|statement|essay|review|document|conversation|dialogue|quote|lyric|tweet|"
    r"expression|"
    r"excerpt|haiku|headline|snippet|code|string|message|fraction|receipt|stanza|verse|extract|transcript|cover "
    r"letter|word|"
    r"number|list|data|equation|phrase|item|title|recipe|function|program|script|quer|letter|line|option|question|"
    r"event|table|"
    r"array|error|ingredient|gap|pattern|sequence|analogy|proverb|odd one|next|answer|response|part|correct)"
)
"""Nothing lacks its text without one of these."""
_LACKS = any_of(
    *_OLD_LACKS,
    ASKS + rf"(?:{_TREATS}|{_SEEKS}) (?:{_REST})?\bthe following(?: [a-z]+){{0,3}}?(?: {_HOW}\b{_REST})?{_ENDS}",
    ASKS + rf"{_TREATS} (?:{_REST} )?(?:the|each|both) (?:given |two |whole |entire |\w+ed )?{_TEXT}(?: "
    rf"{_HOW}\b{_REST})?{_ENDS}",
    ASKS + rf"{_SEEKS} {_REST} (?:in|from|of|on|within|for|with|by) (?:the|each) (?:given |two |whole |entire )?{_TEXT}"
    rf"(?: (?:{_HOW}\b{_REST}|and {_REST}))?{_ENDS}",
    ASKS + rf"(?:{_TREATS}|{_SEEKS}|solve|make|read|consider) (?:{_REST} )?(?:this|my|these|those) (?:[a-z]+ ){{0,2}}?"
    rf"(?:{_TEXT}|{_ANYTHING})(?: {_HOW}\b{_REST})?{_ENDS}",
    ASKS + rf"(?:{_TREATS}|remove|sort|order|solve|simplify|reverse) (?:{_REST} )?the (?:given )?(?:lists?|numbers|"
    rf"words|"
    rf"strings?|array|equation|expression|fraction|data(?:set)?|items|options|quer(?:y|ies)|sql query|function|events|"
    rf"recipe|"
    rf"ingredients|duplicates (?:from|in) the list)(?: {_HOW}\b{_REST})?{_ENDS}",
    ASKS + r"(?:complete|finish|answer|read|match|choose|pick|select|label|identify|underline|replace|circle) (?:each|"
    r"the) "
    rf"(?:\w+ ){{0,3}}?(?:sentences?|questions?(?: that follows?)?|statements?|underlined words?|word with its \w+|"
    rf"parts of "
    rf"speech|correct (?:answer|option|word|spelling|form))(?: {_HOW}\b{_REST})?{_ENDS}",
    ASKS + rf"(?:explain|describe|tell me|say|predict|show) (?:what|how|why|the (?:output|result|purpose|meaning) of) "
    rf"(?:this|"
    rf"the following|the given|the|my) (?:{_TEXT}|{_ANYTHING})(?: (?:does|do|works?|means?|returns?|prints?|outputs?|"
    rf"says?|is|fails?)\b{_REST})?"
    rf"{_ENDS}",
    ASKS + rf"(?:tell me|say|check|decide|determine|verify|see) (?:if|whether) (?:the|this|these|my) (?:\w+ "
    rf")?(?:{_TEXT}|"
    rf"{_ANYTHING})(?: below)? (?:is|are|has|have|contains?|makes?|uses?)\b{_REST}{_ENDS}",
    ASKS + rf"(?:compare|rate|rank|review|explain|use|choose|pick|select|answer|order) {_REST} (?:(?:described|listed|"
    rf"given|"
    rf"shown|provided|mentioned|stated) )?below{_ENDS}",
    ASKS + rf"(?:rate|grade|score) the (?:\w+ )?(?:{_TEXT}|answer|response) (?:from|on|out of|"
    rf"between)\b[^:\n\"“”]{{0,40}}$",
    ASKS + rf"(?:{_TREATS}|make|read|answer|solve|explain|help me with|do) (?:this|it|these|them|all of this)(?: "
    rf"(?:for me|please|"
    rf"up|again))?(?: (?:{_HOW}|more|less|shorter|longer|better|sound|a bit|nicer|simpler|clearer|look|funnier|"
    rf"formal\w*|"
    rf"polite\w*|concise\w*)\b{_REST})?{_ENDS}",
    rf"^\W*(?:tl;?dr|eli5|proofread|fix|grammar check)(?: (?:this|that|it))?(?: for me)?(?: please)?{_ENDS}",
    ASKS + r"(?:translate|convert|rephrase|rewrite|summari[sz]e|paraphrase|simplify|correct)(?: (?:in|into|to|from|as|"
    r"for)\b"
    rf"{_REST}|{_REST}so\b{_REST})?\s*:\s*$",
    rf"^\W*here(?:['’]s| is| are) (?:the|my|an?|some) (?:\w+ )?(?:{_TEXT}|{_ANYTHING})\W*$",
    ASKS + r"(?:complete|fill in|finish|fill out) (?:in )?the (?:\w+ )?(?:blanks?|sentences?|analogy|poem|phrase|"
    r"pattern|"
    rf"sequence|dialogue|table|story|gaps?|missing words?|lyrics|form|quote|proverb)(?: {_HOW}\b{_REST})?{_ENDS}",
    rf"^\W*(?:given|from|using|based on|according to|considering|after reading|with|for|in) (?:the|this|these|that) "
    rf"(?:(?:following|given|above|provided|same) )?(?:\w+ )?(?:{_TEXT}|{_ANYTHING})(?: (?:above|below|provided|"
    rf"given))?, ?[^:\n\"“”\[\]]{{4,80}}$",
    r"^\W*(?:i have|here is|consider|read|look at|study|examine|given|take|use) the following (?:\w+ "
    r"){0,2}?\w+(?:\.|,|,? "
    r"and\b)[^:\n\"“”\[\]]{4,60}$",
    r"^\W*(?:what|which|who|how|where|when|why|is|are|does|do|did|can you "
    r"tell)\b[^:\n\"“”'’‘0-9\[\],]{3,90}\b(?:of|in|from|"
    r"by|with|to|on|about|for) (?:the|this|that) (?:(?:given|following|last line of the|first line of the|second) )?"
    r"(?:passages?|paragraph|text|excerpt|sentence|poem|article|dialogue|conversation|extract|stanza|snippet|code|"
    r"query|"
    r"statement|e-?mail|review|argument|speaker|narrator|code snippet|function|error message)(?: above| "
    r"below)?\s*\?\s*$",
    r"^\W*(?:what|how|why) (?:does|do|did|is|would|might) the (?:author|narrator|speaker|writer|poet|main character)\b"
    r"[^:\n\"“”‘\[\]]{3,90}$",
    r"^\W*what (?:does|do|did|is|would) (?:this|the) (?:\w+ )?(?:code|function|program|snippet|query|error(?: "
    r"message)?|regex|"
    r"command|script|sentence|statement|phrase|quote|proverb|word|text) (?:do|mean|return|output|print|say|imply|"
    r"evaluate to|"
    r"about)\b[^:\n\"“”]{0,30}$",
    r"^\W*which of (?:these|the following)(?: \w+){0,2}? (?:is|are|was|would be|do(?:es)? not|has|best|contains?|"
    r"describes?)\b"
    r"[^:,\n\"“”0-9]{0,40}\?\s*$|^\W*which (?:sentences?|options?|answers?|statements?|choices?|spelling) (?:is|are|"
    r"best|"
    r"contains?|uses?|shows?)\b[^:,\n\"“”0-9]{0,40}\?\s*$",
    r"^\W*what(?:['’]s| is) (?:the answer to this question|wrong with (?:this|the|my) \w+|the odd one out|the next "
    r"(?:number|"
    r"term|word)(?: in the (?:series|sequence))?)\W*$",
    r"^\W*is (?:this|the following|the) (?:\w+ )?(?:sentence|statement|argument|claim|word|code|text|e-?mail|number|"
    r"equation)\b"
    r"[^:,\n\"“”0-9]{3,60}\?\s*$",
)
_MAKES_ITS_OWN = (
    r"(?i)\b(?:program(?:s)? (?:that|to|which)|function (?:that|to|which|in)|algorithm|html|class (?:that|to)|regex|"
    r"method (?:to|"
    r"that|for|of)|java\w*|python|sql query (?:that|to)|"
    r"(?:write|create|generate|build|develop|implement|design|construct|compose) an?|write code|"
    r"come up with|this type of|these types of|of this (?:word|kind)|example|following words in (?:a|an|your)|how "
    r"(?:to|do|"
    r"does|can|would|should|many|is|are)|number of|the list of|following (?:day|week|month|year|morning|centur|season|"
    r"decade)\w*|"
    r"this (?:day|week|month|year|morning|world|country)|your own|set of|the story of|the word of)\b"
)
_HOLDS = r"[\"“”«»]|(?:^|\s)['‘][A-Za-z]|\n\s*\S|[:\-–—]\s+\S|\d[ ,;+*/x=-]+\d|[<\[{|=]|`|\(\w"
"""A text that may be the one that is worked on."""
_REPLIES = r"(?i)\bwrite (?:an?|the) (?:reply|response|continuation|summary|title|comment|caption)\b"


def _has(pattern: str) -> pl.Expr:
    return pl.col("instruction").str.contains(pattern)


SIGNALS = [
    asked(
        "prompt_shows_nothing",
        "the instruction speaks of 'this picture', 'the attached file' or 'the following chart' and the record has no "
        "input",
        Cue(SHORT, words=[_CUES]),
        HAS_NO_INPUT & ~INSTRUCTION.str.contains(r"\n\s*\S|:\s*\S"),
        (_has(_SHOWN) | (_has(_ABSENT) & ~_has(_NOT_ABSENT))) & ~_has(_NOT_SHOWN),
        version=3,
    ),
    asked(
        "instruction_lacks_its_text",
        "the instruction works on 'the following sentence' or 'this text', and neither it nor an input holds one",
        Cue(SHORT, [_MAY_LACK]),
        HAS_NO_INPUT & INSTRUCTION.str.contains(_MAY_LACK) & ~INSTRUCTION.str.contains(_HOLDS),
        _has(_LACKS) & (~_has(_MAKES_ITS_OWN) | _has(_REPLIES)),
        version=3,
    ),
]
