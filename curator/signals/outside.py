"""Prompts that want what no text can give: a picture, a page of the web, today's news, a deed."""

import polars as pl

from curator import text
from curator.markers import SENTINEL
from curator.signals.signal import flag

# Tasks of this kind are short; longer prompts speak of pictures and prices in passing.
_MOST_CHARS = 200
_INSTRUCTION = pl.when(pl.col("instruction").str.len_chars() <= _MOST_CHARS).then("instruction")
_HAS_NO_INPUT = text.is_blank(pl.col("input")) | pl.col("input").str.contains(rf"(?i)^{SENTINEL}$")

_URL = r"(?:https?://|www\.)[^\s<>\"]+"
_READS = (
    r"(?i)\b(?:summar(?:y|i[sz]e)\w*|headline|title of|read\b|review|analy[sz]e|describe|main (?:idea|point|theme|"
    r"message|argument)|key points|identify|extract|visit|open the|browse|watch|listen|rate\b|genre|"
    r"sentiment of the (?:article|page|video)|check out|according to|key (?:findings?|facts)|give (?:me|your)|tell me|"
    r"(?:what|how|who|when|which)\b|critique|evaluate|comment on|quote|(?:text|content|comments?|names?|facts?|"
    r"data) (?:at|on|of|from|"
    r"in)\b)|总结|摘要|阅读|概括|分析|描述"
)
_GOES = (
    r"(?i)^\W*(?:please )?(?:(?:visit|go to|navigate to|browse|open|access|click on|search|google)\b[^.\n]{0,50}\b"
    r"(?:web ?sites?|web ?pages?|url|links?|internet|google|yelp|youtube|twitter|home ?page)\b|"
    r"search (?:the web|the internet|online)\b)"
)
_WEB_OF_CODE = (
    r"(?i)\b(?:code|program|function|script|regex|regular expression|html|url (?:of|by|for|from)|domain|parse|protocol|"
    r"api|curl|python|java|how (?:do|to|would|can)|why|explain|web app|design|generate a (?:full )?url|develople?r|"
    r"console|"
    r"ctrl|does ?n['’]?t work|not working)\b"
)

_LIVE = (
    r"(?i)(?:\btoday['’]?s (?:date|weather|news|headlines?|top stories|temperature|forecast|exchange rate|stock)|"
    r"\b(?:current|latest|live|up-to-date|real-time|today['’]?s) (?:\w+ ){0,2}?(?:(?:stock|market|share|spot|gold|oil|"
    r"gas|bitcoin) (?:prices?|values?)|price of|exchange rates?|weather|news|headlines?|forecast|traffic|standings)\b|"
    r"\bwhat (?:time|day) is it\b|\bwhat is (?:the (?:current )?(?:time|date) (?:now|today|right now|in)|today['’]s "
    r"date)\b|\bweather (?:be )?(?:like )?(?:\w+ ){0,4}?(?:today|tomorrow|right now|this (?:week|weekend))\b|"
    r"\bweather (?:forecast|report) (?:for|in) |\bnews (?:of )?today\b)|"
    r"今天的?(?:天气|新闻|日期)|最新的?新闻|当前的?(?:股价|汇率|天气)|现在几点"
)
_NOW = (
    r"(?i)\b(?:is|are|does|do|will|what|who|which|how|when|give|show|list|find|tell)\b[^.\n]{0,60}\b(?:right now|at "
    r"the "
    r"moment|this (?:morning|evening|afternoon)|tonight|last night|yesterday|last weekend)\s*\?|"
    r"\bcurrently (?:leading|playing|showing|trending|worth|trading)\b|"
    r"\b(?:rain|snow|umbrella|sunny|hot|cold|warm|temperature)\b[^.\n]{0,40}\b(?:today|tomorrow|tonight|now|this "
    r"weekend)\s*\?|"
    r"\b(?:worth|cost|prices?|trading at|open|closed|showing|trending)\b[^.\n]{0,40}\b(?:now|today|tonight|tomorrow|"
    r"this "
    r"week)\s*[?.]|\btrading at\s*\?|\b(?:what['’]?s|what is) the (?:time|date)\s*\?|"
    r"\bwhat (?:is )?(?:the )?(?:date|day|time) is it\b|\b(?:today|this week)['’]s (?:top |latest |main )?(?:news|"
    r"headlines|"
    r"weather)\b|\b(?:next|cheapest) (?:train|flight|bus|ferry) (?:to|from)\b|\bnews this (?:morning|week)\b"
)
_NOT_NOW = r"\d|(?i)\b(?:you|your|predict|based on|from now|he|she|they|his|her|their)\b"

_NOT_LIVE = (
    r"(?i)\b(?:if|program|function|code|script|algorithm|sql|query|html|class|python|java|app|web ?(?:page|site)|bot|"
    r"api|clas+ify|categori[sz]e|translat\w+|rewrite|edit|how (?:do|does|can|would|to)|why|dialog(?:ue)?|conversation|"
    r"impacts?|effects?|affects?|influences?|paraphrase|convert|example|sentence|story|poem|imagine|pretend|past|"
    r"invent|explain|design|parse|intent|entit(?:y|ies)|synonym|given the|sentiment|options|sample|figurative|"
    r"metaphors?|suggest|ways? to|keep up|"
    r"(?:write|create|generate|compose) an?)\b|写|编|译|对话"
)

_MEDIUM = (
    r"(?:images?|pictures?|photos?|photographs?|screenshots?|videos?|audios?|audio (?:clips?|files?)|recordings?|"
    r"clips?|charts?|graphs?|diagrams?|maps?|paintings?|drawings?|artworks?|logos?|figures?|pdfs?|sounds?|histograms?)"
)
_LOOKED_AT = (
    rf"(?i)^\W*(?:please )?(?:look at|watch|listen to|see|refer to|have a look at|read|analy[sz]e|transcribe|edit|"
    rf"rate|describe|identify|"
    rf"count|translate|crop|convert)\b[^.:\n\"“]{{0,40}}?\b(?:the|this|that|my) (?:\w+ )?{_MEDIUM}\b\s*(?:[.,?!]|$|"
    rf"and\b|i (?:sent|"
    rf"uploaded|attached|shared)|above|below|(?:to|so) )|"
    r"\b(?:based on|given|according to|using|from|in|see|on|of|with) (?:the|this|that|my) (?:\w+ )?(?:images?|"
    r"pictures?|"
    r"photos?|photographs?|screenshots?|videos?|recordings?|charts?|graphs?|diagrams?|spreadsheets?|audio "
    r"clips?)\s*(?:[?!]|"
    r"\.?\s*$|,|(?:shown|above|below|i (?:sent|uploaded|attached|shared)|here|provided)\b)|"
    rf"\b(?:i|i['’]ve|i have|we|we['’]ve|we have) (?:just )?(?:attached|uploaded|enclosed)\b|"
    rf"\b(?:attached|enclosed) (?:file|document|letter|resume|cv|report|{_MEDIUM})\b|^\W*here is (?:a|my|the) "
    rf"(?:picture|photo|screenshot|video|recording)\b|^\W*the (?:picture|photo|image|chart|graph|diagram) (?:shows|"
    rf"below)\b"
)
_SHOWN = (
    rf"(?i)\b(?:this|these|the (?:following|given|above|below|provided|accompanying))\s+(?:\w+\s+){{0,2}}?{_MEDIUM}\b"
    rf"(?:\s+(?:of|in|with|and|by|to|into|for|as|shows?|depict|below|above|it)\b|\s*[.,:?!]|\s*$)|"
    r"[这该][张幅个段](?:图|照片|画|视频|录音|音频)|(?:下图|上图|以下(?:图片|照片|视频|图表|画))"
)
_NOT_SHOWN = (
    r"(?i)\b(?:code|html|css|program|function|python|file ?name|figures? of speech|map of|graph (?:theory|with))\b"
)
_NOT_LOOKED_AT = (
    r"(?i)\b(?:java\w*|how (?:to|do|does|can|would|should)|write an?|generate an?|create an?|quer(?:y|ies)|the big "
    r"picture|on the "
    r"map|story|e-?mail|explain|imagine|social media|steps|where can|"
    r"what (?:is|are) (?:the|an?) (?:\w+ ){0,2}(?:image|picture|video|audio|chart|graph)s?)\b"
)

_ITSELF = (
    r"(?:texts?|sentences?|paragraphs?|passages?|articles?|poems?|code|country|countries|cit(?:y|ies)|stor(?:y|ies)|"
    r"e-?mails?|words?|numbers?|lists?|data|"
    r"equations?|statements?|phrases?|essays?|reviews?|documents?|conversations?|dialogues?|quotes?|lyrics|tweets?|"
    r"expressions?|items|excerpts?|haikus?|titles?|headlines?|recipes?|snippets?)"
)
_LACKS = (
    rf"(?i)^[^.:\n\"“”'‘`0-9?!,\-–<>\[\]]*\b(?:the following|these|this|the below|the given|the "
    rf"provided)\s+(?:\w+\s+){{0,2}}?{_ITSELF}"
    r"(?:\s+(?:below|above))?(?:\s+(?:for|with|into|to|in|as|by|so|and|from|using|of|or|based)\b"
    r"[^,:\n\"“”'‘`0-9?!.()\-–<>\[\]]*)?\s*[.:?]?\s*$|"
    rf"(?i)^[^.:\n\"“”0-9!\[\]]*\bthe (?:\w+ )?{_ITSELF} (?:below|above)\b[^.:\n\"“”0-9!\[\]]*[.:?]?\s*$|"
    rf"(?i)^\W*(?:please )?(?:proof-?read|summari[sz]e|translate|edit|correct|paraphrase|rewrite|punctuate) the "
    rf"(?:text|passage|"
    r"paragraph|sentence|article)\s*[.:]?\s*$"
)
_MAKES_ITS_OWN = (
    r"(?i)\b(?:program|function|code|script|algorithm|sql|query|html|class|regex|method|python|java\w*|array|write an?|"
    r"come up with|this type of|these types of|of this (?:word|kind)|example|following words in (?:a|an|your))\b"
)

_HANDS = (
    r"(?i)^\W*(?:please |can you |could you )?(?:"
    r"(?:play|sing|hum) (?:me |us )?(?:an?|the|some|this|that)?\s*(?:\w+ ){0,2}?(?:songs?|music|tunes?|melod(?:y|ies)|"
    r"videos?|chords?|guitar|piano)\b|remind me (?:to|of|about)\b|set (?:an?|the|my) (?:\w+ )?(?:alarm|timer|"
    r"reminder|thermostat)\b|turn (?:on|off|up|down) (?:the|my)\b|take (?:an?|the|some) (?:\w+ )?(?:photos?|pictures?|"
    r"selfies?|screenshots?|photographs?)\b|(?:record|film|shoot) (?:an?|the|yourself|some) (?:\w+ ){0,2}?(?:videos?|"
    r"songs?|audio|podcasts?|clips?|messages?|voice\w*|conversations?|films?|movies?)\b|(?:call|phone|dial) (?:my|mom|"
    r"dad)\b|(?:upload|download|install|fax) (?:an?|the|this|my|some)\b|(?:buy|purchase|reserve) (?:me )?(?:an?|some|"
    r"two|tickets?)\b|(?:clean|wash|vacuum|paint|water|feed|freeze|boil) (?:the|a|your|my) (?:\w+ )?(?:rooms?|floors?|"
    r"cars?|house|kitchen|dishes|walls?|plants?|dogs?|cats?|windows?|clothes|laundry|fence|sample|water|eggs?)\b)"
)
_PICTURES = (
    r"(?i)^\W*(?:please |can you |could you |you need to |automatically )?(?:(?:draw|sketch|photograph|animate) "
    r"(?:me )?(?:an?|two|three|your|it) |"
    r"(?:create|generate|make|produce|design|build|compose|record|crop|resize|retouch|recreate|redesign) "
    r"(?:me )?(?:an?|the|some|this|your) (?:[\w-]+ ){0,3}?(?:images?|pictures?|photos?|photographs?|logos?|videos?|"
    r"gifs?|animations?|paintings?|drawings?|posters?|infographics?|sketch(?:es)?|collages?|caricatures?|"
    r"illustrations?|"
    r"mood ?boards?|3d models?)(?: (?:for|of|from|that|with|to|using|which|in|about|by|showing|depicting|based|"
    r"featuring|representing|summari[sz]ing|called)\b|\s*[.,:!?]|\s*$))|设计.{0,12}(?:徽标|标志|海报|logo)|画一(?:幅|张|个)"
)
_IN_WORDS = (
    r"(?i)\b(?:conclusions?|attention|parallels?|inferences?|comparisons?|distinctions?|ascii|svg|html|css|code|"
    r"program|"
    r"python|java\w*|script|function|turtle|matplotlib|latex|tikz|describe|descriptions?|in words|ideas?|steps|"
    r"instructions|classif\w+|model that|prompt|caption|slogan|title|word picture|list|explain|plan|concept|"
    r"how (?:to|do|would|can)|character sketch(?:es)?|thumbnail|sing a song about)\b"
)

_PRETENDS = (
    r"(?i)!\[[^\]]*\]\(|^\s*[<\[(][^<>\[\]()\n]+[>\])]\s*\.?\s*$|^\W*(?:i(?:['’]ve| have| will| am)?|okay|ok|sure|"
    r"done|the \w+|your \w+|reminder)\b[^.\n]*\b(?:set|created|designed|drawn|drew|generated|uploaded|downloaded|"
    r"installed|recorded|attached|opened|sent|booked|ordered|played|printed|saved)\b"
)

_TASK = ("instruction",)
_TASK_AND_INPUT = ("instruction", "input")

SIGNALS = [
    flag(
        "prompt_needs_a_page",
        "the instruction sends the reader to the web, or to a link whose text the record does not hold",
        _TASK_AND_INPUT,
        (
            _INSTRUCTION.str.contains(_GOES)
            | (
                _INSTRUCTION.str.contains(_URL)
                & _INSTRUCTION.str.contains(_READS)
                & (_HAS_NO_INPUT | pl.col("input").str.contains(rf"(?i)^\s*{_URL}\s*$"))
            )
        )
        & ~_INSTRUCTION.str.contains(_WEB_OF_CODE),
        version=2,
    ),
    flag(
        "prompt_needs_today",
        "the instruction asks for what changes by the day: weather, prices, news, the date",
        _TASK_AND_INPUT,
        (_INSTRUCTION.str.contains(_LIVE) | (_INSTRUCTION.str.contains(_NOW) & ~_INSTRUCTION.str.contains(_NOT_NOW)))
        & ~_INSTRUCTION.str.contains(_NOT_LIVE)
        & (pl.col("input").fill_null("").str.len_chars() < 80),
        version=2,
    ),
    flag(
        "prompt_shows_nothing",
        "the instruction speaks of 'this picture', 'the following chart' and the record has no input",
        _TASK_AND_INPUT,
        (
            _INSTRUCTION.str.contains(_SHOWN)
            | (_INSTRUCTION.str.contains(_LOOKED_AT) & ~_INSTRUCTION.str.contains(_NOT_LOOKED_AT))
        )
        & _HAS_NO_INPUT
        & ~_INSTRUCTION.str.contains(_NOT_SHOWN)
        & ~_INSTRUCTION.str.contains(r"\n\s*\S|:\s*\S"),
        version=2,
    ),
    flag(
        "instruction_lacks_its_text",
        "the instruction works on 'the following sentence' or 'this text', and neither it nor an input holds one",
        _TASK_AND_INPUT,
        _INSTRUCTION.str.contains(_LACKS) & _HAS_NO_INPUT & ~_INSTRUCTION.str.contains(_MAKES_ITS_OWN),
        version=2,
    ),
    flag(
        "prompt_asks_for_a_deed",
        "the instruction wants something done that text cannot do: play a song, set an alarm, wash the car",
        _TASK,
        _INSTRUCTION.str.contains(_HANDS) & ~_INSTRUCTION.str.contains(_IN_WORDS),
    ),
    flag(
        "prompt_asks_for_a_picture",
        "the instruction wants a picture, a logo, a video or a recording, and not in code or in words",
        _TASK,
        _INSTRUCTION.str.contains(_PICTURES) & ~_INSTRUCTION.str.contains(_IN_WORDS),
    ),
    flag(
        "response_pretends_a_deed",
        "the response shows a link or a bracketed stand-in for a picture, or opens with 'I have created'",
        ("response",),
        pl.col("response").str.contains(_PRETENDS),
    ),
]
