"""Layouts of training records: recognise one, read it into canonical fields, write it back without loss."""

from curator.formats.columns import Columns, columns_of
from curator.formats.convert import encode
from curator.formats.detect import FORMATS, check_columns, detect, mapped, named
from curator.formats.format import Format, Obj, Unreadable, called

__all__ = [
    "FORMATS",
    "Columns",
    "Format",
    "Obj",
    "Unreadable",
    "called",
    "check_columns",
    "columns_of",
    "detect",
    "encode",
    "mapped",
    "named",
]
