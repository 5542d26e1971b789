"""S3, and what speaks its language: objects read, listed and written through boto3."""

import difflib
import io
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any, Protocol

from curator.errors import CuratorError, DataError, ServiceError
from curator.lazy import need
from curator.remote.patterns import fixed_start, is_pattern, matcher
from curator.remote.reader import Body, Broken, RemoteFile
from curator.text import printable

BUFFER_BYTES = 1 << 20
SPOOL_BYTES = 1 << 24  # written objects are held in memory up to this size, then in a temporary file
NEIGHBOURS = 200  # keys looked at for a hint

_DENIED = {"403", "AccessDenied", "Forbidden", "InvalidAccessKeyId", "SignatureDoesNotMatch", "AllAccessDisabled"}
_EXPIRED = {"ExpiredToken", "InvalidToken", "TokenRefreshRequired", "RequestExpired"}
_LOG_IN = "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; for public data AWS_SKIP_SIGNATURE=true"

Answer = Mapping[str, Any]


class Pages(Protocol):
    """A list that comes page by page."""

    def paginate(self, *, Bucket: str, Prefix: str) -> Iterator[Answer]:
        """The pages."""


class Client(Protocol):
    """What is used of boto3's client."""

    def head_object(self, *, Bucket: str, Key: str) -> Answer:
        """Size and ETag."""

    def head_bucket(self, *, Bucket: str) -> Answer:
        """Nothing, if it is there."""

    def get_object(self, *, Bucket: str, Key: str, Range: str, IfMatch: str) -> Answer:
        """The bytes."""

    def list_objects_v2(self, *, Bucket: str, Prefix: str, MaxKeys: int) -> Answer:
        """The first keys."""

    def get_paginator(self, name: str) -> Pages:
        """All keys."""

    def upload_fileobj(self, file: IO[bytes], bucket: str, key: str) -> None:
        """Write, in parts if it is large."""


def find(address: str) -> list[str]:
    """The objects that an address or a pattern stands for; a key that is there is itself, whatever signs it has."""
    bucket, key = _parts(address)
    with _said(address):
        client = _client()
        if _head(client, bucket, key) is not None:
            return [address]
        if not is_pattern(key):
            raise _nothing_there(client, address, bucket, key)
        pattern = matcher(key)
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=fixed_start(key))
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
    with _said(address):
        client = _client()
        head = _head(client, bucket, key)
        if head is None:
            raise _nothing_there(client, address, bucket, key)

    def connect(place: int) -> Body:
        with _said(address, reading=True):
            got = client.get_object(Bucket=bucket, Key=key, Range=f"bytes={place}-", IfMatch=head["ETag"])
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
        with _said(address):
            _client().upload_fileobj(waiting, bucket, key)


def check_writable(address: str) -> None:
    """Make sure of the bucket."""
    bucket, _ = _parts(address)
    with _said(address):
        _client().head_bucket(Bucket=bucket)


def stamp(address: str) -> str:
    """The ETag."""
    bucket, key = _parts(address)
    with _said(address):
        client = _client()
        head = _head(client, bucket, key)
        if head is None:
            raise _nothing_there(client, address, bucket, key)
    return str(head["ETag"])


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
        raise DataError("keys do not belong into an address", where="s3://…", hint=_LOG_IN)
    if not bucket or not key or key.endswith("/"):
        what = "names no file" if bucket else "names no bucket"
        raise DataError(
            what, where=address, hint="write s3://bucket/key, or a pattern such as 's3://bucket/data/*.jsonl'"
        )
    return bucket, key


def _client() -> Client:
    """A client for this process's credentials; `AWS_ENDPOINT_URL` names a server that is not Amazon's."""
    boto3, config = need("boto3", extra="s3"), need("botocore.config", extra="s3")
    wanted: dict[str, Any] = {"retries": {"max_attempts": 4, "mode": "standard"}, "connect_timeout": 10}
    if os.environ.get("AWS_ENDPOINT_URL") or os.environ.get("AWS_ENDPOINT_URL_S3"):
        wanted["s3"] = {"addressing_style": "path"}
    if os.environ.get("AWS_SKIP_SIGNATURE", "").lower() in ("1", "true"):
        wanted["signature_version"] = need("botocore", extra="s3").UNSIGNED
    client: Client = boto3.Session().client("s3", config=config.Config(**wanted))
    return client


def _head(client: Client, bucket: str, key: str) -> Answer | None:
    """What is known of an object; null when it is not there."""
    try:
        return client.head_object(Bucket=bucket, Key=key)
    except need("botocore.exceptions", extra="s3").ClientError as error:
        if _code(error.response) not in ("404", "NoSuchKey", "NotFound"):
            raise
        client.head_bucket(Bucket=bucket)  # a missing bucket gives the same answer
        return None


def _nothing_there(client: Client, address: str, bucket: str, key: str) -> DataError:
    below = client.list_objects_v2(Bucket=bucket, Prefix=f"{key}/", MaxKeys=1).get("Contents")
    if below:
        return DataError("is a folder", where=address, hint=f"name files in it, for example '{address}/*.jsonl'")
    folder = key.rpartition("/")[0]
    beside = client.list_objects_v2(Bucket=bucket, Prefix=f"{folder}/" if folder else "", MaxKeys=NEIGHBOURS)
    near = difflib.get_close_matches(key, [each["Key"] for each in beside.get("Contents", ())], n=3)
    hint = f"did you mean {' or '.join(f's3://{bucket}/{each}' for each in near)}?" if near else "check the key"
    return DataError("no such object", where=address, hint=hint)


def _code(error: Answer) -> str:
    return str(error.get("Error", {}).get("Code", ""))


@contextmanager
def _said(address: str, *, reading: bool = False) -> Iterator[None]:
    """Say in a user's words what went wrong; keys and tokens are never part of it."""
    exceptions, transfer = need("botocore.exceptions", extra="s3"), need("boto3.exceptions", extra="s3")
    try:
        yield
    except exceptions.ClientError as error:
        raise _refusal(_code(error.response), address, reading) from None
    except transfer.S3UploadFailedError as error:
        cause = error.__context__
        code = _code(cause.response) if isinstance(cause, exceptions.ClientError) else "the upload failed"
        raise _refusal(code, address, reading) from None
    except (exceptions.NoCredentialsError, exceptions.PartialCredentialsError, exceptions.CredentialRetrievalError):
        raise ServiceError("no S3 credentials", where=address, hint=_LOG_IN) from None
    except exceptions.ProfileNotFound:
        raise ServiceError("AWS_PROFILE names no profile", where=address, hint=_LOG_IN) from None
    except exceptions.ParamValidationError:
        raise DataError("is no name of a bucket and a key", where=address, hint="write s3://bucket/key") from None
    except exceptions.BotoCoreError as error:
        hint = "check the network, AWS_ENDPOINT_URL and the region"
        raise ServiceError(f"S3 cannot be reached: {type(error).__name__}", where=address, hint=hint) from None
    except ValueError:  # boto3 does not wrap what it finds in a setting or a key that is not UTF-8
        hint = "check the address, AWS_ENDPOINT_URL and the region"
        raise ServiceError(
            "the address or a setting of S3 makes no sense", where=printable(address), hint=hint
        ) from None


def _refusal(code: str, address: str, reading: bool) -> CuratorError:
    if code in ("412", "PreconditionFailed"):
        return DataError("was changed while it was read", where=address, hint="read it when nothing writes to it")
    if reading and code in ("404", "NoSuchKey"):
        return DataError("was deleted while it was read", where=address, hint="write it again")
    if code in ("404", "NoSuchBucket", "NotFound"):
        return DataError("no such bucket", where=address, hint="check its name, and the region or AWS_ENDPOINT_URL")
    if code in _DENIED:
        return ServiceError(f"S3 does not let us in ({code})", where=address, hint=f"check the rights; {_LOG_IN}")
    if code in _EXPIRED:
        return ServiceError(f"the S3 credentials have expired ({code})", where=address, hint="log in again")
    return ServiceError(f"S3 answered {code or 'with an error'}", where=address, hint="try again later")
