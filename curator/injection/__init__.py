"""Put known faults into good records, to see what finds them and what they cost."""

from curator.injection.made import Made, Row
from curator.injection.spoil import ANOTHER, MIX, Spoilt, kinds, spoil
from curator.injection.table import FAULTS, Fault

__all__ = ["ANOTHER", "FAULTS", "MIX", "Fault", "Made", "Row", "Spoilt", "kinds", "spoil"]
