"""Write a version's records: as one file in the format they came in, or as a folder that a trainer reads."""

from curator.export.exported import Exported
from curator.export.files import check_writable, export
from curator.export.folder import TRAINERS, export_for
from curator.export.run import Run
from curator.export.splits import WHOLE, parse_shares

__all__ = ["TRAINERS", "WHOLE", "Exported", "Run", "check_writable", "export", "export_for", "parse_shares"]
