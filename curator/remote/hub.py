"""The Hugging Face hub: files of data sets read and listed, models fetched, through huggingface_hub."""

import errno
import io
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NoReturn, Protocol

from curator.errors import CuratorError, DataError, ServiceError
from curator.lazy import need
from curator.remote.patterns import is_pattern

BLOCK_BYTES = 8 << 20

_LOG_IN = "for what is private or gated log in: hf auth login, or set HF_TOKEN"
_OF_THIS_MACHINE = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS)


class Place(Protocol):
    """An address taken apart."""

    repo_type: str
    repo_id: str
    revision: str
    path_in_repo: str


class Files(Protocol):
    """What is used of the hub as a file system."""

    def glob(self, path: str, *, detail: bool) -> dict[str, dict[str, Any]]:
        """The files and folders that fit a pattern."""

    def info(self, path: str) -> dict[str, Any]:
        """What is known of a file or folder."""

    def open(self, path: str, mode: str, *, block_size: int) -> IO[bytes]:
        """A seekable file."""

    def resolve_path(self, path: str) -> Place:
        """The address taken apart."""


def find(address: str) -> list[str]:
    """The files that an address or a pattern stands for, on the branch or commit that it names (`owner/name@rev`)."""
    _check(address)
    with _said(address):
        files = _files()
        path = address.removeprefix("hf://")
        found = files.glob(path, detail=True) if is_pattern(path) else {path: files.info(path)}
    kept = [name for name, each in found.items() if each["type"] == "file" and not _is_hidden(name)]
    if kept:
        return sorted(f"hf://{name}" for name in kept)
    if is_pattern(path):
        raise DataError("no file matches", where=address, hint="check the pattern; ** stands for any depth")
    raise DataError(
        "is a folder", where=address, hint=f"name files in it, for example '{address.rstrip('/')}/*.parquet'"
    )


@contextmanager
def opened(address: str) -> Iterator[IO[bytes]]:
    """The bytes of a file as the commit has them that is the newest now; a later one does not change them."""
    _check(address)
    with _said(address):
        file = _files().open(_pinned(address), "rb", block_size=BLOCK_BYTES)
    with io.BufferedReader(_Said(file, address), BLOCK_BYTES) as stream:
        yield stream


@contextmanager
def writing(address: str) -> Iterator[IO[bytes]]:
    """Nothing is written to the hub."""
    yield check_writable(address)


def check_writable(address: str) -> NoReturn:
    """Refuse, and say how to do it.

    Raises:
        DataError: always.
    """
    hint = "write a folder, then: hf upload OWNER/NAME FOLDER --repo-type dataset"
    raise DataError("curator does not write to the hub", where=address, hint=hint)


def stamp(address: str) -> str:
    """The address with the commit in it."""
    _check(address)
    with _said(address):
        return _pinned(address)


def fetched(model_id: str, patterns: Sequence[str]) -> Path:
    """The folder of a model's files that fit the patterns, fetched now or found where an earlier run put them.

    Raises:
        DataError: the hub has no such model.
        ServiceError: the hub cannot be reached or does not let us in.
        OSError: the files cannot be written.
    """
    hub = need("huggingface_hub", extra="hub")
    need("huggingface_hub.utils", extra="hub").disable_progress_bars()
    with _said(model_id, "model"):
        return Path(
            hub.snapshot_download(model_id, allow_patterns=list(patterns), endpoint=os.environ.get("HF_ENDPOINT"))
        )


class _Said(io.RawIOBase):
    """A file of the hub whose mistakes are said in a user's words."""

    def __init__(self, file: IO[bytes], address: str) -> None:
        self._file = file
        self._address = address

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any writable buffer will do
        with _said(self._address):
            data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


def _check(address: str) -> None:
    path = address.removeprefix("hf://")
    if path.startswith("buckets/"):
        raise DataError("is in a bucket, which curator does not read", where=address, hint="download it: hf --help")
    if path.count("/") < (3 if path.startswith(("datasets/", "spaces/")) else 2) or path.endswith("/"):
        hint = "write hf://datasets/owner/name/path, or a pattern such as 'hf://datasets/owner/name/**/*.parquet'"
        raise DataError("names no file", where=address, hint=hint)


def _is_hidden(name: str) -> bool:
    return name.rpartition("/")[2].startswith(".")


def _files() -> Files:
    """The hub as a file system; `HF_ENDPOINT` names another hub. Looked up again at each call."""
    hub = need("huggingface_hub", extra="hub")
    files: Files = hub.HfFileSystem(endpoint=os.environ.get("HF_ENDPOINT"), skip_instance_cache=True)
    return files


def _pinned(address: str) -> str:
    """The path with the commit that its branch, or the main one, has now."""
    hub = need("huggingface_hub", extra="hub")
    where = _files().resolve_path(address.removeprefix("hf://"))
    api = hub.HfApi(endpoint=os.environ.get("HF_ENDPOINT"))
    found = api.repo_info(where.repo_id, repo_type=where.repo_type, revision=where.revision)
    kind = {"dataset": "datasets/", "space": "spaces/"}.get(where.repo_type, "")
    return f"{kind}{where.repo_id}@{found.sha}/{where.path_in_repo}"


@contextmanager
def _said(address: str, what: str = "data set") -> Iterator[None]:
    """Say in a user's words what went wrong; a token is never part of it."""
    try:
        yield
    except (CuratorError, AssertionError, AttributeError, NameError, TypeError):  # said already, or our own mistake
        raise
    except Exception as error:  # the package lets those of its HTTP client through, whichever that is
        if isinstance(error, OSError) and error.errno in _OF_THIS_MACHINE:
            raise
        raise _told(error, address, what) from None


def _told(error: Exception, address: str, what: str) -> CuratorError:
    cause = error.__cause__ or error.__context__
    kinds = [*type(error).__mro__, *(type(cause).__mro__ if cause else ())]
    names = {each.__name__ for each in kinds}
    if names & {"OfflineModeIsEnabled"}:
        return ServiceError("the hub is switched off", where=address, hint="unset HF_HUB_OFFLINE")
    if names & {"GatedRepoError"}:
        return ServiceError(f"the {what} is gated", where=address, hint=f"ask for access on its page; {_LOG_IN}")
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status in (401, 403) and "RepositoryNotFoundError" not in names:
        return ServiceError(f"the hub does not let us in ({status})", where=address, hint=_LOG_IN)
    if names & {"RevisionNotFoundError"}:
        return DataError("no such branch, tag or commit", where=address, hint="check what follows the @")
    if names & {"RepositoryNotFoundError", "HFValidationError"}:
        return DataError(f"no such {what}", where=address, hint=f"check owner and name; {_LOG_IN}")
    if names & {"LocalEntryNotFoundError"}:  # neither there nor fetched before
        return _unreached(f"cannot be reached: {type(cause or error).__name__}", address)
    if names & {"FileNotFoundError", "EntryNotFoundError"}:
        return DataError("no such file", where=address, hint="check the path in the data set")
    if names & {"NotImplementedError", "ValueError", "HfUriError"}:
        return DataError("is no address on the hub", where=address, hint="write hf://datasets/owner/name/path")
    answer = f"answered {status}" if status else "cannot be reached"
    return _unreached(f"{answer}: {type(error).__name__}", address)


def _unreached(how: str, address: str) -> ServiceError:
    return ServiceError(f"the hub {how}", where=address, hint="check the network and HF_ENDPOINT, or try again later")
