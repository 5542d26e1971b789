import re
import xml.etree.ElementTree as ElementTree
from typing import Any

import polars as pl
import pytest

from curator.errors import RecipeError
from curator.label import labelling_config, make_tasks
from curator.label.config import TARGET


@pytest.fixture
def tasks(records: pl.DataFrame, ledger: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    return make_tasks(records, ledger, reasons={}, model_version="v1", verdicts=("review", "keep", "drop"))


KINDS = ("tuple", "chat", "preference", "text")


@pytest.mark.parametrize("kind", KINDS)
def test_every_form_is_well_formed_and_asks_about_its_target(kind: str) -> None:
    form = ElementTree.fromstring(labelling_config(kind))
    named = {element.get("name") for element in form.iter() if element.get("name")}
    assert TARGET[kind] in named
    assert {"rules", "note"} <= named


@pytest.mark.parametrize("kind", ["tuple", "chat", "text"])
def test_a_review_form_offers_the_three_verdicts_with_hot_keys(kind: str) -> None:
    form = ElementTree.fromstring(labelling_config(kind))
    verdict = next(element for element in form.iter("Choices") if element.get("name") == "verdict")
    assert [(choice.get("value"), choice.get("hotkey")) for choice in verdict] == [
        ("keep", "1"),
        ("fix", "2"),
        ("drop", "3"),
    ]


def test_an_unknown_kind_has_no_form() -> None:
    with pytest.raises(RecipeError, match="did you mean tuple"):
        labelling_config("tupel")


@pytest.mark.parametrize("kind", KINDS)
def test_a_task_has_every_field_that_its_form_reads(kind: str, tasks: dict[str, list[dict[str, Any]]]) -> None:
    read = set(re.findall(r'"\$(\w+)"', labelling_config(kind)))
    assert read
    assert all(read <= set(task["data"]) for task in tasks[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_label_studio_accepts_form_tasks_and_predictions(kind: str, tasks: dict[str, list[dict[str, Any]]]) -> None:
    interface = pytest.importorskip("label_studio_sdk.label_interface").LabelInterface(labelling_config(kind))
    interface.validate()
    for task in tasks[kind]:
        assert interface.validate_task({"data": task["data"]})
        (prediction,) = task["predictions"]
        assert interface.validate_prediction(prediction, return_errors=True) == []


@pytest.mark.parametrize("kind", ["tuple", "chat", "text"])
def test_the_verdict_comes_first_and_what_it_calls_for_next(kind: str) -> None:
    form = ElementTree.fromstring(labelling_config(kind))
    asked = [element.get("name") for element in form.iter() if element.get("toName")]
    assert asked == ["verdict", "rewrite", "rules", "quality", "errors", "note"]
