"""Write canonical records in the formats and containers that trainers read."""

from curator.writers.containers import frame
from curator.writers.rows import rows
from curator.writers.write import container_for, write

__all__ = ["container_for", "frame", "rows", "write"]
