"""Files that lie elsewhere, by address: `s3://bucket/key` and `hf://datasets/owner/name/path`."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import IO

from curator.errors import DataError

SCHEMES = {"s3": "curator.remote.s3", "hf": "curator.remote.hub"}


def is_address(name: str) -> bool:
    """True for `scheme://…`, whether curator can read from there or not."""
    return "://" in name


def find(address: str) -> list[str]:
    """The files that an address or a pattern (`s3://bucket/data/*.jsonl`, `**` for any depth) stands for, sorted.

    Raises:
        DataError: an unknown scheme, nothing there, or a folder.
        ServiceError: the service cannot be reached or does not let us in.
        MissingExtra: the package that talks to it is not installed.
    """
    found: list[str] = _home(address).find(address)
    return found


@contextmanager
def opened(address: str) -> Iterator[IO[bytes]]:
    """The bytes of a file; seekable, read as they come, not downloaded first.

    Raises:
        DataError: it is not there, or was changed or deleted while it was read.
        ServiceError: the service cannot be reached or does not let us in; also while reading.
    """
    with _home(address).opened(address) as stream:
        yield stream


@contextmanager
def writing(address: str) -> Iterator[IO[bytes]]:
    """What is written becomes the file at `address` when the block ends well; else nothing is there.

    Raises:
        DataError: no such bucket, or nothing can be written there.
        ServiceError: the service cannot be reached or does not let us in.
    """
    with _home(address).writing(address) as stream:
        yield stream


def check_writable(address: str) -> None:
    """Refuse an output before the long run rather than after it; see `writing`."""
    _home(address).check_writable(address)


def stamp(address: str) -> str:
    """What is another when the file is another: the ETag of an object, the commit of a file on the hub."""
    found: str = _home(address).stamp(address)
    return found


def _home(address: str) -> ModuleType:
    from importlib import import_module

    scheme = address.partition("://")[0]
    if scheme not in SCHEMES:
        raise DataError(
            f"cannot read from or write to {scheme}://",
            where=address,
            hint="download it and name the file; curator knows s3://bucket/key and hf://datasets/owner/name/path",
        )
    return import_module(SCHEMES[scheme])
