"""S3, and what speaks its language: objects read, listed and written through boto3."""

import difflib
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from curator.errors import DataError, ServiceError
from curator.lazy import need
from curator.remote.patterns import fixed_start, is_pattern, matcher
from curator.remote.reader import Body, Broken, RemoteFile
from curator.remote.s3_client import LOG_IN, Answer, Client, client, code_of, said

BUFFER_BYTES = 1 << 20
SPOOL_BYTES = 1 << 24  # written objects are held in memory up to this size, then in a temporary file
NEIGHBOURS = 200  # keys looked at for a hint


def find(address: str) -> list[str]:
    """The objects that an address or a pattern stands for; a key that is there is itself, whatever signs it has."""
    bucket, key = _parts(address)
    with said(address):
        s3 = client()
        if _head(s3, bucket, key) is not None:
            return [address]
        if not is_pattern(key):
            raise _nothing_there(s3, address, bucket, key)
        pattern = matcher(key)
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=fixed_start(key))
        keys = [each["Key"] for page in pages for each in page.get("Contents", ())]
    fits = [each for each in keys if pattern.fullmatch(each) and not each.rpartition("/")[2].startswith(".")]
    found = sorted(f"s3://{bucket}/{each}" for each in fits if not each.endswith("/"))
    if not found:
        raise DataError("no file matches", where=address, hint="check the pattern; ** stands for any depth")
    return found


@contextmanager
def opened(address: str) -> Iterator[IO[bytes]]:
    """The bytes of one state of an object: should it be another by the time a connection breaks, that is an error."""
    bucket, key = _parts(address)
    with said(address):
        s3 = client()
        head = _known(s3, address, bucket, key)

    def connect(place: int) -> Body:
        with said(address, reading=True):
            got = s3.get_object(Bucket=bucket, Key=key, Range=f"bytes={place}-", IfMatch=head["ETag"])
        return _Answer(got["Body"])

    def give_up(error: Broken) -> Exception:
        return ServiceError(f"the connection breaks again and again: {error}", where=address, hint="try again later")

    with io.BufferedReader(RemoteFile(head["ContentLength"], connect, give_up), BUFFER_BYTES) as stream:
        yield stream


@contextmanager
def writing(address: str) -> Iterator[IO[bytes]]:
    """An object that is there when the block ends well; until then what is written waits here."""
    bucket, key = _parts(address)
    with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as waiting:
        yield waiting
        waiting.seek(0)
        with said(address):
            client().upload_fileobj(waiting, bucket, key)


def check_writable(address: str) -> None:
    """Make sure of the bucket."""
    bucket, _ = _parts(address)
    with said(address):
        client().head_bucket(Bucket=bucket)


def stamp(address: str) -> str:
    """The ETag."""
    bucket, key = _parts(address)
    with said(address):
        return str(_known(client(), address, bucket, key)["ETag"])


class _Answer:
    """The body of an answer; a broken connection is `Broken`."""

    def __init__(self, body: Body) -> None:
        self._body = body

    def read(self, size: int) -> bytes:
        exceptions, urllib3 = need("botocore.exceptions", extra="s3"), need("urllib3.exceptions", extra="s3")
        try:
            return self._body.read(size)
        except (exceptions.BotoCoreError, urllib3.HTTPError, OSError) as error:
            raise Broken(type(error).__name__) from None

    def close(self) -> None:
        self._body.close()


def _parts(address: str) -> tuple[str, str]:
    """Bucket and key."""
    bucket, _, key = address.removeprefix("s3://").partition("/")
    if "@" in bucket or ":" in bucket:
        raise DataError("keys do not belong into an address", where="s3://…", hint=LOG_IN)
    if not bucket or not key or key.endswith("/"):
        what = "names no file" if bucket else "names no bucket"
        raise DataError(
            what, where=address, hint="write s3://bucket/key, or a pattern such as 's3://bucket/data/*.jsonl'"
        )
    return bucket, key


def _head(s3: Client, bucket: str, key: str) -> Answer | None:
    """What is known of an object; null when it is not there."""
    try:
        return s3.head_object(Bucket=bucket, Key=key)
    except need("botocore.exceptions", extra="s3").ClientError as error:
        if code_of(error.response) not in ("404", "NoSuchKey", "NotFound"):
            raise
        s3.head_bucket(Bucket=bucket)  # a missing bucket gives the same answer
        return None


def _known(s3: Client, address: str, bucket: str, key: str) -> Answer:
    """What is known of an object that must be there."""
    head = _head(s3, bucket, key)
    if head is None:
        raise _nothing_there(s3, address, bucket, key)
    return head


def _nothing_there(s3: Client, address: str, bucket: str, key: str) -> DataError:
    below = s3.list_objects_v2(Bucket=bucket, Prefix=f"{key}/", MaxKeys=1).get("Contents")
    if below:
        return DataError("is a folder", where=address, hint=f"name files in it, for example '{address}/*.jsonl'")
    folder = key.rpartition("/")[0]
    beside = s3.list_objects_v2(Bucket=bucket, Prefix=f"{folder}/" if folder else "", MaxKeys=NEIGHBOURS)
    near = difflib.get_close_matches(key, [each["Key"] for each in beside.get("Contents", ())], n=3)
    hint = f"did you mean {' or '.join(f's3://{bucket}/{each}' for each in near)}?" if near else "check the key"
    return DataError("no such object", where=address, hint=hint)
