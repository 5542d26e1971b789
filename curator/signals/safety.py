"""What a person should see before anybody trains on it: slurs, attacks on groups, requests that could do harm.

A lexicon and a few sentences' shapes: what they find is worth a look, and that they find nothing is no promise.
"""

from collections.abc import Mapping

import polars as pl

from curator.signals import attacks, harmful_requests, lexicon
from curator.signals.cues import FULL, PROMPT, Cue
from curator.signals.signal import Signal, Table

_VIEWS = ("prompt", "response", "full")

_ABOUT = {
    "slurs": "slurs of the lexicon (eight languages), where the text does not condemn them",
    "coarse_words": "coarse words of the lexicon (eight languages)",
    "attacks": "English sentences that attack a group of people",
}
# No attack is without one of these, nor without the name of a group.
_HOSTILE = (
    "hate", "despise", "detest", "loathe", "abhor", "t stand", "not stand", "disgust", "sicken", "resent", "sick of",
    "contempt", "disdain", "hatred", "vermin", "scum", "filth", "trash", "garbage", "animals", "human", "cockroach",
    "parasite", "leeches", "rats", "pigs", "dogs", "monkeys", "apes", "savages", "barbarians", "inferior",
    "worthless", "evil", "stupid", "dumb", "idiot", "moron", "retarded", "plague", "cancer", "disease",
    "lesser beings", "repulsive", "revolting", "gross", "pathetic", "useless", "menace", "abomination", "freak",
    "vile", "pervert", "degenerate", "disgrace", "mistake", "pest", "maggots", "insects", "burden", "ugly",
    "despicable", "repugnant", "brainless", "thieves", "rapists", "terrorists", "criminals", "kill", "murder",
    "exterminat", "gas", "lynch", "hang", "burn", "shoot", "shot", "slaughter", "execut", "rape", "deport", "wipe",
    "eradicat", "eliminat", "stab", "beat", "punch", "hurt", "tortur", "destroy", "annihilat", "attack", "get rid of",
    "castrat", "enslav", "punish", "put down", "locked up", "steriliz", "sterilis", "suffer", " die", " rot",
    "disappear", "perish", "drop dead", "vanish", "extinct", "fuck", "to live", "death to", "screw",
)  # fmt: skip
_GROUPS = (
    "woman", "women", "girls", "females", "trans ", "transgender", "transsexual", "transpeople", "gay", "lesbian",
    "homosexual", "bisexual", "lgbt", "queer", "black", "africans", "african american", "jew", "muslim", "hindu",
    "christian", "buddhist", "sikh", "migrant", "refugee", "foreigner", "asylum", "mexican", "latino", "latina",
    "hispanic", "asians", "chinese people", "indians", "arabs", "turks", "poles", "romani", " roma ", "gypsies",
    "indigenous", "native american", "disabled", "mentally ill", "autistic", "white people",
)  # fmt: skip


def _count(frame: pl.DataFrame) -> pl.DataFrame:
    """Counts in every view, 0 where nothing was suspected."""
    rows = frame.with_row_index("row")
    hostile = set(rows.filter("an attack")["row"])
    may_swear = pl.col("full").str.contains(lexicon.may_hold())
    coarse = set(rows.filter("a word of the lexicon").filter(may_swear)["row"])
    suspects = rows[sorted(hostile | coarse)]
    found = [
        {"row": row, **_counts(texts, may_attack=row in hostile, may_swear=row in coarse)}
        for row, texts in zip(suspects["row"], suspects.select(_VIEWS).iter_rows(named=True), strict=True)
    ]
    schema = {"row": pl.UInt32, **dict.fromkeys(_COLUMNS, pl.Int64)}
    counted = rows.join(pl.DataFrame(found, schema=schema), on="row", how="left", maintain_order="left")
    return counted.select(
        pl.when(pl.col(name.split("_", 1)[0]).is_not_null()).then(pl.col(name).fill_null(0)).alias(name)
        for name in _COLUMNS
    )


def _counts(texts: Mapping[str, str | None], *, may_attack: bool, may_swear: bool) -> dict[str, int]:
    """Counts for every view of a record; the prompt and the response hold nothing where the whole does not."""
    counts: dict[str, int] = {}
    for view in ("full", "prompt", "response"):
        text = texts[view] or "" if view == "full" or any(counts.values()) else ""
        slurs = lexicon.count(text, "slur") if may_swear else 0
        counts[f"{view}_slurs"] = 0 if slurs and attacks.is_condemned(text) else slurs
        counts[f"{view}_coarse_words"] = lexicon.count(text, "profanity") if may_swear else 0
        counts[f"{view}_attacks"] = attacks.count(text) if may_attack else 0
    return counts


_COLUMNS = {f"{view}_{name}": f"{about}; null without a {view}" for view in _VIEWS for name, about in _ABOUT.items()}
_TABLE = Table(
    "safety",
    dict.fromkeys(_COLUMNS, pl.Int64()),
    _VIEWS,
    _count,
    cues={
        "an attack": Cue(FULL, words=[_GROUPS, _HOSTILE]),
        "a word of the lexicon": Cue(FULL, [lexicon.may_hold()]),
    },
)


def _harm(frame: pl.DataFrame) -> pl.Series:
    """The kind of each prompt."""
    kinds = [None if prompt is None else harmful_requests.kind(prompt) or "none" for prompt in frame["prompt"]]
    return pl.Series(kinds, dtype=pl.String)


SIGNALS = [
    *(
        Signal(name, 1, about, "sentences" if name.endswith("attacks") else "words", pl.Int64(), _VIEWS, table=_TABLE)
        for name, about in _COLUMNS.items()
    ),
    Signal(
        "prompt_harm",
        3,
        "the kind of harm that the prompt asks how to do, in English: weapons, malware, drugs, self-harm, violence, "
        "fraud, "
        "hate, privacy, sexual abuse; none where nothing was recognised; null without a prompt",
        "category",
        pl.String(),
        ("prompt",),
        batch=_harm,
        cue=Cue(PROMPT, words=[harmful_requests.WORDS], otherwise="none"),
    ),
]
