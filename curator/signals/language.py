"""What a text is made of, and which human language its prose is in; null where it cannot be told."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.progress import stage
from curator.schema import VIEWS
from curator.signals.signal import Signal, Table

HEAD_CHARS = 400
SURE = 0.9  # langdetect's own probability, from 0 to 1

_NO_PROSE = r"(?s)```.*?(?:```|\z)|`[^`\n]+`|https?://\S+|\S+@\S+"


def detect(texts: pl.Series) -> pl.Series:
    """ISO 639-1 code of each text's main language; see `judged`."""
    return judged(texts)["language"]


def judged(texts: pl.Series) -> pl.DataFrame:
    """`language`, `content` and `is_sure` of each text.

    The language is that of the first 400 letters of prose, as an ISO 639-1 code. Scripts, function words and runs of
    letters give a first opinion; where that is weak, langdetect (seeded, so that it always answers the same) is to
    agree. Null for code, mathematics, names, few letters, and in doubt. The content is prose, code, mathematics or
    mixed; null without letters. A language is sure where script and function words tell it, and runs of letters need
    not: those mistake lists of words and short questions; null without a language.
    """
    from curator.kernels.text_languages import CONTENTS, LANGUAGES  # loads the compiler

    found = pl.from_numpy(_first_opinions(texts), schema=["content", "language", "is_sure"]).fill_nan(None)
    told = found.select(
        pl.col("language").cast(pl.Int64).replace_strict(LANGUAGES, return_dtype=pl.String),
        pl.col("content").cast(pl.Int64).replace_strict(dict(enumerate(CONTENTS)), return_dtype=pl.String),
        pl.col("is_sure") == 1,
    )
    rows = (~told["is_sure"]).fill_null(False).arg_true()
    if not len(rows):
        return told
    first = told["language"].gather(rows)
    second = pl.Series(_second_opinions(texts.gather(rows)), dtype=pl.String)
    agreed = pl.DataFrame({"first": first, "second": second}).select(
        pl.when(pl.col("first") == pl.col("second")).then("first")
    )
    told = told.with_columns(told["language"].scatter(rows, agreed.to_series()))
    return told.with_columns(pl.when(pl.col("language").is_not_null()).then("is_sure"))


def _first_opinions(texts: pl.Series) -> NDArray[np.float64]:
    """What `text_languages.languages` finds, a row a text."""
    from curator.kernels.columns import in_blocks
    from curator.kernels.text_languages import COLUMNS, languages
    from curator.signals.language_profiles import speech

    tables = speech()
    made = np.full((len(texts), COLUMNS), np.nan)
    if len(made):
        in_blocks(
            texts,
            lambda chunk, first, last: languages(chunk, first, last, tables, made[chunk.first + first :]),
        )
    return made


def _second_opinions(texts: pl.Series) -> list[str | None]:
    from curator.signals.language_second import opinion

    plain = texts.str.head(4 * HEAD_CHARS).str.replace_all(_NO_PROSE, " ").str.head(HEAD_CHARS)
    found = []
    with stage("telling languages apart", len(plain)) as advance:
        for text in plain:
            language, probability = opinion(text)
            found.append(language if probability >= SURE else None)
            advance(1)
    return found


def _ready() -> None:
    from curator.first_use import prepare
    from curator.kernels.text_languages import languages
    from curator.kernels.text_runs import most_likely
    from curator.signals.language_second import opinion

    prepare([(languages, lambda: _first_opinions(pl.Series(["word"]))), (most_likely, lambda: opinion("word"))])


def _of(view: str) -> list[Signal]:
    table = Table(
        f"languages of {view}",
        {f"{view}_language": pl.String(), f"{view}_content": pl.String(), f"{view}_language_is_sure": pl.Boolean()},
        (view,),
        lambda frame: judged(frame.to_series()).select(
            pl.col("language", "content").name.prefix(f"{view}_"),
            pl.col("is_sure").alias(f"{view}_language_is_sure"),
        ),
        _ready,
    )
    return [
        Signal(
            f"{view}_language",
            2,
            f"main language of the {view}'s prose as an ISO 639-1 code; null when it cannot be told (short, code, "
            "names, several languages)",
            "ISO 639-1 code",
            pl.String(),
            (view,),
            table=table,
        ),
        Signal(
            f"{view}_content",
            1,
            f"what the {view} is made of: prose, code, mathematics, or mixed; null without letters and digits",
            "prose | code | mathematics | mixed",
            pl.String(),
            (view,),
            table=table,
        ),
        Signal(
            f"{view}_language_is_sure",
            1,
            f"script or function words tell the language of the {view}, not runs of letters alone; null without a "
            "language",
            "flag",
            pl.Boolean(),
            (view,),
            table=table,
        ),
    ]


SIGNALS = [signal for view in VIEWS for signal in _of(view)]
