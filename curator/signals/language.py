"""Which human language a text is in; null where it cannot be told."""

from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from curator.lazy import need
from curator.progress import stage
from curator.signals.function_words import FUNCTION_WORDS, votes
from curator.signals.signal import Signal

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD_CHARS = 400
MIN_LETTERS = 20
LETTERS_A_SIGN = 4  # one Chinese, Japanese or Korean character says about as much as four letters
MAX_SYMBOL_SHARE = 0.12  # above it a text is code, a formula or a table
SURE = 0.9  # langdetect's own probability, from 0 to 1
_CHUNK = 500

_CODE = r"(?s)```.*?(?:```|\z)|`[^`\n]+`|https?://\S+|\S+@\S+|\S+\.(?:com|org|net|io|edu|gov)\b|\b[ei]\.[ge]\."
_SCRIPTS = {
    "latin": r"\p{Latin}",
    "han": r"\p{Han}",
    "kana": r"[\p{Hiragana}\p{Katakana}]",
    "hangul": r"\p{Hangul}",
    "thai": r"\p{Thai}",
    "greek": r"\p{Greek}",
    "hebrew": r"\p{Hebrew}",
    "other": (
        r"[\p{Cyrillic}\p{Arabic}\p{Devanagari}\p{Bengali}\p{Tamil}\p{Telugu}\p{Gujarati}\p{Kannada}\p{Malayalam}"
        r"\p{Gurmukhi}]"
    ),
}
_ONE_LANGUAGE = {"hangul": "ko", "thai": "th", "greek": "el", "hebrew": "he"}
_ENGLISH = (
    r"(?-u:\b)(?:the|of|and|to|is|that|it|for|with|are|this|was|you|have|not|by|from|which|their|can|be|"
    r"your|has|will|what|how|why|who|about|following|sentence|generate|write|create|describe|explain|"
    r"given)(?-u:\b)"
)


def detect(value: pl.Series) -> pl.Series:
    """ISO 639-1 code of each text's main language.

    The script settles some languages, the share of English function words most English. The rest is voted on by the
    function words of a few languages, then by langdetect (seeded, so that it always answers the same), and only
    believed when there is a function word or a letter of that language to show for it. Looks at the first 400
    characters, code and links left out. Null with fewer than 20 letters, for code, and in doubt.
    """
    judged = pl.DataFrame({"text": value}).select(_head("text")).with_columns(_evidence()).with_columns(_settled())
    open_rows = (judged["language"] == "?").fill_null(False).arg_true()
    if not len(open_rows):
        return judged["language"]
    found = _vote(judged["text"].gather(open_rows).to_list())
    answers = pl.DataFrame({"row": open_rows, "found": found}, schema={"row": pl.UInt32, "found": pl.String})
    return (
        judged.with_row_index("row")
        .join(answers, on="row", how="left", maintain_order="left")
        .select(pl.when(pl.col("language") == "?").then("found").otherwise("language").alias("language"))
        .to_series()
    )


def _head(column: str) -> pl.Expr:
    return pl.col(column).str.head(4 * HEAD_CHARS).str.replace_all(_CODE, " ").str.head(HEAD_CHARS).alias("text")


def _evidence() -> list[pl.Expr]:
    text = pl.col("text")
    return [
        *(text.str.count_matches(pattern).cast(pl.Int64).alias(name) for name, pattern in _SCRIPTS.items()),
        text.str.count_matches(r"[{}<>=;()_\[\]/\\|$#&*+^~@%]").cast(pl.Int64).alias("symbols"),
        text.str.count_matches(r"(?-u:[A-Za-z]+)").cast(pl.Int64).alias("ascii_words"),
        text.str.to_lowercase().str.count_matches(_ENGLISH).cast(pl.Int64).alias("english"),
        text.str.len_chars().cast(pl.Int64).alias("chars"),
    ]


def _settled() -> pl.Expr:
    """The language where script or English function words settle it, "?" where they do not, null where nothing can."""
    signs = pl.col("han") + pl.col("kana") + pl.col("hangul")
    alphabets = pl.sum_horizontal("latin", "thai", "greek", "hebrew", "other")
    letters = alphabets + LETTERS_A_SIGN * signs
    settled = (
        pl.when(
            pl.col("text").is_null()
            | (letters < MIN_LETTERS)
            | (pl.col("symbols") > MAX_SYMBOL_SHARE * pl.col("chars"))
        )
        .then(None)
        .when((pl.col("kana") > 0.1 * signs) & (LETTERS_A_SIGN * (pl.col("kana") + pl.col("han")) > 0.6 * letters))
        .then(pl.lit("ja"))
        .when(LETTERS_A_SIGN * pl.col("han") > 0.6 * letters)
        .then(pl.lit("zh"))
    )
    for script, code in _ONE_LANGUAGE.items():
        weight = LETTERS_A_SIGN if script == "hangul" else 1
        settled = settled.when(weight * pl.col(script) > 0.6 * letters).then(pl.lit(code))
    return (
        settled.when(pl.col("other") > 0.6 * letters)
        .then(pl.lit("?"))
        .when(pl.col("latin") < 0.8 * letters)
        .then(None)
        .when((pl.col("english") >= 2) & (pl.col("english") >= 0.15 * pl.col("ascii_words")))
        .then(pl.lit("en"))
        .otherwise(pl.lit("?"))
        .alias("language")
    )


def _vote(texts: list[str]) -> list[str | None]:
    found: list[str | None] = []
    with stage("telling languages apart", len(texts)) as advance:
        for start in range(0, len(texts), _CHUNK):
            chunk = texts[start : start + _CHUNK]
            found += [_voted(text) for text in chunk]
            advance(len(chunk))
    return found


def _voted(text: str) -> str | None:
    count = votes(text)
    best, *others = sorted(count, key=lambda code: -count[code])
    if count[best] >= 3 and count[best] >= 2 * count[others[0]]:
        return best
    if best == "en" and count[best] and not count[others[0]] and text.isascii():
        return best
    if text.isascii() and count[best] < 2:
        return None
    code = _langdetect()(text)
    if code is None:
        return None
    if code in FUNCTION_WORDS:
        return code if count[code] >= 2 or (count[code] and not text.isascii()) else None
    return code if _is_foreign_prose(text) else None


def _is_foreign_prose(text: str) -> bool:
    """Letters beyond ASCII in more than names: at least three, and half of the words without a capital."""
    words = [word for word in text.split() if word[0].isalpha()]
    foreign = sum(char.isalpha() and not char.isascii() for char in text)
    return foreign >= 3 and 2 * sum(not word[0].isupper() for word in words) >= len(words) > 0


@cache
def _langdetect() -> "Callable[[str], str | None]":
    """langdetect's answer when it is sure; its profiles are read on the first call (about a second)."""
    need("langdetect")
    from langdetect import DetectorFactory, LangDetectException
    from langdetect.detector_factory import PROFILES_DIRECTORY

    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    # Seeded: langdetect draws random n-grams and disagrees with itself otherwise.
    factory.set_seed(0)

    def answer(text: str) -> str | None:
        detector = factory.create()
        detector.append(text)
        try:
            first = next(iter(detector.get_probabilities()), None)
        except LangDetectException:
            return None
        return str(first.lang).partition("-")[0] if first is not None and first.prob >= SURE else None

    return answer


def _of(view: str) -> Signal:
    return Signal(
        f"{view}_language",
        1,
        f"main language of the {view} as an ISO 639-1 code; null when it cannot be told (short, code, mixed)",
        "ISO 639-1 code",
        pl.String(),
        (view,),
        batch=lambda frame: detect(frame.to_series()),
    )


SIGNALS = [_of("prompt"), _of("response")]
