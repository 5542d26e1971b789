"""Write files and folders whole or not at all, so that they outlast a kill or a power cut once they are there.

What is being written has a name that begins with `PART` and is locked by its writer. The system gives the lock back
when the writer dies, however it dies: what nobody has locked is a leftover, and the next writer beside it removes it.
"""

import errno
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

import orjson

from curator.errors import CuratorError, DataError

if sys.platform != "win32":
    import fcntl

PART = ".curator-"

_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
_TOLD = re.compile(r"\(os error (\d+)\)")  # how libraries in Rust (polars, safetensors) name an error of the system
_UNTOLD = "Invalid thrift: transport error"  # all that polars says when it cannot write the head of a Parquet page
_FULL_BYTES = 1 << 16  # a disk with less room than this is called full


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary path beside `path`; when the block ends well it is flushed to disk and takes `path`'s place.

    Raises:
        DataError: the folder is missing or not writable, or the disk is full. `path` is then as it was.
    """
    with writing(path):
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        remove_leftovers(path.parent)
        temporary, claim = _new_file(path.parent, path.suffix)
    try:
        with writing(path):
            yield temporary
            temporary.chmod(mode)
            flush(temporary)
            temporary.replace(path)
            flush(path.parent)
    finally:
        temporary.unlink(missing_ok=True)
        os.close(claim)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A temporary folder beside `path`; when the block ends well all in it is flushed and it becomes `path`.

    When another process has put `path` there meanwhile, that one stays: callers name folders by their content.

    Raises:
        DataError: the disk is full or the place not writable. Nothing is left behind.
    """
    with writing(path):
        make_folder(path.parent)
        remove_leftovers(path.parent)
        temporary, claim = _new_folder(path.parent)
    try:
        with writing(path):
            yield temporary
            for each in temporary.rglob("*"):
                flush(each)
            temporary.chmod(0o777 & ~_umask())
            flush(temporary)
            try:
                temporary.rename(path)
            except OSError as error:
                if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                    raise
            flush(path.parent)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        os.close(claim)


def append_line(path: Path, entry: Mapping[str, object]) -> None:
    """Add an entry as the last line of a file of JSON lines; it is on the disk when this returns.

    What a kill or a power cut left of a line is removed first, so that every line is whole. Whoever calls this makes
    sure that nobody else adds a line meanwhile.

    Raises:
        DataError: the disk is full, or the place not writable. The file holds the lines that it held before.
    """
    with writing(path):
        make_folder(path.parent)
        is_new = not path.exists()
        with path.open("ab+", buffering=0) as file:
            end = _end_of_lines(file)
            left = orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE)
            try:
                while left:
                    left = left[file.write(left) :]
                os.fsync(file.fileno())
            except BaseException:
                file.truncate(end)
                raise
        if is_new:
            flush(path.parent)


def _end_of_lines(file: FileIO) -> int:
    """Where the next line begins; a last line that is whole but not ended is ended, one that is not is removed."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - 1, 0))
    if file.read() in (b"", b"\n"):
        return size
    file.seek(0)
    last = file.readall().rpartition(b"\n")[2]
    if is_whole(last):
        file.write(b"\n")
        return size + 1
    return file.truncate(size - len(last))


def is_whole(line: bytes) -> bool:
    """Whether a line is JSON to its end, and not what a kill left of one."""
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return True


def remove_leftovers(folder: Path) -> None:
    """Remove what writers that were killed left half-written in `folder`; what one is writing now stays.

    A file system without locks keeps its leftovers.
    """
    for path in folder.glob(f"{PART}????????*"):
        with suppress(OSError):
            handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
            try:
                if _lock(handle):
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
            finally:
                os.close(handle)


def make_folder(path: Path) -> None:
    """Make a folder and the folders above it, and wait until their names are on the disk."""
    missing = [each for each in (path, *path.parents) if not each.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for each in missing:
        flush(each.parent)


def flush(path: Path) -> None:
    """Wait until a file's bytes, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if not (path.is_dir() and error.errno == errno.EINVAL):  # some network file systems flush no folders
            raise
    finally:
        os.close(handle)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Say what went wrong when the block cannot write to `path`.

    Raises:
        DataError: the disk is full, or the place is missing or not writable.
    """
    try:
        yield
    except (CuratorError, BrokenPipeError):  # a reader that has enough is no trouble with writing
        raise
    except Exception as error:
        number = _number(error, path.parent)
        if number is None and not isinstance(error, OSError):
            raise
        if number in _NO_SPACE:
            raise DataError(
                "no space left on the disk; nothing was written",
                where=str(path),
                hint="free some space or choose another place",
            ) from None
        reason = (os.strerror(number) if number else str(error)).lower()
        raise DataError(
            f"cannot write: {reason}", where=str(path), hint="check the folder and its permissions"
        ) from None


def _number(error: Exception, folder: Path) -> int | None:
    """The system's number for what went wrong; null when the system had no part in it."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno
    told = _TOLD.search(str(error))
    if told:
        return int(told[1])
    if _UNTOLD in str(error):
        return errno.ENOSPC if shutil.disk_usage(folder).free < _FULL_BYTES else errno.EIO
    return None


def _new_file(folder: Path, suffix: str) -> tuple[Path, int]:
    """An empty file that is ours, and the handle that says so."""
    while True:
        handle, name = tempfile.mkstemp(dir=folder, prefix=PART, suffix=suffix)
        if _claimed(Path(name), handle):
            return Path(name), handle


def _new_folder(folder: Path) -> tuple[Path, int]:
    """An empty folder that is ours, and the handle that says so."""
    while True:
        path = Path(tempfile.mkdtemp(dir=folder, prefix=PART))
        with suppress(FileNotFoundError):
            handle = os.open(path, os.O_RDONLY)
            if _claimed(path, handle):
                return path, handle


def _claimed(path: Path, handle: int) -> bool:
    """Lock what was just made; false when somebody took it for a leftover in between."""
    with suppress(OSError):  # no locks here: then nobody else gets one to remove it
        if not _lock(handle):
            os.close(handle)
            return False
    if path.exists():
        return True
    os.close(handle)
    return False


def _lock(handle: int) -> bool:
    """Lock a file or folder until the handle is closed; false when another handle holds it.

    Raises:
        OSError: the file system has no locks.
    """
    if sys.platform == "win32":
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
