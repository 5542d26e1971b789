"""The words of a text, and how much of it says the same again.

Words are runs of letters, digits and `_` of the text in its compatibility form (NFKC), case aside; in scripts that put
no spaces between words (Han, Kana, Thai, Lao, Khmer, Burmese) each character is one. Shares of characters are of those
of all words; they follow Gopher (Rae et al. 2021, table A1), where a document goes at 0.20, 0.18 and 0.16 for the most
frequent 2, 3 and 4 words, and at 0.15, 0.14, … 0.10 for 5, 6, … 10 words that stood before.
"""

from curator.schema import VIEWS
from curator.signals.kernels import Measure, measured_by
from curator.signals.signal import Signal

_STOP_WORDS = "the, be, to, of, and, that, have, with"


def _of(view: str) -> list[Signal]:
    measures = [
        Measure(f"{view}_words", "words", f"words of the {view}; a character of a script without spaces is one", 2),
        Measure(
            f"{view}_mean_word_length",
            "characters",
            f"mean length of the words of the {view}; null without words",
            is_counted=False,
        ),
        Measure(
            f"{view}_distinct_word_share",
            "share",
            f"different words of the {view} by all its words; null without words",
            2,
        ),
        Measure(
            f"{view}_stop_word_share",
            "share",
            f"words of the {view} that are among the English {_STOP_WORDS}; null without words",
        ),
        Measure(
            f"{view}_alphabetic_word_share",
            "share",
            f"words of the {view} that hold more than ASCII digits and _; null without words",
        ),
        Measure(
            f"{view}_repeated_5gram_share",
            "share",
            f"runs of five words of the {view} that stood before in it; null with fewer than five words",
            2,
        ),
    ]
    measures += [
        Measure(
            f"{view}_top_{width}gram_char_share",
            "share",
            f"characters in the most frequent {width} words in a row of the {view}; 0 when none occur twice, null with "
            f"fewer than {width} words",
        )
        for width in (2, 3, 4)
    ]
    measures += [
        Measure(
            f"{view}_repeated_{width}gram_char_share",
            "share",
            f"characters in {width} words in a row of the {view} that stood before in it, each counted once; null with "
            f"fewer than {width} words",
        )
        for width in (5, 6, 7, 8, 9, 10)
    ]
    return measured_by("words", (view,), measures)


SIGNALS = [signal for view in VIEWS for signal in _of(view)]
