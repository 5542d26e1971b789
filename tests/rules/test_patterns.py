import polars as pl
import pytest

from curator.rules.patterns import like_pattern, pattern_fault, pattern_size


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("a%", "abc", True),
        ("a%", "ba", False),
        ("%a", "ba", True),
        ("%a%", "bab", True),
        ("a_c", "a\nc", True),
        ("a_c", "ac", False),
        ("a.c", "abc", False),
        ("%(%", "f(x)", True),
        ("", "", True),
        ("", "a", False),
        ("%", "", True),
        ("a%c", "a\nb\nc", True),
        ("A", "a", False),
        ("日_", "日本", True),
    ],
)
def test_like(pattern: str, text: str, matches: bool) -> None:
    assert pl.select(pl.lit(text).str.contains(like_pattern(pattern))).item() is matches


@pytest.mark.parametrize(
    ("pattern", "size"),
    [
        ("abc", 3),
        ("(ab){1,50}", 100),
        ("(a{10}){10}", 100),
        ("a{10}{10}", 100),
        ("a{2,}", 3),
        (r"\{{7}", 7),
        (r"\pL{3}", 30),
        (r"\p{Greek}{3}", 30),
        (r"\x{41}{9}", 9),
        ("[abc]{3}", 6),
        ("[]a]{3}", 6),
        ("[^]a]{3}", 6),
        ("[a[b-c]]{3}", 6),
        (r"[\]\w]{3}", 30),
        (r"\bab{1,11}", 53),
        ("a|bc", 4),
    ],
)
def test_pattern_size(pattern: str, size: int) -> None:
    assert pattern_size(pattern) == size


@pytest.mark.parametrize(
    "pattern",
    [
        r"^(sorry|i'm sorry|as an ai)\b",
        r"\d{1,3}(\.\d{1,3}){3}",
        r"(?i)\b[A-Z0-9._%+-]+@[A-Z0-9.-]+\.[A-Z]{2,24}\b",
        r"<\|(im_start|im_end|endoftext)\|>",
        r"[\p{Han}\p{Hiragana}]{2,}",
        r"\d{4}-\d{2}-\d{2}",
    ],
)
def test_patterns_of_everyday_rules_are_allowed(pattern: str) -> None:
    assert pattern_fault(pattern) is None
