"""Records that are equal in all that is compared."""

import numpy as np
import polars as pl

from curator.dedup.conflicts import final_answer
from curator.dedup.shingles import SHORT_WORDS, Hashes, Integers, word_hashes
from curator.dedup.views import TEXT, VIEWS, among
from curator.text import normalise


def copies(records: pl.DataFrame, totals: Hashes, view: str) -> Integers:
    """For each row the first that is its equal, after `text.normalise`, in all that the view compares.

    Where the view compares prompts alone, records are equal only if their final answers are: to one prompt "4" and "5"
    are a conflict and no copies. Where it compares answers alone, short ones are equal only if their prompts are.

    Args:
        records: as `views.laid_out` gives them; text that is missing equals text that is blank.
        totals: of the compared texts, as `minhash.sign` gives them; only texts with equal totals are looked at.
        view: the view.
    """
    first = np.arange(records.height)
    rows = pl.DataFrame({"row": first, "total": totals}).filter(pl.col("total").is_duplicated())
    compared = VIEWS[view]
    parts = among((*compared.asked, *compared.given, *compared.said, *compared.short), records)
    parts = [name for name in parts if name != compared.text]
    if not compared.said and "response" in records.columns:
        parts.append("response")
    # Texts that are equal as they stand are looked at once: normalising takes its time.
    as_written = [TEXT, *dict.fromkeys(parts)]
    written = (
        records[rows["row"]].select(rows["row"], *as_written).with_columns(written=pl.col("row").min().over(as_written))
    )
    different = written.filter(pl.col("row") == pl.col("written"))
    equal = different.select("row", first=pl.col("row").min().over(_keys(different, view)))
    first[written["row"].to_numpy()] = written["written"].to_numpy()
    first[equal["row"].to_numpy()] = equal["first"].to_numpy()
    found: Integers = first[first]
    return found


def _keys(records: pl.DataFrame, view: str) -> list[pl.Expr]:
    """What equal records have in common."""
    compared = VIEWS[view]
    texts = [TEXT, *among((*compared.asked, *compared.given, *compared.said), records)]
    keys = [normalise(pl.col(name).fill_null("")) for name in texts if name != compared.text]
    if not compared.said and "response" in records.columns:
        keys.append(final_answer())
    is_short = pl.Series(word_hashes(records[TEXT]).counts < SHORT_WORDS)
    for name in among(compared.short, records):
        keys.append(pl.when(is_short).then(normalise(pl.col(name).fill_null(""))).otherwise(pl.lit("")))
    return keys
