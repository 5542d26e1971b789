"""How much of the prompt comes back in the response; words are those of `words`."""

from curator.signals.kernels import Measure, measured_by
from curator.signals.signal import Signal

_WORDS = measured_by(
    "overlaps",
    ("prompt", "response"),
    [
        Measure(
            "prompt_repeated_share",
            "share",
            "different words of the prompt that the response uses too; null when the prompt has no words",
            2,
        ),
        Measure("response_new_words", "words", "different words of the response that are not in the prompt", 2),
        Measure(
            "response_known_share",
            "share",
            "different words of the response that the prompt uses too; null when the response has no words",
        ),
        Measure(
            "prompt_response_overlap",
            "share",
            "different words that prompt and response both use, by those that one of them uses; null without words",
        ),
        Measure(
            "response_copied_share",
            "share",
            "runs of five words of the response that stand in the prompt; null with fewer than five words",
        ),
        Measure(
            "response_length_ratio",
            "ratio",
            "words of the response for each word of the prompt; null when the prompt has no words",
            is_counted=False,
        ),
    ],
)


def _same(column: str) -> list[Signal]:
    about = f"the response is the {column} word for word, case and white space aside; null without an {column}"
    return measured_by("same", (column, "response"), [Measure(f"response_equals_{column}", "flag", about)])


SIGNALS = [*_WORDS, *_same("input"), *_same("instruction")]
