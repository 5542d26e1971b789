"""Read files of any supported kind into canonical records."""

from curator.readers.scan import QUARANTINE, Scan, SourceInfo, scan

__all__ = ["QUARANTINE", "Scan", "SourceInfo", "scan"]
