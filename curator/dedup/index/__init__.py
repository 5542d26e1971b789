"""An index of records that repeat none of each other: it is kept on disk, grows, and tells what new records repeat."""

from curator.dedup.index.folder import MANIFEST, Manifest, add, build, check, load, read
from curator.dedup.index.query import ANSWERS, Index

__all__ = ["ANSWERS", "MANIFEST", "Index", "Manifest", "add", "build", "check", "load", "read"]
