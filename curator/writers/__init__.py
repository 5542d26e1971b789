"""Write canonical records in the formats and containers that trainers read."""

from curator.writers.declared import Columns
from curator.writers.rows import rows
from curator.writers.tables import Table, as_table
from curator.writers.write import container_for, write, write_parts

__all__ = ["Columns", "Table", "as_table", "container_for", "rows", "write", "write_parts"]
