"""Repairs of broken character encodings and stray control characters."""

import re

from curator.fixes.fix import PROSE, Fix
from curator.lazy import need

_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# The code pages of old consoles: ftfy does not know 850 and doubts short lines of 437.
_CODE_PAGES = {"cp850": re.compile("ÔÇ[ÖôöØ£ªÿ]|Ôé¼|├®"), "cp437": re.compile("ΓÇ[ÖöôÿÜª£¥ó]|Γé¼|├[⌐¿«»▒]")}
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufff9-\ufffb]")


def mend_encoding(text: str) -> str:
    """Undo UTF-8 that was read as another encoding, line by line, so that one odd line spoils no other."""
    fix_encoding = need("ftfy").fix_encoding
    return "\n".join(line if line.isascii() else str(fix_encoding(_from_code_page(line))) for line in text.split("\n"))


def _from_code_page(line: str) -> str:
    """The line read again if it was UTF-8 taken for the code page of a console."""
    for name, signs in _CODE_PAGES.items():
        if signs.search(line):
            try:
                return line.encode(name).decode()
            except UnicodeError:
                continue
    return line


def drop_control_characters(text: str) -> str:
    """Remove terminal sequences and control characters; line separators of every kind become line breaks."""
    return _CONTROL.sub("", _BREAKS.sub("\n", _ANSI.sub("", text)))


ENCODING = Fix(
    "encoding", 2, "read text again that was UTF-8 taken for another encoding (Ã© → é)", PROSE, mend_encoding
)
CONTROL_CHARACTERS = Fix(
    "control-characters",
    1,
    "remove control characters and terminal sequences, make every line separator a line break",
    PROSE,
    drop_control_characters,
)
