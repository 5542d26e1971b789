"""Lists of numbers on the command line."""

import click


def whole_numbers(text: str, option: str) -> list[int]:
    """`0,1,2` as numbers."""
    try:
        return [int(each) for each in text.split(",")]
    except ValueError:
        raise click.UsageError(f"{option} wants whole numbers with commas between, got {text!r}") from None


def shares_of(text: str, option: str) -> list[float]:
    """`0,0.2,20%` as shares."""
    try:
        return [float(each.rstrip("%")) / (100 if each.endswith("%") else 1) for each in text.split(",")]
    except ValueError:
        raise click.UsageError(f"{option} wants shares with commas between, such as 0,0.5, got {text!r}") from None
