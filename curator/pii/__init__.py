"""Personal data and secrets in a text: where they stand, each validated as far as its kind allows."""

from curator.pii.found import PERSONAL, SECRETS, Found
from curator.pii.search import MAY_HOLD, find
from curator.pii.withheld import replaced, withheld

__all__ = ["MAY_HOLD", "PERSONAL", "SECRETS", "Found", "find", "replaced", "withheld"]
