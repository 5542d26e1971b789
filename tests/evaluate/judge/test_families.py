import pytest

from curator.evaluate.judge import family, kinship


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("gpt-4o-mini", "gpt"),
        ("openai/o3", "gpt"),
        ("text_davinci_003", "gpt"),
        ("meta-llama/Llama-3.1-8B-Instruct", "llama"),
        ("Llama3", "llama"),
        ("Qwen2.5-7B", "qwen"),
        ("mistralai/Mixtral-8x7B", "mistral"),
        ("smollm2-135m-instruct", "smollm"),
        ("claude-sonnet-4", "claude"),
        ("phi-2", "phi"),
        ("our-own-model", None),
        ("delphi", None),
        ("", None),
    ],
)
def test_family(model: str, name: str | None) -> None:
    assert family(model) == name


def test_kin_are_of_the_same_family_or_the_same_model() -> None:
    others = ["qwen3-32b", "smollm2-135m-instruct", "ours"]
    assert kinship("Qwen2.5-72B", others) == ["qwen3-32b"]
    assert kinship("ours", others) == ["ours"]
    assert kinship("theirs", others) == []
