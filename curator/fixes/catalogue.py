"""Every fix by name, in the order in which they are applied."""

from curator.fixes.encoding import CONTROL_CHARACTERS, ENCODING
from curator.fixes.fix import Fix
from curator.fixes.markup import HTML_RESIDUE, STRIP_TEMPLATE_TOKENS
from curator.fixes.sentinels import CLEAR_SENTINEL
from curator.registry import Registry

# Encoding first: mojibake holds control characters that carry a letter until it is mended.
FIXES: Registry[Fix] = Registry(
    "fix",
    {fix.name: fix for fix in (ENCODING, CONTROL_CHARACTERS, STRIP_TEMPLATE_TOKENS, HTML_RESIDUE, CLEAR_SENTINEL)},
)
