"""The one language that the answer should be in."""

import re
from collections.abc import Iterator

import polars as pl

from curator.signals.constraints.constraint import Constraint, Fault, Prompt
from curator.signals.language import detect

_SCRIPTS = {
    "Kannada": "\u0c80-\u0cff", "Telugu": "\u0c00-\u0c7f", "Tamil": "\u0b80-\u0bff", "Bengali": "\u0980-\u09ff",
    "Gujarati": "\u0a80-\u0aff", "Punjabi": "\u0a00-\u0a7f", "Hindi": "\u0900-\u097f", "Marathi": "\u0900-\u097f",
    "Nepali": "\u0900-\u097f", "Thai": "\u0e00-\u0e7f", "Korean": "\uac00-\ud7af", "Russian": "\u0400-\u04ff",
    "Bulgarian": "\u0400-\u04ff", "Ukrainian": "\u0400-\u04ff", "Arabic": "\u0600-\u06ff", "Persian": "\u0600-\u06ff",
    "Farsi": "\u0600-\u06ff", "Urdu": "\u0600-\u06ff", "Greek": "\u0370-\u03ff", "Hebrew": "\u0590-\u05ff",
    "Malayalam": "\u0d00-\u0d7f", "Chinese": "\u3400-\u9fff", "Japanese": "\u3040-\u30ff\u3400-\u9fff",
}  # fmt: skip
_LATIN = {
    "English": "en", "Spanish": "es", "French": "fr", "German": "de", "Italian": "it", "Portuguese": "pt",
    "Finnish": "fi",
    "Vietnamese": "vi", "Dutch": "nl", "Swedish": "sv", "Polish": "pl", "Turkish": "tr", "Indonesian": "id",
    "alemán": "de", "finlandés": "fi", "italiano": "it", "francés": "fr", "inglés": "en", "español": "es",
}  # fmt: skip
_SHARED = {
    "Hindi": "hi", "Marathi": "mr", "Russian": "ru", "Bulgarian": "bg", "Ukrainian": "uk", "Arabic": "ar",
    "Persian": "fa", "Farsi": "fa", "Urdu": "ur",
}  # fmt: skip
_NAMES = {name.lower(): name for name in (*_SCRIPTS, *_LATIN)}
CUES = (
    ("respon", "answer", "reply", "output", "rewrite", "respuesta", "only", "use", "using", "ly in",
     "amente", "no other"),
    (*_NAMES, "no other language"),
)  # fmt: skip
HINT = (
    r"(?:respon|answer|reply|output|rewrite|respuesta|entirely|completely|only|us(?:e|ing)|enteramente|"
    r"completamente)[^.\n]*"
    rf"(?:{'|'.join(_NAMES)})|no other language"
)
_LANGUAGE = rf"(?P<language>{'|'.join(_NAMES)})"
_STATED = re.compile(
    rf"\b(?:(?:response|answer|reply|output|rewrite|respuesta)\b[^.\n]{{0,50}}?\b(?:in|en)|"
    rf"entirely (?:written )?in|completely in|only in|in only|using only|"
    rf"use only|only use|(?:respond|answer|reply)\b[^.\n]{{0,25}}?\bin|enteramente en|"
    rf"completamente en)\s+(?:the\s+)?{_LANGUAGE}\b"
    rf"|\bin (?:only )?(?:the )?(?P<lone>{'|'.join(_NAMES)})(?: language)?, no other language",
    re.I,
)
_NOT_THIS = re.compile(r"\b(?:not|or|and|translat\w+|traduc\w+|word|phrase|version)\b", re.I)
_PART = 400
_LETTER = re.compile(r"[^\W\d_]")


def find(prompt: Prompt) -> Iterator[Constraint]:
    """Constraints on the language of the answer."""
    match = _STATED.search(prompt.text)
    if match is not None:
        name = _NAMES[(match["language"] or match["lone"]).lower()]
        tail = prompt.after(match.end())
        if (
            prompt.is_certain(match)
            and not _NOT_THIS.match(tail.lstrip())
            and not re.search(r"\btranslat", prompt.before(match.start()), re.I)
        ):
            yield Constraint("language", foreign(name))


def foreign(name: str) -> Fault:
    """That the answer is in the language called `name`, as far as it can be told."""

    def fault(response: str) -> str | None:
        if name in _SCRIPTS:
            letters = len(_LETTER.findall(response))
            own = len(re.findall(f"[{_SCRIPTS[name]}]", response))
            if letters >= 10 and 4 * own < letters:
                return f"asked for an answer in {name}, is in another script"
            if name not in _SHARED:
                return None
        # Both ends: an answer may begin with the request, or end with a note, in another language.
        found = detect(pl.Series([response[:_PART], response[-_PART:]])).to_list()
        if None in found or (_LATIN | _SHARED)[name] in found:
            return None
        return f"asked for an answer in {name}, is in another language ({found[0]})"

    return fault
