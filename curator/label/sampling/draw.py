"""Draws with known probabilities: the control, random ones within groups, and the most interesting ones."""

from collections.abc import Mapping

import polars as pl

from curator.label.sampling.chance import CONTROL, chances

DRAWN = pl.Schema({"record_id": pl.String(), "stratum": pl.String(), "probability": pl.Float64()})


def control(everything: pl.DataFrame, size: int, taken: pl.Series) -> pl.DataFrame:
    """The next `size` records of one order that is random and always the same; those `taken` are passed over.

    However often and with whatever seeds one draws, what was drawn from the control is together the beginning of that
    order, so that all of it is one random sample. The probability is the share of everything that the beginning is.
    """
    ordered = everything.select("record_id").with_columns(_chance=chances(CONTROL)).sort("_chance", "record_id")
    placed = ordered.with_row_index("_place", offset=1).filter(~pl.col("record_id").is_in(taken.implode()))
    found = placed.head(size)
    reached = found["_place"].max() if found.height else None
    share = None if reached is None else int(str(reached)) / everything.height
    return _drawn(found, CONTROL, share)


def random(
    candidates: pl.DataFrame, size: int, stratum: str, seed: int, room: Mapping[str, int] | None
) -> pl.DataFrame:
    """`size` records, each kind of each source by its share.

    Args:
        candidates: `record_id`, `source` and `kind`.
        size: how many, fewer if there are not as many.
        stratum: the name of the draw.
        seed: another seed, another draw.
        room: how many more each source may give; none: as many as there are.
    """
    cells = ["source", "kind"]
    sizes = {tuple(row[:2]): row[2] for row in candidates.group_by(cells).len().sort(cells).iter_rows()}
    quotas = quotas_of(sizes, size, room)
    table = pl.DataFrame(
        [(*cell, quota, quota / sizes[cell]) for cell, quota in quotas.items()],
        schema={"source": pl.String, "kind": pl.String, "_quota": pl.Int64, "_share": pl.Float64},
        orient="row",
    )
    place = pl.int_range(pl.len()).over(cells, order_by=["_chance", "record_id"])
    found = candidates.with_columns(_chance=chances(f"{stratum} {seed}")).join(table, on=cells)
    found = found.filter(place < pl.col("_quota")).sort("_chance", "record_id")
    return _drawn(found, stratum, pl.col("_share"))


def top(candidates: pl.DataFrame, size: int, stratum: str, seed: int, room: Mapping[str, int] | None) -> pl.DataFrame:
    """The `size` records of most `interest`, which are sure to be drawn; chance decides between equal ones.

    Args:
        candidates: `record_id`, `source` and `interest`; what has none (null) is not drawn.
        size: how many, fewer if there are not as many.
        stratum: the name of the draw.
        seed: of the chance.
        room: how many more each source may give; none: as many as there are.
    """
    found = candidates.drop_nulls("interest").with_columns(_chance=chances(f"{stratum} {seed}"))
    found = found.sort("interest", "_chance", "record_id", descending=[True, False, False])
    if room is not None:
        allowed = pl.col("source").replace_strict(room, default=0, return_dtype=pl.Int64)
        found = found.filter(pl.int_range(pl.len()).over("source") < allowed)
    return _drawn(found.head(size), stratum, 1.0)


def quotas_of(
    sizes: Mapping[tuple[str, ...], int], size: int, room: Mapping[str, int] | None
) -> dict[tuple[str, ...], int]:
    """How many of each cell, by its share and one after the other, never more than its source has room for.

    Every place goes to the cell that is furthest behind its share (Webster's method), so that a larger `size` only
    adds to the quotas of a smaller one.
    """
    quotas = dict.fromkeys(sizes, 0)
    left = dict(room) if room is not None else None
    while sum(quotas.values()) < size:
        open_ = [cell for cell in sizes if quotas[cell] < sizes[cell] and (left is None or left.get(cell[0], 0) > 0)]
        if not open_:
            break
        behind = max(open_, key=lambda cell: (sizes[cell] / (2 * quotas[cell] + 1), sizes[cell], cell))
        quotas[behind] += 1
        if left is not None:
            left[behind[0]] -= 1
    return quotas


def _drawn(found: pl.DataFrame, stratum: str, probability: float | pl.Expr | None) -> pl.DataFrame:
    share = probability if isinstance(probability, pl.Expr) else pl.lit(probability, dtype=pl.Float64)
    return found.select("record_id", stratum=pl.lit(stratum), probability=share)
