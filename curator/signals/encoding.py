"""Characters that only a broken conversion leaves behind."""

import polars as pl

from curator.signals.signal import count

_CP1252 = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
# UTF-8 read as Windows-1252 or Latin-1. A capital Ã before a letter is Portuguese; before these it is nothing. Ä and Å
# may stand before a closing quotation mark; the fix looks again and leaves them alone.
_MOJIBAKE = (
    rf"[ÃÂÄÅ][\u{{80}}-\u{{9F}}\u{{A1}}-\u{{BF}}{_CP1252}]|Ã\u{{A0}}|â(?:€|‚|\u{{80}})[\u{{80}}-\u{{BF}}{_CP1252}]|"
    rf"ï»¿|ðŸ[\u{{80}}-\u{{BF}}{_CP1252}]|"
    # The same read as Windows-1250, -1251 and -1253, Mac Roman and the code pages 437 and 850.
    r"Ă[©±¶Ľ¤§«]|â€[śťť]|вЂ[™“”њќ¦˜]|в‚¬|Г[©±¶]|β€[™“”¦]|‚Ä[ôúùìîò¶¢]|‚Ç¨|√[©®ü∫ßØ¶§¢]|ΓÇ[ÖöôÿÜª£¥ó]|Γé¼|├[⌐®¿«»▒]|"
    r"ÔÇ[ÖôöØ£ªÿ]|Ôé¼"
)
_CONTROL = r"[\u{00}-\u{08}\u{0B}\u{0C}\u{0E}-\u{1F}\u{7F}-\u{9F}\u{FEFF}\u{FFF9}-\u{FFFB}\u{2028}\u{2029}]"

SIGNALS = [
    count(
        "full_mojibake",
        "places where UTF-8 was read as another encoding, such as Ã© for é",
        "places",
        ("full",),
        pl.col("full").str.count_matches(_MOJIBAKE),
        version=2,
    ),
    count(
        "full_control_characters",
        "control characters other than tab and line break, byte-order marks, line separators",
        "characters",
        ("full",),
        pl.col("full").str.count_matches(_CONTROL),
    ),
    count(
        "full_replacement_characters",
        "U+FFFD, the mark of bytes that could not be read",
        "characters",
        ("full",),
        pl.col("full").str.count_matches("\ufffd", literal=True),
    ),
]
