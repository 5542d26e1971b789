"""Every fix by name, in the order in which they are applied."""

from curator.fixes.courtesies import CUT_COURTESIES
from curator.fixes.cutting import CUT_MERGED_INSTRUCTIONS, CUT_NEXT_TURN, STRIP_ANSWER_LABEL
from curator.fixes.encoding import CONTROL_CHARACTERS, ENCODING
from curator.fixes.fix import Fix
from curator.fixes.markup import HTML_RESIDUE, STRIP_TEMPLATE_TOKENS
from curator.fixes.masking import MASK_PERSONAL_DATA, MASK_SECRETS
from curator.fixes.sentinels import CLEAR_SENTINEL
from curator.fixes.turns import CUT_COPIED_TURNS
from curator.registry import Registry

# Masks first: what later fixes remember of a text is masked. Then encoding: mojibake holds control characters that
# carry a letter until it is mended. A turn is cut off before the tokens that tell where it begins are removed.
_IN_ORDER = (
    MASK_SECRETS,
    MASK_PERSONAL_DATA,
    ENCODING,
    CONTROL_CHARACTERS,
    CUT_NEXT_TURN,
    STRIP_TEMPLATE_TOKENS,
    HTML_RESIDUE,
    CUT_MERGED_INSTRUCTIONS,
    STRIP_ANSWER_LABEL,
    CLEAR_SENTINEL,
    CUT_COPIED_TURNS,
    CUT_COURTESIES,
)

FIXES: Registry[Fix] = Registry("fix", {fix.name: fix for fix in _IN_ORDER})
