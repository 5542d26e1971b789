"""The lines and paragraphs of a text, white space around them aside.

Lines and paragraphs with fewer than three letters, digits or `_` are not looked for again: they are the brackets of
code and the rules of tables. Gopher drops a document in which 0.30 of the lines or paragraphs stood before, or 0.20 of
the characters are in such (Rae et al. 2021, table A1).
"""

from curator.schema import VIEWS
from curator.signals.kernels import Measure, measured_by
from curator.signals.signal import Signal


def _of(view: str) -> list[Signal]:
    again = f"of the {view} that stood before in it, those with fewer than three word characters aside"
    measures = [
        Measure(f"{view}_lines", "lines", f"lines of the {view} that are not blank"),
        Measure(f"{view}_repeated_line_share", "share", f"lines {again}; null without lines"),
        Measure(
            f"{view}_repeated_line_char_share",
            "share",
            f"characters in lines {again}, by those of all lines looked at; null without lines",
        ),
        Measure(f"{view}_paragraphs", "paragraphs", f"lines of the {view} without a blank one between them"),
        Measure(f"{view}_repeated_paragraph_share", "share", f"paragraphs {again}; null without paragraphs"),
        Measure(
            f"{view}_repeated_paragraph_char_share",
            "share",
            f"characters in paragraphs {again}, by those of all paragraphs looked at; null without paragraphs",
        ),
        Measure(
            f"{view}_bullet_line_share",
            "share",
            f"lines of the {view} that begin with a bullet (•, -, *, …); null without lines",
        ),
        Measure(
            f"{view}_ellipsis_line_share", "share", f"lines of the {view} that end with … or ...; null without lines"
        ),
    ]
    return measured_by("lines", (view,), measures)


SIGNALS = [signal for view in VIEWS for signal in _of(view)]
