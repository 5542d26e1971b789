"""How we talk to S3: a client of boto3, and its mistakes in a user's words."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any, Protocol

from curator.errors import CuratorError, DataError, ServiceError
from curator.lazy import need
from curator.text import printable

LOG_IN = "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; for public data AWS_SKIP_SIGNATURE=true"

_DENIED = {"403", "AccessDenied", "Forbidden", "InvalidAccessKeyId", "SignatureDoesNotMatch", "AllAccessDisabled"}
_EXPIRED = {"ExpiredToken", "InvalidToken", "TokenRefreshRequired", "RequestExpired"}

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


def client() -> Client:
    """A client for this process's credentials; `AWS_ENDPOINT_URL` names a server that is not Amazon's."""
    boto3, config = need("boto3", extra="s3"), need("botocore.config", extra="s3")
    wanted: dict[str, Any] = {"retries": {"max_attempts": 4, "mode": "standard"}, "connect_timeout": 10}
    if os.environ.get("AWS_ENDPOINT_URL") or os.environ.get("AWS_ENDPOINT_URL_S3"):
        wanted["s3"] = {"addressing_style": "path"}
    if os.environ.get("AWS_SKIP_SIGNATURE", "").lower() in ("1", "true"):
        wanted["signature_version"] = need("botocore", extra="s3").UNSIGNED
    made: Client = boto3.Session().client("s3", config=config.Config(**wanted))
    return made


@contextmanager
def said(address: str, *, reading: bool = False) -> Iterator[None]:
    """Say in a user's words what went wrong in the block; keys and tokens are never part of it.

    Args:
        address: what it was about.
        reading: it was there when reading began.

    Raises:
        DataError: nothing is there, or it is another object than it was.
        ServiceError: S3 cannot be reached or does not let us in.
    """
    exceptions, transfer = need("botocore.exceptions", extra="s3"), need("boto3.exceptions", extra="s3")
    try:
        yield
    except exceptions.ClientError as error:
        raise _refusal(code_of(error.response), address, reading) from None
    except transfer.S3UploadFailedError as error:
        cause = error.__context__
        code = code_of(cause.response) if isinstance(cause, exceptions.ClientError) else "the upload failed"
        raise _refusal(code, address, reading) from None
    except (exceptions.NoCredentialsError, exceptions.PartialCredentialsError, exceptions.CredentialRetrievalError):
        raise ServiceError("no S3 credentials", where=address, hint=LOG_IN) from None
    except exceptions.ProfileNotFound:
        raise ServiceError("AWS_PROFILE names no profile", where=address, hint=LOG_IN) from None
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
        return ServiceError(f"S3 does not let us in ({code})", where=address, hint=f"check the rights; {LOG_IN}")
    if code in _EXPIRED:
        return ServiceError(f"the S3 credentials have expired ({code})", where=address, hint="log in again")
    return ServiceError(f"S3 answered {code or 'with an error'}", where=address, hint="try again later")


def code_of(error: Answer) -> str:
    """The code in an answer that is an error."""
    return str(error.get("Error", {}).get("Code", ""))
