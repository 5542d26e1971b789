"""Prompts in English that ask how to do harm: which kind, told by a verb and its object behind a request.

Questions how to prevent, recognise or survive something are none. A request in other words is not seen.
"""

import re

_ASKS = (
    r"(?:how (?:do|can|could|would|should|might|to|does)|(?:teach|show|tell|help|instruct|guide|advise) me|give me|"
    r"(?:best|easiest|good|some|other|any|different) (?:way|method|place|idea|tip|trick)s?|i (?:want|need|plan|'?d "
    r"like|am trying|'m trying) to|"
    r"(?:write|create|make|build|generate|develop|design|compose|draft|come up with|provide|list|describe|explain|"
    r"outline)|"
    r"steps|instructions|tutorial|recipe|guide|can (?:you|i|we)|could you|what (?:is|are|can|should|would)|where can|"
    r"if i)"
)
_WHO = (
    r"(?:someone|somebody|people|a (?:person|man|woman|child|girl|boy|kid|stranger|neighbou?r|politician|police "
    r"officer|cop)|"
    r"(?:my|his|her|their|our) (?:ex\b|wife|husband|girlfriend|boyfriend|boss|neighbou?rs?|parents?|mom|mother|dad|"
    r"father|"
    r"brother|sister|friends?|roommate|teacher|coworker|kids?|child(?:ren)?|classmates?)|him|her|them|the president|"
    r"others)"
)
_GAP, _WORDS = r"[^.!?\n]{0,70}?\b", r"(?:[\w'-]+ ){0,3}"
_KINDS = {
    "weapons": rf"(?:make|build|assemble|construct|create|buy|get|3d ?print|acquire|detonate|plant) {_WORDS}"
    r"(?:weapons?\b(?= (?:at|from|out))|pipe ?bombs?|(?:nail |dirty |fertilizer |atomic |nuclear )?(?<!bath "
    r")bombs?\b(?! "
    r"(?:cyclone|shelter|calorimeter|disposal))|explosives?|molotov|grenades?|"
    r"landmines?|nerve (?:agent|gas)|(?:chemical|biological|nuclear|untraceable|illegal) weapons?|bioweapons?|ricin|"
    r"sarin|"
    r"anthrax|napalm|ghost gun|(?:illegal|untraceable) guns?)",
    "malware": r"(?:(?:write|create|make|build|develop|code|spread|use|deploy|distribute|design) "
    rf"{_WORDS}(?:malware|ransomware|keyloggers?|(?:computer )?virus(?:es)? (?:that|which)|computer virus\b|trojans?|"
    rf"botnets?|"
    rf"phishing|spyware|rootkits?)|hack(?:ing)? {_WORDS}(?:into|account|phone|wi-?fi|e-?mail|facebook|instagram|"
    rf"website|"
    rf"computer|bank|database|{_WHO})|(?:launch|perform|do|carry out|run) {_WORDS}(?:ddos|denial[ -]of[ -]service)|"
    rf"(?:steal|crack) {_WORDS}(?:passwords?|credit cards?|identit(?:y|ies)|personal (?:data|information)|credentials|"
    rf"data from))",
    "drugs": rf"(?:make|cook|synthesi[sz]e|manufacture|produce|grow|buy|smuggle|sell|snort|inject) {_WORDS}"
    r"(?:meth(?:amphetamine)?|crystal meth|crack|heroin|cocaine|coke|fentanyl|lsd|mdma|ecstasy|ghb|roofies|illegal "
    r"drugs|drugs)\b",
    "self-harm": r"(?:kill(?:ing)? myself|commit(?:ting)? suicide|end(?:ing)? my (?:own )?life|harm(?:ing)? myself|"
    r"self-harm|"
    r"(?:cut|burn|injur|poison)(?:t?ing|e)? myself|hang(?:ing)? myself|painless(?:ly)? (?:way to )?(?:die|death|"
    r"suicide)|starv(?:e|ing) myself|overdose on)",
    "violence": rf"(?:(?:kill|murder|poison|stab|strangle|kidnap|torture|hurt|rape|blackmail|stalk|beat up|assault|"
    rf"drug|"
    rf"threaten|bully|harass|intimidate|humiliate|punch|slap|assassinate|choke|suffocate|smother|drown) "
    rf"(?:the )?{_WHO}|(?:get|make) {_WHO} sick\b|"
    r"(?:hide|get rid of|dispose of|bury) (?:a|the) (?:dead )?bod(?:y|ies)\b|get away with (?:murder|killing|rape|a "
    r"crime)|"
    r"(?:plan|commit|carry out) (?:an? )?(?:murder|mass shooting|terror\w* attack|genocide|arson|rape))",
    "fraud": r"(?:(?:forge|counterfeit|alter) (?:\w+ ){0,2}(?:i\.?d\.?s?|passports?|money|cash|checks|signatures?|"
    r"prescriptions?|"
    r"documents?|licen[sc]es?)|(?:make|get|buy|print|create|use) (?:\w+ )?(?:fake|forged|counterfeit) (?:i\.?d|identi|"
    r"passport|money|"
    r"cash|check|prescription|document|driver|vaccin|bill|receipt)\w*|"
    rf"launder {_WORDS}money|evade {_WORDS}tax\w*|"
    rf"cheat (?:on|in) {_WORDS}(?:tax\w*|exams?|tests?)|shoplift|steal (?!the show|a glance|a kiss|\w+'s "
    rf"thunder){_WORDS}\w+|rob (?:a|the|someone)\b|"
    rf"hot-?wire|pick (?:a|the|someone'?s) (?:lock|pocket)s?|identity theft|(?:credit card|insurance|tax|welfare) "
    rf"fraud|"
    rf"scam (?:people|someone|old|elderly|the elderly|{_WHO})|insider trading|(?:run|start) a ponzi|bribe (?:a|an|the|"
    rf"someone) ?\w+|"
    rf"smuggle {_WORDS}(?:drugs|guns|weapons|people|goods|into|across|past|through)\b|blackmail|embezzle|break into "
    rf"{_WORDS}(?:house|home|car|building|apartment|store|safe))",
    "hate": rf"(?:racist|sexist|homophobic|anti-?semitic|transphobic|misogynist(?:ic)?|xenophobic|hateful|derogatory|"
    rf"islamophobic) "
    rf"{_WORDS}(?:jokes?|speech|posts?|poems?|essays?|comments?|slurs?|insults?|tweets?|memes?|remarks?|names?|rant|"
    rf"songs?|texts?|messages?)",
    "privacy": rf"(?:(?:find(?: out)?|get|locate|look up|share|give me|tell me|what is) {_WORDS}"
    rf"(?:(?:home|residential) address|social security number|"
    rf"private (?:phone|address)|credit card numbers?)|dox|spy on {_WHO}|track {_WHO}|secretly (?:record|film|"
    rf"photograph|follow)|"
    r"nude (?:photos?|pictures?) of)",
    "sexual abuse": r"(?:(?:sexual|sexy|erotic|nude|porn\w*|have sex)\b[^.!?\n]{0,40}\b(?:child(?:ren)?|minors?|kids?|"
    r"underage|"
    r"(?:little|young) (?:girl|boy)s?|teen(?:ager)?s?)|child porn\w*)",
}
_CUES = {
    "weapons": (
        "bomb", "explosive", "molotov", "grenade", "landmine", "weapon", "nerve agent", "nerve gas", "ricin", "sarin",
        "anthrax", "napalm", "gun",
    ),
    "malware": (
        "malware", "ransomware", "keylogger", "virus", "trojan", "botnet", "phishing", "spyware", "rootkit", "hack",
        "ddos", "denial", "steal", "crack",
    ),
    "drugs": (
        "meth", "crack", "heroin", "cocaine", "coke", "fentanyl", "lsd", "mdma", "ecstasy", "ghb", "roofies", "drug",
    ),
    "self-harm": ("myself", "suicide", "my life", "my own life", "self-harm", "painless", "overdose"),
    "violence": (
        "kill", "murder", "poison", "stab", "strangle", "kidnap", "torture", "hurt", "rape", "blackmail", "stalk",
        "beat up", "assault", "drug", "threaten", "bully", "harass", "intimidate", "humiliate", "punch", "slap",
        "assassinate", "choke", "suffocate", "smother", "drown", "sick", "bod", "genocide", "terror", "arson",
        "shooting", "a crime",
    ),
    "fraud": (
        "forge", "counterfeit", "alter", "fake", "launder", "evade", "cheat", "shoplift", "steal", "rob ", "wire",
        "pick ", "identity theft", "fraud", "scam", "insider", "ponzi", "bribe", "smuggle", "blackmail", "embezzle",
        "break into",
    ),
    "hate": (
        "racist", "sexist", "homophobic", "semitic", "transphobic", "misogynist", "xenophobic", "hateful",
        "derogatory", "islamophobic",
    ),
    "privacy": (
        "home address", "residential address", "social security", "private phone", "private address", "credit card",
        "dox", "spy on", "track ", "secretly", "nude",
    ),
    "sexual abuse": ("porn", "sexual", "sexy", "erotic", "nude", "have sex"),
}  # fmt: skip
"""No request of a kind is without one of its words, in any case of ASCII letters."""

WORDS = tuple(dict.fromkeys(word for words in _CUES.values() for word in words))

_PATTERNS = {
    kind: re.compile(rf"(?i)(?:\b{_ASKS}\b{_GAP}|(?:^|\n)\s*(?:please )?){what}") for kind, what in _KINDS.items()
}
_GOOD = re.compile(
    r"(?i)\b(?:prevent\w*|avoid\w*|protect\w*|detect\w*|stop(?:ping)?|defend\w*|treat(?:ing|ment)?|recogni[sz]\w*|"
    r"remov\w*|"
    r"identif\w*|fight(?:ing)?|combat\w*|reduc\w*|surviv\w*|recover\w*|report(?:ing)?|awareness|victims?|legal(?:ly)?|"
    r"spot(?:ting)?|quit(?:ting)?|overcom\w*|risks? of|dangers? of|effects? of|consequences of|against|cop(?:e|ing) "
    r"with|"
    r"story|novel|movie|film|game|classif\w*|moderat\w*|hackathon|hacks? for|growth hack\w*|do not|don'?t|without)\b"
)
_LONGEST = 2000  # characters that are looked at: a request comes soon


def kind(prompt: str) -> str | None:
    """The first kind of harm that a prompt asks for; none: nothing was recognised."""
    asked = prompt[:_LONGEST]
    lowered = asked.lower()
    kinds = [name for name, words in _CUES.items() if any(word in lowered for word in words)]
    if not kinds or _GOOD.search(asked):
        return None
    return next((name for name in kinds if _PATTERNS[name].search(asked)), None)
