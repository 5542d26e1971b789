"""What the characters of a text are, and the sentences, brackets and quotation marks that they make."""

from curator.schema import VIEWS
from curator.signals.kernels import Measure, measured_by
from curator.signals.signal import Signal


def _of(view: str) -> list[Signal]:
    visible = f"of the {view} by all its characters but white space; null without any"
    measures = [
        Measure(f"{view}_alphanumeric_share", "share", f"letters, vowel signs and digits {visible}"),
        Measure(f"{view}_symbol_share", "share", f"symbols (Unicode S: emoji, +, =, <, $, arrows, …) {visible}"),
        Measure(f"{view}_digit_share", "share", f"decimal digits {visible}"),
        Measure(
            f"{view}_uppercase_share",
            "share",
            f"capitals among the letters of the {view} that have a case; null without any",
        ),
        Measure(f"{view}_longest_run", "characters", f"of the {view}: the longest run of one same letter or digit"),
        Measure(
            f"{view}_has_odd_quotes",
            "flag",
            f"the double quotation marks of the {view}, of any shape, are odd in number",
        ),
        Measure(
            f"{view}_sentences",
            "sentences",
            f"sentences of the {view}: they end with a stop (of any script), an empty line or the text, and hold a "
            "letter or a digit",
        ),
        Measure(
            f"{view}_unclosed_brackets", "brackets", f"opening brackets of the {view} that none of their kind closes"
        ),
        Measure(
            f"{view}_unopened_brackets",
            "brackets",
            f"closing brackets of the {view} that none of their kind opened, marks of lists such as 'a)' aside",
        ),
    ]
    return measured_by("characters", (view,), measures)


SIGNALS = [signal for view in VIEWS for signal in _of(view)]
