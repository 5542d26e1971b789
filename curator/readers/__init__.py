"""Read files of any supported kind into canonical records."""

from curator.readers.batches import QUARANTINE, Batch, SourceInfo, batches
from curator.readers.scan import Scan, scan

__all__ = ["QUARANTINE", "Batch", "Scan", "SourceInfo", "batches", "scan"]
