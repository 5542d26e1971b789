"""Whether code was asked for, and whether the response shows any sign of it."""

import polars as pl

from curator.signals.signal import Signal, flag

_LANGUAGES = (
    r"(?:python|java|javascript|typescript|c\+\+|c#|c|php|ruby|rust|swift|kotlin|scala|perl|golang|go|r|matlab|sql|"
    r"mysql|html|css|node\.?js|react)"
)
_PIECES = r"(?:code|functions?|programs?|scripts?|class(?:es)?|methods?|snippets?|query|queries|statements?)"
_ASKED = (
    r"(?i)^\W*(?:please |can you |could you )?(?:write|create|implement|develop|generate|code|construct|build|design|"
    rf"give|provide|output|come up with) (?:me )?(?:an? |the |some )?(?:[\w-]+ ){{0,3}}?(?:{_LANGUAGES} {_PIECES}\b|"
    rf"{_PIECES} (?:in|using|with) {_LANGUAGES}\b)"
)
_SIGNS = (
    r"[={}<>;\[\]`$\\|]|\w\(|//|#|(?i:\b(?:select|from|print|def|return|import|echo|let|const)\b)|(?m:^(?:\s{2,}|\t)\S)|"
    r"(?m:[:^*]\s*$)"
)


def lacks_code(frame: pl.DataFrame) -> pl.Series:
    """Whether a response shows no sign of the code that was asked for; null where none was asked for or none given."""
    asked = frame["instruction"].str.contains(_ASKED) & frame["response"].str.contains(r"\w")
    rows = asked.fill_null(False).arg_true()
    lacking = ~frame["response"].gather(rows).str.contains(_SIGNS)
    return pl.Series([None] * frame.height, dtype=pl.Boolean).scatter(rows, lacking)


SIGNALS = [
    flag(
        "prompt_asks_for_code",
        "the instruction asks for a piece of code in a language that it names",
        ("instruction",),
        pl.col("instruction").str.contains(_ASKED),
    ),
    Signal(
        "response_lacks_code",
        1,
        "code was asked for and the response has no sign of it: no bracket, operator, keyword or indented line; null "
        "when none was asked for",
        "flag",
        pl.Boolean(),
        ("instruction", "response"),
        batch=lacks_code,
    ),
]
