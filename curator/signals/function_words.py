"""Function words: the short frequent words that give a language away.

Words that English uses as well (die, as, do, a, in, …) stand in no other list, nor do single plain letters, of which
code and formulas are full. The English list holds the words that instructions are made of: most texts are English, and
short ones must not fall to a neighbour by accident.
"""

import re
from collections.abc import Mapping

_LISTS = {
    "en": "the of and to is that it for with are this was you have not by from which their can be "
    "your has will on at as "
    "an a in or but they we my if he she his her what how why who when where do does some any more about "
    "into given "
    "following list name write create generate describe explain provide sentence",
    "de": "der das und ist nicht ein eine einen zu den dem mit für auf sie ich es auch sich von wird "
    "sind werden oder "
    "aber wie bei nach aus wir ihr ihre durch kann im zum zur",
    "fr": "le la les des est et de une un dans pour que qui sur avec pas vous nous du ce cette il elle sont par au "
    "ou mais votre leur être ont je ne se",
    "es": "el la los las es una un en de para que con del por su se más como pero lo este esta sus al está tiene "
    "puede ser muy también",
    "it": "il la le gli è una un di che con del della sono si anche più nel alla dei questo questa ma suo "
    "essere delle lo",
    "pt": "é uma um de que para com não da em por se mais como das são ao na seu sua também ou mas está ser pode tem",
    "nl": "het een en niet van te dat met op zijn aan ook er maar als bij naar wordt deze dit kan om "
    "uit worden door je "
    "ik hun",
    "id": "yang dan di untuk dengan ini itu dari pada adalah tidak ke dalam akan atau oleh juga "
    "dapat saya kami mereka "
    "sebagai lebih bisa karena anda",
    "sv": "och att det som en på är av för med den till inte om ett har jag de kan vi så från eller sig",
    "pl": "nie że się jest jak po co przez dla od są tym oraz które być może jego",
    "tr": "ve bir bu için ile da çok olarak daha ne olan gibi kadar sonra ama veya değil ise",
}

FUNCTION_WORDS: Mapping[str, frozenset[str]] = {code: frozenset(words.split()) for code, words in _LISTS.items()}

_WORD = re.compile(r"[^\W\d_]+")


def votes(text: str) -> dict[str, int]:
    """For each language, how many words of `text` are among its function words."""
    # A capital marks a name in most of these languages (La Sirena, Los Angeles); names say nothing.
    text = text.lower() if text.isupper() else text[:1].lower() + text[1:]
    words = [word for word in _WORD.findall(text) if word.islower()]
    return {code: sum(word in known for word in words) for code, known in FUNCTION_WORDS.items()}
