"""Attacks on groups of people in English: a group named, and hate, contempt or a threat said of it in one sentence.

The name of a group alone is never an attack, nor is one inside quotation marks, under a negation, or in a text that
condemns it. Slur-free hate that names no group, or says what it says in other words, is not seen.
"""

import re


def _any(words: str) -> str:
    return f"(?:{'|'.join(word.replace('_', ' ') for word in words.split())})"


_PERSONS = _any("people men women folks? kids guys persons?")
GROUP = _any(
    rf"wom[ae]n girls females trans(?:gender|sexual)?s?(?:_{_PERSONS})? gays?(?:_{_PERSONS})? lesbians? homosexuals? "
    rf"bisexuals? lgbt\w* queers? black(?:s|_{_PERSONS}) africans african_americans? jew(?:s|ish_{_PERSONS}) muslims? "
    rf"hindus? christians? buddhists? sikhs? immigrants? migrants? refugees? foreigners? asylum_seekers? mexicans? "
    rf"latinos? latinas? hispanics? asians? chinese_people indians arabs? turks poles romani? gypsies "
    rf"indigenous_people "
    rf"native_americans? disabled_{_PERSONS} mentally_(?:ill|disabled)_people autistic_{_PERSONS} white_people"
)
_HATE = _any(
    r"hate despise detest loathe abhor can(?:no|')?t_stand cannot_stand am_(?:disgusted|sickened)_by resent am_sick_of "
    r"(?:have|feel)_(?:\w+_){0,3}(?:hatred|contempt|disdain|disgust)_for"
)
_VILE = _any(
    "disgusting vermin scum filth filthy trash garbage animals sub-?humans? inhuman cockroaches parasites? leeches "
    "rats "
    "pigs dogs monkeys apes savages barbarians inferior worthless evil stupid dumb idiots? morons retarded plague "
    "cancer "
    "disease less_than_human lesser_beings repulsive revolting gross pathetic useless menace abominations? freaks? "
    "vile "
    "perverts? degenerates? disgrace mistakes? pests? maggots insects burden ugly despicable repugnant sickening "
    "contemptible brainless thieves rapists terrorists criminals"
)
_DEEDS = _any(
    "kill murder exterminate gas lynch hang burn shoot slaughter execute rape deport wipe_out eradicate eliminate stab "
    "beat punch hurt torture destroy annihilate attack get_rid_of castrate enslave punish"
)
_DONE = _any(
    "killed murdered exterminated gassed lynched hanged burn(?:ed|t) shot slaughtered executed raped deported "
    "wiped_out "
    "eradicated eliminated stabbed beaten punched hurt tortured destroyed annihilated attacked castrated enslaved "
    "punished put_down locked_up sterili[sz]ed"
)
_WILL = _any(
    r"will i'll gonna going_to should must let'?s need_to want_to have_to ought_to would_love_to can't_wait_to"
)
_FEW, _SOME = r"(?:[\w']+ ){0,2}", r"(?:[\w']+ ){0,4}"
_ATTACKS = re.compile(
    rf"\b(?:i|we|people|everyone|everybody|you should|always|just) (?:\w+ ){{0,2}}{_HATE} "
    rf"(?:(?:all|these|those|you|every|most|fucking|disgusting|the) ){{0,3}}{GROUP}\b"
    rf"|\b{GROUP} {_FEW}(?:are|is|were) {_SOME}{_VILE}\b"
    rf"|\b{_WILL} {_FEW}{_DEEDS} {_FEW}{GROUP}\b|\bmake {_FEW}{GROUP} suffer\b"
    rf"|\b{GROUP} {_FEW}(?:should|must|deserve to|ought to|need to|can) (?:\w+ )?(?:die|burn|suffer|rot|disappear|"
    rf"perish"
    rf"|drop dead|vanish|go extinct|(?:get the |go )?fuck\b|be {_FEW}{_DONE})"
    rf"|\bno {GROUP} (?:deserves?|should be allowed) to live\b"
    rf"|\b(?:fuck(?:ing)?|death to|screw) {_FEW}{GROUP}\b|\b{_VILE} {GROUP}\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"(?i)\b(?:not|never|no (?:one|person|man)|nobody|don'?t|stop|without|isn'?t|aren'?t|wrong to|opposite of)\b"
)
_CONDEMNED = re.compile(
    r"(?i)\b(?:racis[tm]|sexis[tm]|misogyn\w+|homophob\w+|transphob\w+|bigot\w*|hate ?(?:speech|ful)|prejudice\w*|"
    r"stereotype\w*|discriminat\w+|unacceptable|(?:isn'?t|not|never) (?:really )?(?:ok|okay|right|fine|acceptable|"
    r"true)|"
    r"(?:is|are|be|was|were) (?:offended|wrong|hurtful|ashamed)|how dare|saying|who (?:say|said|think|hate|believe)s?|"
    r"sentences? like|statements?|accus\w+|victims?|toxic|moderat\w+|respect for you|insist\w*|calling|seriously "
    r"believe)\b"
)
_NAMES_GROUP = re.compile(rf"\b{GROUP}\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?\n]+")


def count(text: str) -> int:
    """Sentences that attack a group."""
    if is_condemned(text):
        return 0
    quotes = [match.start() for match in re.finditer(r"[\"“”«»]", text)]
    return sum(_is_attack(text, sentence, quotes) for sentence in _SENTENCE.finditer(text))


def is_condemned(text: str) -> bool:
    """Whether a text speaks about hate: rejects it, reports it or moderates it."""
    return _CONDEMNED.search(text) is not None


def _is_attack(text: str, sentence: re.Match[str], quotes: list[int]) -> bool:
    if _NAMES_GROUP.search(text, sentence.start(), sentence.end()) is None:
        return False
    found = _ATTACKS.search(text, sentence.start(), sentence.end())
    if found is None:
        return False
    is_quoted = sum(place < found.start() for place in quotes) % 2 == 1
    return not is_quoted and _NEGATED.search(text, sentence.start(), found.end()) is None
