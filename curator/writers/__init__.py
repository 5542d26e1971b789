"""Write canonical records in the formats and containers that trainers read."""

from curator.writers.rows import rows
from curator.writers.write import write

__all__ = ["rows", "write"]
