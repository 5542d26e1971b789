"""A person in a real browser: signs in, sees the pre-filled form, answers each kind; pull brings exactly that."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from curator.label import frame as remembered
from curator.label.client import Client
from curator.label.round_trip import pull_annotations, push_tasks
from curator.versions import VersionStore
from tests.live import difficult
from tests.live.browser import Browser, chromium
from tests.live.conftest import Doubtful, commit
from tests.live.studio import Person
from tests.live.test_round_trip import placed, tasks_of

pytestmark = [pytest.mark.labelstudio, pytest.mark.browser]

CONTROL = 2
BUTTON = '[...document.querySelectorAll("button")].find(each => each.textContent.trim() == "%s")'


@pytest.fixture
def browser(studio: Person, tmp_path: Path) -> Iterator[Browser]:
    """Chromium, signed in."""
    program = chromium()
    if program is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with Browser(program, tmp_path / "profile") as page:
        page.go(f"{studio.url}/user/login/")
        for name, value in (("email", studio.username), ("password", studio.password)):
            page.click(f'document.querySelector("input[name={name}]")')
            page.type(value)
        page.click('document.querySelector("button[type=submit]")')
        page.wait('location.pathname != "/user/login/" && document.readyState == "complete"')
        yield page


def opened(page: Browser, studio: Person, project: int, task: int) -> None:
    """Show a task, ready for answers."""
    page.go(f"{studio.url}/projects/{project}/data?task={task}")
    page.wait(f'location.search.includes("{task}") && document.querySelector(".curator")')
    page.wait(BUTTON % "Submit")
    page.rest()


def submitted(page: Browser) -> None:
    """Send the form off and wait until it is stored."""
    page.click(BUTTON % "Submit")
    page.wait(BUTTON % "Update")


def option(name: str) -> str:
    """The box or button of a choice."""
    return f'document.querySelector(`.curator input[name="{name}"]`).closest("label")'


def test_one_answer_of_each_kind(
    browser: Browser, client: Client, studio: Person, store: VersionStore, doubtful: Doubtful
) -> None:
    version = doubtful(tuples=3, chats=1, pairs=1)
    sent = {each.project.kind: each for each in push_tasks(client, store, version, tasks_of(version), "in a browser")}
    number = {kind: each.project.id for kind, each in sent.items()}
    places = {kind: placed(studio, each) for kind, each in number.items()}

    opened(browser, studio, number["tuple"], places["tuple"]["t00000"])
    ticked = browser.js('[...document.querySelectorAll(".curator input:checked")].map(each => each.name)')
    assert ticked == ["wrong-sum", "short-answer"]  # as the rules said, and no verdict
    browser.click(option("short-answer"))
    browser.click(option("drop"))
    submitted(browser)

    opened(browser, studio, number["tuple"], places["tuple"]["t00001"])
    browser.press("2", 50)
    field = 'document.querySelector(".curator textarea[name=rewrite]")'
    browser.click(field)
    browser.press("a", 65, modifiers=CONTROL)
    browser.type("2\nbecause 1 + 1 = 2")
    browser.click('document.querySelectorAll(".curator .ant-rate-star")[3]')
    submitted(browser)

    opened(browser, studio, number["chat"], places["chat"]["c00003"])
    browser.click(option("keep"))
    submitted(browser)

    opened(browser, studio, number["preference"], places["preference"]["p00004"])
    browser.click('document.querySelectorAll(".curator .halves .lsf-richtext__line")[1]')
    browser.click(option("slightly"))
    submitted(browser)

    brought = pull_annotations(client, store, version, "in a browser")
    rows: dict[str, Any] = {row["record_id"]: row for row in remembered.of(brought.version).iter_rows(named=True)}
    assert {record: row["action"] for record, row in rows.items()} == {
        "t00000": "drop",
        "t00001": "fix",
        "c00003": "keep",
        "p00004": "prefer",
    }
    assert rows["t00000"]["right_rules"] == ["wrong-sum"]
    assert rows["t00000"]["suggested_rules"] == ["wrong-sum", "short-answer"]
    assert (rows["t00001"]["response"], rows["t00001"]["rating"]) == ("2\nbecause 1 + 1 = 2", 4)
    (pair,) = studio.tasks(number["preference"])
    assert rows["p00004"]["preferred"] == ("rejected" if pair["data"]["left_is"] == "chosen" else "chosen")
    assert all(row["lead_seconds"] > 0 for row in rows.values())
    asked = {address.split("/")[2] for address in browser.addresses if address.startswith("http")}
    assert asked == {studio.url.removeprefix("http://")}


def test_difficult_texts_are_shown_as_they_are(
    browser: Browser, client: Client, studio: Person, store: VersionStore
) -> None:
    records = difficult.records()
    version = commit(store, records)
    sent = {each.project.kind: each for each in push_tasks(client, store, version, tasks_of(version), "difficult")}
    by_text = {row["instruction"]: row["record_id"] for row in records.filter(kind="tuple").iter_rows(named=True)}
    coded = records.filter(pl.col("messages").list.len() == 3)["record_id"][0]

    number = sent["tuple"].project.id
    places = placed(studio, number)
    opened(browser, studio, number, places[by_text["Write a function that gives the mean of a list."]])
    shown = browser.js('[...document.querySelectorAll(".curator .card .lsf-richtext")].at(-1).innerText')
    assert "    if not values:\n        return 0.0" in shown
    assert "<b>not bold</b> & no entity: &amp;" in shown
    face = "getComputedStyle([...document.querySelectorAll(`.curator .as-%s %s`)].at(-1)).fontFamily"
    assert "monospace" in browser.js(face % ("response", ".lsf-richtext__line"))
    assert "monospace" not in browser.js(face % ("instruction", ".lsf-richtext__line"))
    assert not browser.js('[...document.querySelectorAll(".curator .optional")].some(each => each.offsetHeight)')

    opened(browser, studio, number, places[by_text["Describe the course of the river."]])
    assert browser.js("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    browser.js('document.querySelector(".lsf-main-content").scrollTo(0, 3000)')
    box = browser.js('document.querySelector(".curator .form").getBoundingClientRect().top')
    assert 0 <= box < 400  # the questions stay in sight

    opened(browser, studio, number, places[by_text[difficult.ARABIC]])
    lines = '[...document.querySelectorAll(".curator .card .lsf-richtext__line")].filter(each => each.innerText)'
    assert browser.js(f"{lines}.every(each => getComputedStyle(each).unicodeBidi == 'plaintext')")

    opened(browser, studio, number, places[by_text["Name a river."]])
    empty = 'getComputedStyle([...document.querySelectorAll(".curator .lsf-richtext__line:empty")].at(-1), "::before")'
    assert browser.js(f"{empty}.content") == '"(empty)"'

    number = sent["chat"].project.id
    opened(browser, studio, number, placed(studio, number)[coded])
    said = '[...document.querySelectorAll(`.curator [class*="dialoguetext--"]`)].at(-1).innerText'
    assert "    if not values:\n        return 0.0" in browser.js(said)
    assert "monospace" in browser.js(face % ("dialog", '[class*="dialoguetext--"]'))
