"""Write files and folders whole or not at all."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from curator.errors import DataError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary path beside `path`; when the block ends well it is flushed to disk and takes `path`'s place.

    Raises:
        DataError: the folder is missing or not writable, or the disk is full. `path` is then as it was.
    """
    with writing(path):
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=path.suffix)
        os.close(handle)
        temporary = Path(name)
        try:
            yield temporary
            temporary.chmod(0o666 & ~_umask())
            flush(temporary)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A temporary folder beside `path`; when the block ends well all its files are flushed and it becomes `path`.

    When another process has put `path` there meanwhile, that one stays: callers name folders by their content.

    Raises:
        DataError: the disk is full or the place not writable. Nothing is left behind.
    """
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
        try:
            yield temporary
            for file in temporary.rglob("*"):
                if file.is_file():
                    flush(file)
            temporary.chmod(0o777 & ~_umask())
            try:
                temporary.rename(path)
            except OSError as error:
                if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                    raise
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def flush(path: Path) -> None:
    """Wait until the file's bytes are on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Say what went wrong when the block cannot write to `path`.

    Raises:
        DataError: the disk is full, or the place is missing or not writable.
    """
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC or "No space left" in str(error):
            raise DataError(
                "no space left on the disk; nothing was written",
                where=str(path),
                hint="free some space or choose another place",
            ) from None
        reason = (error.strerror or str(error)).lower()
        raise DataError(
            f"cannot write: {reason}", where=str(path), hint="check the folder and its permissions"
        ) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
