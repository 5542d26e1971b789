"""Layouts of training records: recognise one, read it into canonical fields, write it back without loss."""

from curator.formats.convert import encode
from curator.formats.detect import FORMATS, check_columns, detect, mapped, named
from curator.formats.format import Format, Obj, Unreadable, called

__all__ = ["FORMATS", "Format", "Obj", "Unreadable", "called", "check_columns", "detect", "encode", "mapped", "named"]
