"""Constraints from IFEval's names and arguments, for prompts that come with a list of what they ask for."""

from collections.abc import Callable, Mapping, Sequence

from curator.signals.constraints import (
    counting,
    edges,
    frequencies,
    languages,
    layout,
    lengths,
    spanish,
    style,
    wording,
)
from curator.signals.constraints.amounts import Bounds
from curator.signals.constraints.constraint import Constraint, Fault, counted

Arguments = Mapping[str, object]

_LANGUAGES = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "fa": "Persian", "fi": "Finnish", "fr": "French", "gu": "Gujarati", "he": "Hebrew",
    "hi": "Hindi", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "kn": "Kannada", "ko": "Korean",
    "ml": "Malayalam", "mr": "Marathi", "ne": "Nepali", "nl": "Dutch", "pa": "Punjabi", "pl": "Polish",
    "pt": "Portuguese", "ru": "Russian", "sv": "Swedish", "ta": "Tamil", "te": "Telugu", "th": "Thai",
    "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
_VERDICT = "detectable_format:constrained_response"
_ENGLISH_VERDICTS = ("My answer is yes.", "My answer is no.", "My answer is maybe.")
_VERDICTS = {
    _VERDICT: _ENGLISH_VERDICTS,
    f"en:{_VERDICT}": _ENGLISH_VERDICTS,
    f"es:{_VERDICT}": ("Sí.", "No.", "Quizás."),
}


class _Unknown(Exception):
    """An argument is missing or not what it should be."""


def constraints_for(name: str, arguments: Arguments) -> list[Constraint] | None:
    """What one instruction asks for; null when its kind is not known, or its arguments are not those of its kind.

    Args:
        name: as in `instruction_id_list`, perhaps with a language in front: `length_constraints:number_words`.
        arguments: its entry in `kwargs`.
    """
    if name in _VERDICTS:
        return [Constraint("verdict", _one_of(_VERDICTS[name]))]
    made = _KINDS.get(":".join(name.split(":")[-2:]))
    try:
        return list(made(arguments)) if made else None
    except _Unknown:
        return None


def _text(arguments: Arguments, name: str) -> str:
    value = arguments.get(name)
    if not isinstance(value, str) or not value.strip():
        raise _Unknown
    return value


def _texts(arguments: Arguments, name: str) -> list[str]:
    values = arguments.get(name)
    if not isinstance(values, list) or not values or not all(isinstance(each, str) and each for each in values):
        raise _Unknown
    return values


def _number(arguments: Arguments, name: str) -> int:
    value = arguments.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value) or value < 0:
        raise _Unknown
    return int(value)


def _bounds(arguments: Arguments, number: str, relation: str) -> Bounds:
    said, amount = arguments.get(relation), _number(arguments, number)
    match said:
        case "at least" | "al menos":
            return Bounds(amount)
        case "less than":
            return Bounds(0, amount - 1)
        case "como máximo":
            return Bounds(0, amount)
    raise _Unknown


def _exactly(number: int) -> Bounds:
    return Bounds(number, number)


def _words(arguments: Arguments) -> Sequence[Constraint]:
    return [counted("words", _bounds(arguments, "num_words", "relation"), "words", counting.words)]


def _sentences(arguments: Arguments) -> Sequence[Constraint]:
    return [counted("sentences", _bounds(arguments, "num_sentences", "relation"), "sentences", counting.sentences)]


def _paragraphs(arguments: Arguments) -> Sequence[Constraint]:
    bounds = _exactly(_number(arguments, "num_paragraphs"))
    return [counted("paragraphs", bounds, "paragraphs parted by ***", lengths.starred)]


def _first_word(arguments: Arguments) -> Sequence[Constraint]:
    number = _exactly(_number(arguments, "num_paragraphs"))
    start = lengths.starting(_number(arguments, "nth_paragraph"), _text(arguments, "first_word"))
    return [counted("paragraphs", number, "paragraphs", lengths.gapped), Constraint("paragraphs", start)]


def _keywords(arguments: Arguments) -> Sequence[Constraint]:
    return [Constraint("required-words", wording.requiring(_texts(arguments, "keywords"), "keywords"))]


def _forbidden(arguments: Arguments) -> Sequence[Constraint]:
    return [Constraint("forbidden-words", wording.forbidding(_texts(arguments, "forbidden_words")))]


def _frequency(arguments: Arguments) -> Sequence[Constraint]:
    word = _text(arguments, "keyword").strip()
    bounds = _bounds(arguments, "frequency", "relation")
    return [counted("word-frequency", bounds, f'times "{word}"', frequencies.occurrences(word))]


def _letters(arguments: Arguments) -> Sequence[Constraint]:
    letter = _text(arguments, "letter").strip().lower()
    bounds = _bounds(arguments, "let_frequency", "let_relation")
    return [counted("letter-frequency", bounds, f'times "{letter}"', frequencies.characters(letter))]


def _capitals(arguments: Arguments) -> Sequence[Constraint]:
    bounds = _bounds(arguments, "capital_frequency", "capital_relation")
    return [counted("capital-words", bounds, "words in capitals", style.shouted)]


def _bullets(arguments: Arguments) -> Sequence[Constraint]:
    return [counted("bullets", _exactly(_number(arguments, "num_bullets")), "bullet points", layout.dashes)]


def _language(arguments: Arguments) -> Sequence[Constraint]:
    code = _text(arguments, "language")
    if code not in _LANGUAGES:
        raise _Unknown
    return [Constraint("language", languages.foreign(_LANGUAGES[code]))]


def _repeated(arguments: Arguments) -> Sequence[Constraint]:
    wanted = " ".join(_text(arguments, "prompt_to_repeat").lower().split())
    return [Constraint("repeated-request", edges.repeating(wanted))]


def _accented(arguments: Arguments) -> Sequence[Constraint]:
    bounds = _bounds(arguments, "num_words", "relation")
    return [counted("accented-words", bounds, "words with an accent", spanish.words_with(spanish.ACCENTED))]


def _with_letter(letter: str) -> Callable[[Arguments], Sequence[Constraint]]:
    def made(arguments: Arguments) -> Sequence[Constraint]:
        bounds = _exactly(_number(arguments, "let_frequency"))
        return [counted("letter-words", bounds, f"words with {letter}", spanish.words_with(letter))]

    return made


def _one_of(verdicts: Sequence[str]) -> Fault:
    def fault(response: str) -> str | None:
        is_said = any(each in response for each in verdicts)
        return None if is_said else f"asked for one of {', '.join(verdicts)}, has none"

    return fault


_KINDS: Mapping[str, Callable[[Arguments], Sequence[Constraint]]] = {
    "punctuation:no_comma": lambda _: [Constraint("no-comma", style.with_comma)],
    "length_constraints:number_words": _words,
    "length_constraints:number_sentences": _sentences,
    "length_constraints:number_paragraphs": _paragraphs,
    "length_constraints:nth_paragraph_first_word": _first_word,
    "keywords:existence": _keywords,
    "keywords:forbidden_words": _forbidden,
    "keywords:frequency": _frequency,
    "keywords:letter_frequency": _letters,
    "change_case:capital_word_frequency": _capitals,
    "change_case:english_capital": lambda _: [Constraint("upper-case", style.with_small)],
    "change_case:english_lowercase": lambda _: [Constraint("lower-case", style.with_capitals)],
    "change_case:spanish_capital": lambda _: [Constraint("upper-case", style.with_small)],
    "change_case:spanish_lowercase": lambda _: [Constraint("lower-case", style.with_capitals)],
    "detectable_format:number_bullet_lists": _bullets,
    "detectable_format:number_highlighted_sections": lambda given: [
        layout.highlights(_number(given, "num_highlights"))
    ],
    "detectable_format:multiple_sections": lambda given: [
        layout.sections(_text(given, "section_spliter").strip(), _number(given, "num_sections"))
    ],
    "detectable_format:title": lambda _: [Constraint("title", layout.untitled)],
    "detectable_format:json_format": lambda _: [Constraint("json", style.no_json)],
    "detectable_content:number_placeholders": lambda given: [layout.placeholders(_number(given, "num_placeholders"))],
    "detectable_content:postscript": lambda given: [edges.postscript(_text(given, "postscript_marker").strip())],
    "combination:repeat_prompt": _repeated,
    "combination:two_responses": lambda _: [Constraint("two-responses", layout.not_two)],
    "startend:quotation": lambda _: [Constraint("quotation", edges.unquoted)],
    "startend:end_checker": lambda given: [Constraint("ending", edges.ending_on(_text(given, "end_phrase")))],
    "language:response_language": _language,
    "special_character:tildes": _accented,
    "special_character:enie": _with_letter("ñ"),
    "special_character:dieresis": _with_letter("ü"),
    "punctuation:question_marks": lambda _: [Constraint("question", spanish.marked("¿", "?", "a question"))],
    "punctuation:exclamation_marks": lambda _: [Constraint("exclamation", spanish.marked("¡", "!", "an exclamation"))],
}
KINDS = (*_KINDS, _VERDICT)
"""The kinds that are known, without the language in front."""
