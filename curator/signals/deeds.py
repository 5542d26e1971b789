"""Prompts that want a deed or a picture, which no text can give, and answers that pretend to have given it."""

import polars as pl

from curator.signals.asked import ASKS, INSTRUCTION, SHORT, any_of, asked
from curator.signals.cues import RESPONSE, Cue
from curator.signals.signal import flag, holds

_A = r"(?:an?|the|this|that|these|my|our|your|some|all|one|two|three|four|five|\d+)"
_MACHINE = (
    r"(?:computer|laptop|pc|phone|tablet|mac(?:book)?|i(?:phone|pad)|tv|printer|router|wi-?fi|bluetooth|modem|server|"
    r"device|desktop|downloads?|drive|camera|microphone|speakers?|screen|alarm|lights?|lamps?|heating|heater|"
    r"thermostat|air ?con\w*|ac|fan|oven|stove|dishwasher|washing machine|vacuum|doors?|garage|windows?|blinds|car)"
)
_MINE = (
    r"(?:(?:bank|savings|checking|credit|debit|e-?mail|gmail|facebook|instagram|twitter|linkedin|tiktok|amazon|netflix|"
    r"spotify|google|shopping|to-?do|electricity|phone|gas|water|internet|latest|last|next|recent|new|unread|profile|"
    r"blood|heart) )?(?:accounts?|balance|inbox|e-?mails?|messages?|voice ?mail|calendar|schedule|subscription|"
    r"password|play ?list|list|cart|basket|orders?|packages?|parcels?|bills?|flights?|reservation|booking|"
    r"appointments?|cards?|facebook|instagram|twitter|linkedin|notifications?|contacts|followers?|friends?|"
    r"drive|pressure|pulse|rate|temperature|picture|statement|timeline|membership|prescription|insurance|gmail)"
)
_GOODS = (
    r"(?:pizzas?|coffees?|teas?|burgers?|food|meals?|lunch|dinner|breakfast|sandwich(?:es)?|salads?|drinks?|beers?|"
    r"groceries|flowers|roses|books?|tickets?|taxi|cab|uber|ride|cakes?|sushi|noodles|shoes|dress|cop(?:y|ies))"
)
_NAMED = r"(?:my|our|the|mom|mum|dad|grandma|(?-i:[A-Z])[a-z]+\b|(?-i:Dr|Mr|Mrs|Ms)\.)"
_PLACE = (
    r"(?:museum|park|zoo|store|shop|supermarket|grocery|library|restaurant|beach|farm|gallery|market|café|cafe|mall|"
    r"garden|school|factory|church|bank|kitchen|bathroom|bedroom|post office|gym|bakery|neighbou?rhood|forest)"
)

_DEVICES = (
    ASKS + r"(?:set|start|stop|snooze|cancel) (?:me )?(?:an?|the|my) (?:[\w:-]+ ){0,3}?(?:alarms?|timer|reminder|"
    r"thermostat|stopwatch|countdown)\b",
    ASKS + rf"(?:set|raise|lower|increase|decrease|adjust|dim) (?:the|my) (?:\w+ )?(?:volume|brightness|temperature "
    rf"(?:to|in|of the room)|{_MACHINE})\b",
    ASKS + r"(?:turn|switch) (?:on|off|up|down) (?:the|my|all|your)\b",
    ASKS + rf"(?:turn|switch) (?:the|my) (?:\w+ )?(?:volume|music|sound|{_MACHINE}) (?:back )?(?:on|off|up|down)\b",
    ASKS + r"(?:remind me (?:to|of|about|tomorrow|tonight|in|at|on|when|every)|wake me)\b",
    ASKS + rf"(?:restart|reboot|shut ?down|unlock|lock|charge|reset|unplug|plug in|turn off|close|open|start|park|"
    rf"clean|connect|update) (?:the|my) (?:\w+ )?{_MACHINE}\b",
    ASKS + r"(?:delete|back ?up|upload|download|install|uninstall|scan|fax|print(?: out)?) "
    rf"(?:{_A}|photoshop|\w+ (?:copies|pages) of) (?:[\w-]+ ){{0,3}}?(?:files?|folders?|documents?|apps?|photos?|"
    r"pictures?|software|updates?|barcode|receipts?|copies|pages|qr code|movies?|songs?|report|attachment)\b",
    ASKS + rf"(?:install|uninstall|download|update|upload|save|delete|move)\b[^.\n]{{0,50}}\b(?:on|to|from|in|into|"
    rf"onto) "
    rf"(?:my (?:\w+ )?(?:{_MACHINE}|{_MINE}|cloud|folder)|(?:the|your) (?:{_MACHINE}|cloud))\b",
    ASKS + rf"(?:upload|download|install|fax) {_A}\b",
    ASKS + r"(?:take|capture|snap|shoot) (?:an?|the|some) (?:[\w-]+ )?(?:photos?|pictures?|selfies?|screenshots?|"
    r"photographs?)\b",
    ASKS + r"(?:play|put on|queue|shuffle) (?:me |us )?(?:(?:some|my|the next|the latest|something)\b|an?|the|this|"
    r"that)?\s*(?:[\w-]+ ){0,2}?(?:songs?|music|tunes?|melod(?:y|ies)|videos?|chords?|guitar|piano|jazz|playlist|"
    r"podcast|album|track|radio|episode|audiobook|movie)\b",
    ASKS + r"open (?:up )?(?:spotify|youtube|chrome|safari|firefox|netflix|whatsapp|word|excel|photoshop|the (?:\w+ )?"
    r"(?:app|browser|calculator|garage|door|window|curtains)|my \w+)\b",
    ASKS + rf"(?:call|phone|dial|ring|text|message|e-?mail|facetime|whatsapp|dm|fax) {_NAMED}[^.\n]{{0,40}}\b(?:that|"
    rf"to|"
    r"and|about|for|office|mom|mum|dad|wife|husband|boss|brother|sister|friend|number|now|back|on)\b",
    ASKS + r"(?:call|phone|dial|ring) (?:up )?(?:my|mom|mum|dad)\b",
    ASKS + r"(?:add|put) [^.\n]{1,40} (?:to|on|in|into) my (?:\w+ )?(?:list|calendar|cart|basket|playlist|contacts|"
    r"diary|agenda|wish ?list|queue)\b",
    ASKS + r"(?:navigate|drive me|take me|guide me|direct me|give me (?:the )?directions) (?:home|to)\b",
    ASKS + r"transcribe (?:the|my|this) (?:\w+ )?(?:voice|call|recording|audio|message|podcast|meeting)\b",
)
_ACCOUNTS = (
    ASKS + rf"(?:check|read(?: me)?|cancel|track|pay(?: off)?|reset|renew|refill|show(?: me)?|block|access|go through|"
    rf"log ?in ?to|log ?into|sign ?in ?to|sort|clear|empty|sync|unsubscribe|reschedule|freeze|measure|take|review|"
    rf"reply to|forward|answer|delete) (?:all )?(?:of )?my {_MINE}\b",
    ASKS + r"(?:log|sign) (?:in|on|into|up|out)\b[^.\n]{0,30}\b(?:to|for|of|with|on)\b",
    ASKS + rf"(?:order|get|buy|purchase|fetch|bring|grab) (?:me |us )?{_A} (?:[\w-]+ ){{0,3}}?{_GOODS}\b",
    ASKS + r"(?:buy|purchase|rent|hire) (?:me )?(?:an?|some|two|tickets?)\b",
    ASKS + r"(?:book|reserve) (?:me |us )?(?:an?|some|two|three|four|my|\d+)\b",
    ASKS + r"(?:transfer|wire|deposit|withdraw|donate|send|venmo|lend) (?:me |him |her )?(?:[$€£]\s?\d|\d+ (?:dollars|"
    r"euros|pounds|bucks)|(?:some |the )?money\b|(?:this|my|the|a) (?:check|cheque|paycheck))",
    ASKS + r"(?:post|share|upload|publish|repost|put) (?:an?|the|this|that|my|it|these|some)\b[^.\n]{0,60}\b(?:on|to|"
    r"with|in) (?:all )?(?:my|the (?:company|class|team)['’]?s?|(?:(?:facebook|instagram|twitter|youtube|linkedin|"
    r"tiktok|reddit|snapchat|pinterest|slack)\b))",
    ASKS + r"(?:like|retweet|unfollow|follow|subscribe to) (?:my|@|(?:the|this) (?:\w+ ){0,2}?(?:posts?|page|channel|"
    r"account|tweets?|photo|video)\b)",
    ASKS + r"schedule (?:me )?(?:an?|the|my|our) (?:[\w-]+ ){0,2}?(?:meetings?|calls?|appointments?|interview|visit|"
    r"check-?up|haircut|lunch|dinner|event|session|reminder|pickup|delivery)\b[^.\n]*\b(?:at|on|for|with|tomorrow|next|"
    r"in my)\b",
    r"\b(?:e-?mail|send|upload|post|publish|deliver|mail|fax) (?:it|them|this) (?:to (?:me|my|the|him|her|us|all|our)|"
    r"on|as an?)\b|\b(?:and|then) (?:upload|publish|record|mail|e-?mail|book|order|buy) (?:it|them)\b",
    ASKS + r"send (?:an?|the|my|this|it) (?:[\w-]+ ){0,2}?(?:texts?|sms|messages?|e-?mails?|invites?|invitations?|"
    r"photos?|faxe?s?|gifts?|flowers|reports?|files?|reminders?) to (?:my|the|our|all|mom|mum|dad|(?-i:[A-Z])[a-z]+)\b"
    r"[^.\n]*\b(?:that|saying|now|right away|today|tomorrow)\b",
)
_BODY = (
    ASKS + r"(?:make|bring|fetch|get|pour|cook|bake|serve|pass|hand|fix|buy|brew) (?:me|us) (?:an?|some|the|my|"
    r"another) "
    r"(?:[\w-]+ ){0,3}?(?:cup|glass|bottle|coffee|tea|sandwich|dinner|lunch|breakfast|snack|cake|pancakes?|soup|salad|"
    r"drink|cocktail|smoothie|water|beer|pizza|omelette|eggs?|bowl|salt|newspaper|towel|blanket|keys)\b",
    ASKS + r"take (?:out )?(?:the|my) (?:trash|garbage|rubbish|bins?|dogs?|kids|children|recycling)\b",
    ASKS + r"do (?:the|my) (?:dishes|laundry|cleaning|washing|ironing|shopping|chores|vacuuming)\b",
    ASKS + r"(?:do|perform|complete) (?:an?|some|ten|five|twenty|\d+) (?:\w+ )?(?:push-?ups?|sit-?ups?|squats?|"
    r"jumping jacks|pull-?ups?|burpees|laps|handstands?|cartwheels?|somersaults?|backflips?|dances?|magic tricks?)\b",
    ASKS + r"(?:clap|wave|raise|close|open|shake|cross|wash|move|stretch|lift|show me|hold out) your (?:\w+ "
    r")?(?:hands?|"
    r"eyes?|arms?|legs?|fingers?|head|mouth|feet|teeth)\b",
    ASKS + r"(?:clean|wash|vacuum|paint|water|feed|freeze|boil|mow|sweep|iron|fold|mop|dust|tidy|walk|sew|repair|fix|"
    r"polish|shovel|rake|chop|peel|knit) (?:up )?(?:the|a|your|my|these|some|three|two) (?:\w+ )?(?:rooms?|floors?|"
    r"cars?|"
    r"house|kitchen|dishes|walls?|plants?|dogs?|cats?|windows?|clothes|laundry|fence|sample|water|eggs?|lawn|grass|"
    r"shirts?|snow|leaves|onions?|potatoes|table|sofa|roof|faucet|tap|bike|bicycle|scarf|garden|flowers|carpet|desk)\b",
    ASKS + r"(?:taste|smell|sniff|touch|lick|feel|squeeze|hug|kiss|pet|pat) (?:the|this|that|these|a|both|your|my|"
    r"each|some|two)\b",
    ASKS + r"(?:pick up|grab|hold|lift|push|pull|throw|catch|kick|drop|carry) (?:the|a|your|my|this|that) (?:\w+ "
    r")?(?:pen|"
    r"pencil|ball|book|box|chair|table|cup|glass|phone|stone|rock|stick|door|rope|bag|paper|camera|knife|spoon)\b",
    ASKS + r"(?:fold|cut|tear|crumple) (?:a|the|this|your|some) (?:piece of |sheet of )?(?:paper|cardboard|fabric|"
    r"cloth|napkin)\b",
    ASKS + r"(?:go|walk|run|drive|head|travel|step|ride|fly|move|jog|swim) (?:for (?:a|an) |outside\b|outdoors\b|to "
    r"(?:the|"
    rf"a|your|my) (?:\w+ ){{0,2}}?{_PLACE}\b|around (?:the|your)\b|out (?:and|to)\b|up the stairs|upstairs)",
    ASKS + rf"(?:visit|explore|tour) (?:a|an|your|the) (?:\w+ )?(?:local|nearby|nearest)\b|{ASKS}(?:visit|explore|"
    rf"tour) "
    rf"(?:a|an|your|two|three) (?:\w+ ){{0,2}}?{_PLACE}s?\b",
    ASKS + r"look (?:out(?:side)?(?: of)?|around|up at|through|under|behind|inside|over) (?:the|your|you|my)\b",
    ASKS + r"(?:count|measure|weigh|touch|clean|tidy|describe what is on) (?:the )?(?:[\w-]+ ){0,4}?(?:of |in |on |"
    r"from )?"
    r"(?:your|my) (?:desk|room|house|kitchen|height|body|hands?|phone|window|street|waist|backyard|garden|foot|feet|"
    r"head|pulse|heart rate|living room)\b|\bthe room you are\b",
    ASKS + r"(?:interview|survey|poll|ask|talk to|speak (?:to|with)|call) (?:an?|some|your|my|two|three|four|five|ten|"
    r"several|\d+|the) (?:[\w-]+ ){0,2}?(?:neighbou?rs?|friends?|people|students?|mother|father|mom|mum|dad|"
    r"grandmother|grandfather|grandparents|parents?|teachers?|classmates?|colleagues?|co-?workers?|customers?|"
    r"strangers?|famil(?:y|ies)|sister|brother|expert|person|boss|wife|husband)\b",
    ASKS + r"(?:conduct|carry out|administer|perform|run|do|hold) (?:an?|the|your) (?:[\w-]+ ){0,2}?(?:surveys?|"
    r"polls?|web search|"
    r"interviews?|experiments?|focus group|field study|test drive|taste test|observation)\b",
    ASKS + r"(?:sing|hum|whistle|rap|dance|strum|drum|act out) (?:(?:me|us|along|for|with)\b|(?:an?|the|this|that|"
    r"some|your|happy birthday)\b)",
    ASKS + r"(?:read|say|recite|sing|record yourself)\b[^.\n]{0,40}\b(?:aloud|out loud)\b",
    ASKS + r"(?:record|film|shoot|tape|photograph) (?:an?|the|yourself|some|your|me) ?(?:\w+ ){0,2}?(?:videos?|songs?|"
    r"audio|podcasts?|clips?|messages?|voice\w*|conversations?|films?|movies?|reading|singing|talking|speaking|"
    r"commercial|episode|documentary|tutorial)\b",
    ASKS + r"give (?:me|him|her|us) (?:a|an|your) (?:\w+ )?(?:hug|kiss|massage|ride|lift|high[- ]five|haircut|"
    r"pat|back rub|phone call|phone number)\b",
    ASKS + r"(?:stand|sit|lie|jump|get) (?:up|down|on one (?:leg|foot))\b|" + ASKS + r"(?:wear|put on|try on) (?:a|the|"
    r"your|my|this)\b",
    ASKS + r"use (?:an?|your|the) (?:ruler|pen|pencil|pair of scissors|scissors|protractor|phone|camera|microscope|"
    r"telescope|thermometer|scale|stopwatch|hammer|brush|paintbrush|tape measure|measuring tape|magnifying glass) to\b",
    ASKS + r"(?:cook|bake|make|try|prepare) (?:the|this|that|a|an)\b[^.\n]{0,60}\band (?:tell|describe|report|share|"
    r"take "
    r"a|taste|bring|serve|let me know|see)\b",
    ASKS + r"watch (?:the|this|a|an|some) (?:[\w-]+ ){0,2}?(?:movies?|films?|videos?|documentary|episode|show|game|"
    r"match|"
    r"clip|trailer|news|sunset|sunrise)\b[^.\n]*\band (?:tell|write|describe|give|summari[sz]e|report|"
    r"share|answer|take|list|explain|let)\b|" + ASKS + r"listen to (?:the|this|a|an|some|my)\b",
    ASKS + r"(?:translate|tell me|write down|repeat|transcribe) (?:what|everything) (?:the|that|this|my|he|she|someone)"
    r"[^.\n]{0,30}\b(?:is saying|are saying|says|said|just said)\b",
)
_BEGINS = ASKS + (
    r"(?:add|access|act|administer|adjust|answer|ask|back|bake|block|book|boil|bring|brew|buy|call|cancel|"
    r"capture|carry|catch|charge|check|chop|clap|clean|clear|close|complete|conduct|connect|cook|count|"
    r"crumple|cut|dance|decrease|delete|deposit|describe|dial|dim|direct|dm|do|donate|download|drive|drop|"
    r"drum|dust|e-?mail|empty|explore|facetime|fax|feed|feel|fetch|film|fix|fly|fold|follow|forward|freeze|"
    r"get|give|go|grab|guide|hand|head|hire|hold|hug|hum|increase|install|interview|iron|jog|jump|kick|kiss|"
    r"knit|lend|lick|lie|lift|like|listen|lock|log|look|lower|make|measure|message|mop|move|mow|navigate|open|"
    r"order|paint|park|pass|pat|pay|peel|perform|pet|phone|photograph|pick|play|plug|poll|polish|post|pour|"
    r"prepare|print|publish|pull|purchase|push|put|queue|rake|raise|rap|read|reboot|recite|record|refill|"
    r"remind|renew|rent|repair|reply|repost|reschedule|reserve|reset|restart|retweet|review|ride|ring|run|"
    r"save|say|scan|schedule|send|serve|set|sew|shake|share|shoot|shovel|show|shuffle|shut|sign|sing|sit|"
    r"smell|snap|sniff|snooze|sort|speak|squeeze|stand|start|step|stop|stretch|strum|subscribe|survey|sweep|"
    r"swim|switch|sync|take|talk|tape|taste|tear|tell|text|throw|tidy|touch|tour|track|transcribe|transfer|"
    r"translate|travel|try|turn|unfollow|uninstall|unlock|unplug|unsubscribe|update|upload|use|vacuum|venmo|"
    r"visit|wake|walk|wash|watch|water|wave|wear|weigh|whatsapp|whistle|wire|withdraw|write)\b"
)
"""No deed is asked for without one of these; `it` and `them` may stand for what was made before."""
_MAY_BE_DEED = any_of(
    _BEGINS,
    r"\b(?:it|them|this) (?:to|on|as)\b",
    r"\bthe room you are\b",
    r"\b(?:and|then) "
    r"(?:upload|"
    r"publish|record|mail|e-?mail|book|order|buy) (?:it|them)\b",
)
_DEED = any_of(*_DEVICES, *_ACCOUNTS, *_BODY)

_DRAWN = (
    r"(?:images?|pictures?|photos?|photographs?|logos?|videos?|gifs?|animations?|paintings?|drawings?|posters?|"
    r"infographics?|sketch(?:es)?|collages?|caricatures?|illustrations?|mood ?boards?|3d models?|self-portraits?|"
    r"portraits?|murals?|cartoons?|memes?|wallpapers?|avatars?|"
    r"visuals?|(?:data )?visuali[sz]ations?|visual representations?|pieces? of art|artworks?|flow ?charts?|3d "
    r"simulations?|"
    r"card designs?|(?:musical|piano|violin|orchestral) pieces?|sculptures?)"
)
_PICTURES = any_of(
    ASKS + r"(?:you need to |automatically )*(?:draw|sketch|photograph|animate|paint|photoshop|doodle|sculpt) "
    r"(?:me |us |up |out )?(?:an?|two|three|your|it|the|some|this|my)\b",
    ASKS + r"(?:you need to |automatically )*(?:create|generate|make|produce|design|build|compose|record|crop|resize|"
    r"retouch|recreate|redesign|render|show|send|edit|film) (?:me |us )?(?:an?|the|some|this|your|my) "
    rf"(?:[\w-]+ ){{0,3}}?{_DRAWN}(?: (?:for|of|from|that|with|to|using|which|in|about|by|showing|depicting|based|and|"
    r"featuring|representing|summari[sz]ing|called|explaining|illustrating|as|inspired|on)\b|\s*[.,:!?]|\s*$)",
    r"设计.{0,12}(?:徽标|标志|海报|logo)|画一(?:幅|张|个)",
    ASKS + r"handwrite\b|\bwith a drawing\b|" + ASKS + r"record (?:an?|the|your) (?:[\w-]+ ){0,2}?melod(?:y|ies)\b|"
    r"\bcreate an? (?:original |new )?logo\b",
    r"\b(?:as (?:an? )?|in )(?:png|jpe?g|mp3|mp4|wav|gif|psd)\b(?: (?:file|format))?",
)
_IN_WORDS = (
    r"(?i)\b(?:conclusions?|attention|parallels?|inferences?|comparisons?|distinctions?|ascii|svg|html|css|code|"
    r"program|"
    r"python|java\w*|script|function|turtle graphics|notebook|matplotlib|latex|tikz|describe|descriptions?|in words|"
    r"ideas?|steps|"
    r"instructions|classif\w+|model that|prompt|caption|slogan|title|word picture|list|explain|plan|concepts? for|"
    r"how (?:to|do|would|can)|character sketch(?:es)?|thumbnail|sing a song about|table|regex|sql|algorithm|outline|"
    r"vivid picture|verbal picture|line between|on the board)\b"
)
_NOT_DONE = (
    r"(?i)\b(?:code|program|programming|function|script|algorithm|sql|query|html|css|regex|method|python|java\w*|"
    r"c\+\+|bash|"
    r"linux|api|app|application|array|class|chat ?bot|website that|web page|conclusions?|dialog(?:ue)?|conversation|"
    r"stor(?:y|ies)|poems?|role ?-?play|pretend|imagine|scenario|"
    r"sentences?|lyrics|essay|paragraph|how (?:to|do|does|can|would|could|should)|steps|instructions|ways?|ideas?|"
    r"tips|plan|guide|reasons|explain|example of|sing a song about|recipe|list (?:of|the|five|three|ten)|cost|"
    r"questions (?:to|for|you|that)|advertisement|slogan|headline|caption|concepts?|meaning|idioms?|figurative|"
    r"metaphor)\b"
)

_PRETENDS = (
    r"(?i)!\[[^\]]*\]\(|^\s*[<\[(][^<>\[\]()\n]+[>\])]\s*\.?\s*$|^\W*(?:i(?:['’]ve| have| will| am)?|okay|ok|sure|"
    r"done|the \w+|your \w+|reminder)\b[^.\n]*\b(?:set|created|designed|drawn|drew|generated|uploaded|downloaded|"
    r"installed|recorded|attached|opened|sent|booked|ordered|played|printed|saved)\b"
)

_TASK = ("instruction",)

SIGNALS = [
    asked(
        "prompt_asks_for_a_deed",
        "the instruction wants something done that text cannot do: play a song, set an alarm, wash the car",
        Cue(SHORT, [_DEED]),
        INSTRUCTION.str.contains(_MAY_BE_DEED) & ~INSTRUCTION.str.contains(_NOT_DONE),
        pl.col("instruction").str.contains(_DEED),
        version=2,
    ),
    flag(
        "prompt_asks_for_a_picture",
        "the instruction wants a picture, a logo, a video or a recording, and not in code or in words",
        _TASK,
        INSTRUCTION.str.contains(_PICTURES) & ~INSTRUCTION.str.contains(_IN_WORDS),
        version=2,
        cue=Cue(SHORT, [_PICTURES]),
    ),
    holds(
        "response_pretends_a_deed",
        "the response shows a link or a bracketed stand-in for a picture, or opens with 'I have created'",
        RESPONSE,
        _PRETENDS,
    ),
]
