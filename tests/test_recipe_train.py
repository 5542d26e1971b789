"""What a recipe says of training."""

from pathlib import Path

import pytest

from curator.errors import RecipeError
from curator.recipe import FULL_LEARNING_RATE, Train, load


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"method": "full", "quantization": "4bit"}, "quantized weights cannot be trained; use lora or dora"),
        ({"method": "prefix-frozen", "stages": ["preference"]}, "prefix-frozen runs supervised stages only"),
        ({"method": "prefix-frozen", "loss": "assistant"}, "prefix-frozen learns the last answer only; leave loss out"),
        ({"method": "prefix-frozen", "packing": True}, "leave packing out, or use method lora"),
        ({"stages": ["supervised", "supervised"]}, "stages names a stage twice"),
        ({"stages": []}, "stages: List should have at least 1 item"),
        ({"examples_seen": 4, "batch_size": 8}, "not one step would be taken"),
        ({"beta": 0.0}, "beta: Input should be greater than 0, got 0.0"),
    ],
)
def test_what_cannot_be_trained_is_refused_with_a_reason(settings: dict[str, object], message: str) -> None:
    with pytest.raises(RecipeError) as caught:
        Train.of(**settings)
    assert message in str(caught.value)


def test_settings_at_their_defaults_leave_no_trace() -> None:
    """Runs and journals are known by the settings they were made with, those from before a setting existed too."""
    known = ["model", "system", "rank", "alpha", "learning_rate", "batch_size", "examples_seen", "max_tokens"]
    assert list(Train().model_dump(exclude={"seeds"})) == [*known, "workers", "threads", "precision"]


def test_settings_read_back_as_they_were_written() -> None:
    train = Train.of(stages=["supervised", "preference"], method="dora", epochs=2.0, beta=0.2, template="chatml")
    assert Train.model_validate(train.model_dump(mode="json")) == train


@pytest.mark.parametrize(("given", "rate"), [({}, FULL_LEARNING_RATE), ({"learning_rate": 1e-3}, 1e-3)])
def test_all_weights_take_smaller_steps_unless_told(given: dict[str, float], rate: float) -> None:
    assert Train.of(method="full", **given).learning_rate == rate


def test_a_template_file_lies_beside_the_recipe(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "data.jsonl").write_text("{}\n")
    recipe = folder / "r.yaml"
    recipe.write_text("data: {sources: [data.jsonl]}\ntrain: {template: mine.jinja}\n")
    with pytest.raises(RecipeError, match=r"r.yaml:2:19: no such file: .*here/mine.jinja"):
        load(recipe)
    (folder / "mine.jinja").write_text("")
    assert load(recipe).train.template == str(folder / "mine.jinja")
