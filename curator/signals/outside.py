"""Prompts that need the web, the present day or the place where the asker is, none of which a text can look up."""

import polars as pl

from curator.signals.asked import ASKS, HAS_NO_INPUT, INSTRUCTION, SHORT, URL, any_of, asked
from curator.signals.cues import Cue
from curator.signals.signal import flag

_READS = (
    r"(?i)\b(?:summar(?:y|i[sz]e)\w*|headline|title of|read\b|review|analy[sz]e|describe|main (?:idea|point|theme|"
    r"message|argument)|key points|identify|extract|visit|open the|browse|watch|listen|rate\b|genre|"
    r"sentiment of the (?:article|page|video)|check out|according to|key (?:findings?|facts)|give (?:me|your)|tell me|"
    r"(?:what|how|who|when|which)\b|critique|evaluate|comment on|quote|(?:text|content|comments?|names?|facts?|"
    r"data) (?:at|on|of|from|"
    r"in)\b)|总结|摘要|阅读|概括|分析|描述"
)
_SITES = (
    r"(?:amazon|e-?bay|google(?: maps)?|twitter|facebook|instagram|youtube|reddit|linkedin|wikipedia|yelp|netflix|cnn|"
    r"the bbc|bbc|tiktok|tripadvisor|airbnb|zillow|booking\.com|imdb|etsy|craigslist|\w+\.(?:com|org|net)|walmart|ikea)"
)
_GOES = any_of(
    ASKS + r"(?:visit|go to|navigate to|browse|open|access|click on|search|google)\b[^.\n]{0,50}\b(?:web ?sites?|"
    r"web ?pages?|url|links?|internet|google|yelp|youtube|twitter|home ?page)\b|" + ASKS + r"search (?:the web|the "
    r"internet|online)\b",
    ASKS + rf"(?:go (?:on|to|onto)|check(?: out)?|visit|look on|search(?: on)?|browse|log on to|pull up|use|open) "
    rf"(?:the )?"
    rf"{_SITES}\b",
    ASKS + r"google (?:[\"“']|for\b|the\b|how\b|what\b|some\b|\w+ and\b)",
    ASKS + r"(?:scrape|crawl|download|extract|collect|pull|gather|fetch)\b[^.\n]{0,60}\b(?:from|on|at) (?:the|this|"
    r"that|a|"
    r"our|their|its) (?:[\w'’]+ ){0,2}?(?:web ?sites?|web ?pages?|urls?|links?|internet|home ?pages?|web)\b",
    ASKS + r"(?:look up|check|find(?: out)?|get|give me|tell me|search for) (?:the |what (?:the|are the) )?(?:opening "
    r"(?:hours|times)|business hours|phone number|telephone number|street address|e-?mail address|contact "
    r"(?:details|information)|visiting hours|timetable|showtimes|box office hours|flight status|menu) (?:of|for|at|"
    r"to)\b",
    ASKS + r"(?:find|search for|look for|check|get|show|compare|look up)(?: me| us| for)? (?:the )?(?:(?:cheap|"
    r"cheapest|"
    r"best|good|available|direct|last-minute) )*(?:flights?|hotels?|train tickets?|plane tickets?|tickets|apartments?|"
    r"rental cars?|houses|vacation rentals|air ?bnbs?|job (?:openings|listings|offers))\b[^.\n]{0,60}\b(?:from|to|in|"
    r"for|near|"
    r"under|below|on)\b",
    r"\b(?:apartments?|houses?|homes|rooms?|condos?|cars?)\b[^.\n]{0,15}\bfor (?:rent|sale) (?:in|near|around)\b",
    r"\bhow many (?:followers|subscribers|likes|views|retweets) (?:do(?:es)?|did|has|have|are|on|he|she|they|is|@)",
    ASKS + r"watch (?:this|the|that) (?:\w+ )?(?:youtube|ted)\b",
)
_WEB_OF_CODE = (
    r"(?i)\b(?:code|program|function|script|regex|regular expression|html|url (?:of|by|for|from)|domain|parse|protocol|"
    r"api|curl|python|java|how (?:do|to|would|can)|why|explain|web app|design|generate a (?:full )?url|web ?scrap\w+|"
    r"develople?r|"
    r"console|"
    r"ctrl|does ?n['’]?t work|not working)\b"
)

_DAILY = (
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
_GETS = (
    ASKS + r"(?:pull up|find(?: out)?|get|show|give|tell|fetch|read|look up|check|report|list|search|display|send|"
    r"retrieve|look|what(?:['’]?s| is| are| were| was)|who(?:['’]?s| is| won)|how(?:['’]?s| is| are))(?: me| us)?\b"
)
_FRESH = any_of(
    _GETS + r"[^.\n]{0,30}\b(?:latest|newest|most recent|current|live) (?:\w+ )?(?:tweets?|posts?|videos?|episodes?|"
    r"scores?|"
    r"results?|standings|articles?|headlines?|polls?|releases?|odds|rankings?|exchange rates?|price|prices|stock price|"
    r"value|number of (?:followers|subscribers|cases)|weather|temperature|time|traffic|location|news|updates?) "
    r"(?:of|from|by|on|for|in|at|about)\b",
    r"\btoday['’]?s (?:[\w-]+ ){0,2}?(?:horoscope|date|weather|news|headlines?|stories|temperature|forecast|rates?|"
    r"stock|"
    r"prices?|scores?|games?|match(?:es)?|menu|specials?|newspapers?|times|lottery|crossword|wordle|schedule|puzzle|"
    r"paper|post|guardian)\b",
    r"\b(?:exchange rate|dow|nasdaq|s&p|stock market|markets|gas|petrol|gold|bitcoin|euro|dollar|yen|pound|traffic|"
    r"air quality|pollen|uv index|surf|tide)\b[^.\n]{0,50}\b(?:today|right now|now|this morning|tonight|tomorrow|at "
    r"the "
    r"moment|currently)\W*$",
    r"\bcurrent (?:time|date|weather|temperature|price|score|location|traffic|standings|value|exchange rate|stock "
    r"price|day)\b[^.\n]{0,40}$",
    ASKS + r"(?:what|how|is|describe|tell|check|report|show|give)\b[^.\n]{0,20}\b(?:weather|traffic|sky|"
    r"temperature)(?: like)?\b[^.\n]{0,25}\b(?:outside|today|right now|this (?:morning|afternoon|"
    r"evening)|on (?:the (?:[am]\d|highway|motorway)|i-?\d)\w*)\b",
    r"^\W*(?:what|which) day (?:of the week )?is (?:it|today)\b|\bis it (?:raining|snowing|sunny|hot|cold|warm|dark|"
    r"windy|"
    r"cloudy)\b[^.\n]{0,30}$",
    r"^\W*how (?:many|long)\b[^.\n]{0,40}\b(?:until|till|before|to go) (?:my|the next|next|christmas|new year|"
    r"halloween|"
    r"summer|easter|thanksgiving|the weekend|valentine|spring|winter|friday|monday|the end of the (?:year|month))\b",
    r"\bwho(?:['’]s| is)? (?:won|winning|playing|performing|leading|ahead|on)\b[^.\n]{0,40}\b(?:last night|yesterday|"
    r"today|"
    r"tonight|right now|this (?:week|weekend|morning)|last (?:week|weekend)|now)\b|\blast night['’]?s (?:[\w-]+ "
    r")?(?:game|"
    r"match|episode|show|debate|fight|score|draw|results?)\b",
    r"\b(?:trending|happening|playing|on sale|on tv|on netflix|in theat(?:er|re)s)\b[^.\n]{0,30}\b(?:right "
    r"now|today|tonight|this (?:week|weekend|evening)|at the moment|near me)\W*$",
    r"\bis (?:the |my )?[\w' ’-]{2,40} (?:open|closed|available|online|down|delayed|on time|in stock) (?:right now|"
    r"now|today|"
    r"tonight|tomorrow|on (?:sunday|monday|saturday)s?|at the moment)\b",
    r"\blive ?streams?\b[^.\n]{0,20}\bof\b|\bhow many people are (?:currently|right now) (?:in|on|online|watching|"
    r"at)\b",
    ASKS + r"(?:find|what|where|which|is|are|list|give|show|look up|tell|recommend|search|who|call|check|book|get|"
    r"locate|how "
    r"far|suggest|any)\b[^.\n]{0,60}\b(?:near(?:est to)? (?:me|here|us|my (?:house|home|location|place|office|area))|"
    r"nearby|in my (?:local )?(?:area|city|town|neighbou?rhood|location|region|community)|closest to (?:me|my)|around "
    r"here|my "
    r"local \w+)\b",
    ASKS + r"(?:find|show|tell|give|navigate|take|locate|direct|where(?:['’]s| is)?|what(?:['’]s| is)|how far(?: is)?|"
    r"call|order|"
    r"search|get|which|is there|look)\b[^.\n]{0,30}\bthe (?:nearest|closest) (?:[\w'’-]+ )?"
    r"(?:atm|gas|petrol|stations?|restaurants?|hospitals?|pharmacy|stores?|shops?|bank|hotels?|airport|park|school|"
    r"library|caf[eé]|coffee|supermarket|starbucks|stop|gym|office|clinic|doctor|dentist|mall|theat(?:er|re)|cinema|"
    r"beach|"
    r"parking|restrooms?|toilets?|exit|bar|pub|bakery|church|museum|vet|subway|pizza\w*|grocery|salon|barber)\b",
)

_NOT_DAILY = (
    r"(?i)\b(?:if|program|function|code|script|algorithm|sql|query|html|class|python|java|app|web ?(?:page|site)|bot|"
    r"api|clas+ify|categori[sz]e|translat\w+|rewrite|edit|how (?:do|does|can|would|to)|why|dialog(?:ue)?|conversation|"
    r"impacts?|effects?|affects?|influences?|paraphrase|convert|example|sentence|story|poem|imagine|pretend|past|"
    r"invent|explain|design|parse|intent|entit(?:y|ies)|synonym|given the|sentiment|options|sample|figurative|"
    r"metaphors?|suggest|ways?|what should i|keep up|regulate|"
    r"(?:write|create|generate|compose) an?)\b|写|编|译|对话|"
    r"\b(?:nearest|closest)\b[^.\n]{0,30}\b(?:to|from) (?:the )?(?-i:[A-Z])"
)

_CUES = (
    "today", "now", "current", "latest", "newest", "recent", "live", "near", "close", "tonight", "yesterday",
    "last night", "last week", "this week", "until", "till", "before", "to go", "moment", "tomorrow", "morning",
    "afternoon", "evening", "weather", "outside", "news", "real-time", "up-to-date", "what time", "the time",
    "what day", "which day", "what date", "the date", "is it", "in my", "around here", "my local", "next",
    "cheapest", "trading", "on sunday", "on monday", "on saturday", "right", "forecast", "on tv", "on sale",
    "on netflix", "theat", "umbrella", "temperature", "traffic", "sky", "今天", "最新", "当前", "现在",
)  # fmt: skip
"""Nothing of the day is asked for without one of these."""
_SHORT = 80
"""Characters of an input that names a place or a thing; a longer one tells what there is to know."""


def _has(pattern: str) -> pl.Expr:
    return pl.col("instruction").str.contains(pattern)


SIGNALS = [
    flag(
        "prompt_needs_a_page",
        "the instruction sends the reader to the web, or to a link whose text the record does not hold",
        ("instruction", "input"),
        (
            INSTRUCTION.str.contains(_GOES)
            | (
                INSTRUCTION.str.contains(URL)
                & INSTRUCTION.str.contains(_READS)
                & (HAS_NO_INPUT | pl.col("input").str.contains(rf"(?i)^\s*{URL}\s*$"))
            )
        )
        & ~INSTRUCTION.str.contains(_WEB_OF_CODE),
        version=3,
        cue=Cue(SHORT, [_GOES, URL]),
    ),
    asked(
        "prompt_needs_today",
        "the instruction asks for what changes by the day or the place: weather, prices, news, the date, what is near",
        Cue(SHORT, [_DAILY, _FRESH, _NOW], [_CUES]),
        (pl.col("input").fill_null("").str.len_chars() < _SHORT),
        (_has(_DAILY) | (_has(_FRESH) & HAS_NO_INPUT) | (_has(_NOW) & ~_has(_NOT_NOW))) & ~_has(_NOT_DAILY),
        version=3,
    ),
]
