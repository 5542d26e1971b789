"""Failed tests as annotations of GitHub Actions: workflow commands, a line each."""

from collections.abc import Iterator

from curator.checks.places import Place
from curator.checks.test import FAILED, Checked, Test
from curator.text import printable


def annotations(checked: Checked) -> Iterator[str]:
    """The lines. GitHub shows ten errors a step, so the first hit of every test comes before the second of any."""
    failed = checked.of(FAILED)
    for number in range(max((len(test.first) for test in failed), default=0) or 1):
        for test in failed:
            if number < len(test.first):
                yield _line(test, test.first[number], is_first=number == 0)
            elif number == 0:
                yield _line(test, None, is_first=True)


def _line(test: Test, place: Place | None, *, is_first: bool) -> str:
    properties = {"file": place.file} if place else {}
    if place and place.line is not None:
        properties["line"] = str(place.line)
    properties["title"] = f"{test.name} ({test.severity})" if test.severity else test.name
    at = f" {place}." if place and place.line is None else ""
    told = f"{test.message}. " if is_first else ""
    given = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::error {given}::{_data(f'{told}{test.about}{at}')}"


def _data(text: str) -> str:
    """Escaped as the toolkit of GitHub Actions does it; `printable` keeps control characters and secrets out."""
    return printable(text, 2000).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
