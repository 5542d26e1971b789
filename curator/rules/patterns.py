"""Patterns of LIKE and of regular expressions: checked before they meet data, so that none can stop or stall a run."""

import re

import polars as pl

MAX_PATTERN_CHARACTERS = 1_000
MAX_PATTERN_SIZE = 1_000

_CLASS_SIZES = {"w": 10, "W": 10, "p": 10, "P": 10, "d": 4, "D": 4, "s": 2, "S": 2}  # Unicode, against a letter's 1
_BRACKETS_SIZE = 2
_BOUNDARY_COST = 5  # on text beyond ASCII a \b switches off the fast engine, and repetitions get that much slower
_INLINE_FLAGS = re.compile(r"\(\?([a-zA-Z-]+)[:)]")
_QUANTIFIER = re.compile(r"\{(\d+)(?:,(\d*))?\}")


def like_pattern(pattern: str, *, ignore_case: bool = False) -> str:
    """The regular expression of a LIKE pattern: `%` any text, `_` any one character, the rest as it is."""
    open_start, open_end = pattern.startswith("%"), pattern.endswith("%")
    parts = {"%": ".*", "_": "."}
    inner = "".join(parts.get(char) or pl.escape_regex(char) for char in pattern.strip("%"))
    flags = "(?is)" if ignore_case else "(?s)"
    return f"{flags}{'' if open_start else '^'}{inner}{'' if open_end else '$'}"


def pattern_fault(pattern: str) -> str | None:
    """What is wrong with a regular expression of the Rust engine, or null.

    The engine needs no more time than text length × pattern size, so a bound on the size bounds the run.
    """
    if len(pattern) > MAX_PATTERN_CHARACTERS:
        return f"a pattern of {len(pattern):,} characters is too long, {MAX_PATTERN_CHARACTERS:,} are allowed"
    if any("x" in flags for flags in _INLINE_FLAGS.findall(pattern)):
        return "the flag x is not allowed in a pattern"
    try:
        pl.select(pl.lit("").str.contains(pattern))
    except pl.exceptions.ComputeError as error:
        reasons = [line for line in str(error).splitlines() if line.startswith("error: ")]
        return f"not a regular expression: {reasons[0].removeprefix('error: ') if reasons else 'cannot be compiled'}"
    if (size := pattern_size(pattern)) > MAX_PATTERN_SIZE:
        return f"a pattern of size {size:,} is too slow, {MAX_PATTERN_SIZE:,} is allowed; lower its repetitions"
    return None


def pattern_size(pattern: str) -> int:
    """How large a valid regular expression is with its counted repetitions written out: `(ab){1,50}` is 100."""
    cost = _BOUNDARY_COST if re.search(r"\\[bB]", pattern) else 1
    sizes, last, at = [0], 0, 0
    while at < len(pattern):
        char = pattern[at]
        repeat = _QUANTIFIER.match(pattern, at)
        if repeat:
            least, most = int(repeat[1]) + (repeat[2] == ""), int(repeat[2] or 0)
            times = 1 + cost * (max(least, most, 1) - 1)
            sizes[-1] += last * (times - 1)
            last, at = last * times, repeat.end()
            continue
        if char == "(":
            sizes.append(0)
            last, at = 0, at + 1
            continue
        if char == ")" and len(sizes) > 1:
            last = sizes.pop()
            at += 1
        else:
            last, at = _atom(pattern, at)
        sizes[-1] += last
    return sum(sizes)


def _atom(pattern: str, at: int) -> tuple[int, int]:
    """The size of the letter, escape or class at `at`, and where it ends."""
    if pattern[at] == "\\":
        escaped = pattern[at + 1 : at + 2]
        end = at + 2
        if escaped and escaped in "pPxuU":
            end = pattern.index("}", end) + 1 if pattern[end : end + 1] == "{" else end + 1
        return _CLASS_SIZES.get(escaped, 1), end
    if pattern[at] == "[":
        end = _class_end(pattern, at)
        escapes = re.findall(r"\\(.)", pattern[at:end])
        return max([_BRACKETS_SIZE, *(_CLASS_SIZES.get(each, 1) for each in escapes)]), end
    return 1, at + 1


def _class_end(pattern: str, at: int) -> int:
    """Where the bracketed class that opens at `at` ends; classes nest."""
    depth = 0
    first = at
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            at += 1
        elif char == "[":
            depth += 1
            first = at
        elif char == "]" and pattern[first + 1 : at] not in ("", "^"):
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return len(pattern)
