"""Words that every match of an expression holds are read from the expression itself."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.signals.literals import literals


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("todo", ("todo",)),
        ("TODO|(?i)tbd", ("tbd", "todo")),
        (r"\b(?:open ?ai|claude)\b", ("claude", "open ai", "openai")),
        (
            r"(?:new )?(?:task|job)s?:",
            ("job:", "jobs:", "new job:", "new jobs:", "new task:", "new tasks:", "task:", "tasks:"),
        ),
        (r"organi[sz]e", ("organise", "organize")),
        (r"a\w+bcd.*ef", ("bcd",)),
        (r"(?:very )*far", ("far",)),
        (r"#{2,3} ?end", ("##",)),
        (r"#{2,3}\w+", ("##",)),
        (r"x{3}", ("xxx",)),
        (r"(?<!not )good(?! grief)", ("good",)),
        (r"(?P<name>ab)(?P<other>c|d)", ("abc", "abd")),
        (r"\d{2,}%", ("%",)),
        (r"[\u4f60\u60a8]好|\x3c\u{1F44D}", ("<👍", "你好", "您好")),
        (r"international airport", ("international"[:12],)),
        (r"(?i)é1", ("É1", "é1")),
        (r"é1", ("é1",)),
    ],
)
def test_words_of(expression: str, words: tuple[str, ...]) -> None:
    assert literals(expression) == tuple(sorted(words))


@pytest.mark.parametrize("expression", [r"\w+", "a*", "", "a|", r"(?:b|\d*)", "[^x]", r"[a-z\s]", r"[\w-]+ \p{L}?"])
def test_nothing_is_sure(expression: str) -> None:
    assert literals(expression) in ((), (" ",))


def test_flags_end_with_their_group() -> None:
    assert literals("(?i:é)é") == ("Éé", "éé")
    assert literals("(?i)é(?-i:é)") == ("Éé", "éé")
    assert literals("é", any_case=True) == ("É", "é")


EXPRESSIONS = [
    r"\b(?:my|your) (?:name|e-?mail)\b|\[[A-Z ]{2,}\]",
    r"(?i)^\W*(?:please )?(?:list|name) (?:\d+|two|three) [a-z]+s?",
    r"(?im)^[^\S\n]*#{2,3} ?(?:response|answer) ?:|<\|im_(?:start|end)\|>",
    r"(?i)caf[ée]s?|über\w+|\?{4}|[!?]{2}\n",
    r"(?:a{2,5}b|(?:cd)+|e{1}f?){1,3}x",
]


@given(st.sampled_from(EXPRESSIONS).flatmap(lambda each: st.tuples(st.just(each), st.from_regex(each))))
def test_every_match_holds_one(drawn: tuple[str, str]) -> None:
    expression, text = drawn
    assert re.search(expression, text)
    if not any(letter in text for letter in "\u017f\u212a\u0130\u0131"):
        lowered = text.encode().lower().decode()
        assert any(word in lowered for word in literals(expression))
