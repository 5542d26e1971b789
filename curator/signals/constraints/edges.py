"""How the answer should begin and end: quotation marks, a last phrase, a postscript, the request repeated."""

import re
from collections.abc import Iterator

from curator.signals.constraints.constraint import Constraint, Fault, Prompt

CUES = (
    ("quot", "comillas", "\"", "“", "end with", "read exactly", "p.s", "p. s", "p.p", "p.d", "repeat", "repleat",
     "repit", "repite"),
)  # fmt: skip
HINT = (
    r"double quot|comillas dobles|(?:end|finish|conclu)[^.\n]*[\"“]|end with the exact|read exactly like|"
    r"p\.\s?s|p\.d\.|"
    r"\"nota\"|repeat|repleat|repite|repitas"
)

_WRAPPED = re.compile(
    r"\b(?:wrap\w*|put|enclos\w+|placed?|surround\w*|add|envuelt\w+|"
    r"pon)\b[^.\n]{0,90}?\b(?:double\s+quot\w+(?:\s+marks?)?|"
    r"comillas dobles)|double quot\w+[^.\n]{0,30}\baround your",
    re.I,
)
_WHOLE = re.compile(
    r"\b(?:entire|whole|your|the|toda|completa)\s+(?:\w+\s+)?(?:response|answer|reply|output|email|respuesta)|"
    r"\bthe entire\b",
    re.I,
)
_LAST = re.compile(
    r"\b(?:(?:must|should|to|and|will|,)?\s*(?:end|finish|conclude)s?\b(?! of)[^.\n\"“]{0,60}?|"
    r"debe (?:concluir|terminar|acabar) con[^.\n\"“]{0,40}?)"
    r"(?:\bwith\b|\bphrase\b|\bfrase\b)[^.\n\"“]{0,40}?(?:\"(?P<straight>[^\"\n]{2,120})\"|"
    r"“(?P<curly>[^”\n]{2,120})”)",
    re.I,
)
_UNQUOTED_LAST = re.compile(
    r"\bend with the exact phrase (?P<phrase>[^\n\"“]{3,120})$|"
    r"\bvery end of your (?:entire )?response should read exactly like: (?P<like>[^\n]{3,120})$",
    re.I | re.M,
)
_POSTSCRIPT = re.compile(
    r"\b(?:add|include|includes|with|end\w*|note|posdata|postscript|post script|agrega|contain\w*)\b[^\n?!]{0,90}?"
    r"(?P<mark>\bP\.\s?P\.\s?S\b|\bP\.\s?S\b\.?|\bP\.D\.|\"Nota\")",
    re.I,
)
_REPEAT = re.compile(
    r"(?<![^.!?\n])[^.!?\n]{0,200}?\b(?:repeat|repleat|repite|repitas)\b[^.!?\n]{0,20}(?:\b(?:the|it|this|la|"
    r"entire)\b|\")[^.\n]*",
    re.I,
)
_FIRST = re.compile(
    r"\bfirst\b|\bbefore (?:you )?(?:answer|respond|output|giv|say)|\bvery beginning|primero|inicialmente|"
    r"en primer lugar",
    re.I,
)
_REQUEST = re.compile(r"\b(?:request|sentence|prompt|question|petición|above|below|repeat it|line)\b", re.I)
_REQUEST_QUOTED = re.compile(r"\brepeat \"([^\"\n]{20,})")
_QUOTES = '"“”„«»'


def find(prompt: Prompt) -> Iterator[Constraint]:
    """Constraints on the first and the last words of the answer."""
    wrapped = _WRAPPED.search(prompt.text)
    if wrapped and _WHOLE.search(prompt.before(wrapped.start()) + wrapped.group() + prompt.after(wrapped.end())):
        yield Constraint("quotation", unquoted)
    yield from _endings(prompt)
    yield from _postscripts(prompt)
    yield from _repetitions(prompt)


def unquoted(response: str) -> str | None:
    """That double quotation marks stand around the answer."""
    text = response.strip()
    if len(text) > 1 and text[0] in _QUOTES and text[-1] in _QUOTES:
        return None
    return "asked for double quotation marks around the answer, has none around it"


def _endings(prompt: Prompt) -> Iterator[Constraint]:
    for pattern in (_LAST, _UNQUOTED_LAST):
        for match in pattern.finditer(prompt.text):
            if prompt.is_certain(match) and prompt.is_of_the_whole(match):
                phrase = next(group for group in match.groups() if group)
                yield Constraint("ending", ending_on(phrase))
                return


def ending_on(phrase: str) -> Fault:
    """That the answer ends on `phrase`."""
    wanted = _bare(phrase)

    def fault(response: str) -> str | None:
        return None if _bare(response).endswith(wanted) else f'asked to end on "{phrase}", does not'

    return fault


def _bare(text: str) -> str:
    return " ".join(text.lower().split()).strip(" \"'“”*_.")


def _postscripts(prompt: Prompt) -> Iterator[Constraint]:
    match = _POSTSCRIPT.search(prompt.text)
    if match is None or not prompt.is_certain(match):
        return
    yield postscript(match["mark"].strip('".').upper().replace(" ", ""))


def postscript(mark: str) -> Constraint:
    """A postscript under `mark`, such as `P.S.`, with or without blanks and the last full stop."""
    letters = [re.escape(letter) for letter in mark.split(".")]
    form = re.compile(r"(?<!\w)" + r"\.\s?".join(letters) + (r"\.?" if "." in mark else r"\b"), re.I)
    return Constraint(
        "postscript", lambda response: None if form.search(response) else f'asked for a postscript "{mark}", has none'
    )


def _repetitions(prompt: Prompt) -> Iterator[Constraint]:
    match = _REPEAT.search(prompt.text)
    if match is None:
        return
    sentence = match.group()
    ahead, behind = prompt.whole[: match.start()].strip(), prompt.whole[match.end() :].strip(" .\n")
    if not (_FIRST.search(sentence + ahead[-80:]) and _REQUEST.search(sentence)):
        return
    below = re.search(r"\bbelow\b|following request", sentence + prompt.before(match.start()), re.I) or len(ahead) < 20
    quoted = _REQUEST_QUOTED.search(sentence)
    if quoted:
        below, behind = True, quoted[1]
    wanted = " ".join((behind.split("\n\n")[-1] if below else ahead.split("\n\n")[0]).lower().split())
    if len(wanted) >= 20:
        yield Constraint("repeated-request", repeating(wanted))


def repeating(wanted: str) -> Fault:
    """That the answer begins with `wanted`, given in small letters with single blanks."""

    def fault(response: str) -> str | None:
        said = " ".join(response.lower().split())
        return None if said.startswith(wanted) else "asked to repeat the request first, does not"

    return fault
