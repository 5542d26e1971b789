"""Objects on S3 and files on the hub: read, listed, written; every way this fails is said in a user's words."""

import gzip
import io
import json
import logging
import random
import sys
import threading
from collections.abc import Iterator, Mapping
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator import remote, writers
from curator.cli.commands import run
from curator.errors import CuratorError, DataError, MissingExtra, ServiceError
from curator.export import check_writable
from curator.readers import scan
from curator.readers.sources import find
from curator.remote.patterns import matcher
from curator.remote.reader import MOST_TRIES, Broken, RemoteFile

SECRET = "sEcReTsEcReTsEcReT"
RECORD = {"instruction": "Which river?", "output": "Elbe"}
LINES = (json.dumps(RECORD) + "\n").encode() * 3


def parquet() -> bytes:
    file = io.BytesIO()
    pl.DataFrame([RECORD] * 4).write_parquet(file)
    return file.getvalue()


FILES = {
    "data/a.jsonl": LINES,
    "data/b.jsonl.gz": gzip.compress(LINES),
    "data/deep/c.parquet": parquet(),
    "data/.hidden.jsonl": LINES,
    "data/broken.jsonl": LINES + b'{"instruction": "\xff", "output": "x"}\n{"half',
    "data/odd[1].jsonl": LINES,
}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of an S3 server with a bucket `nine` in it."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(server: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A client of the server, whose bucket `nine` holds `FILES`."""
    import boto3

    for name, value in {
        "AWS_ENDPOINT_URL": server,
        "AWS_ACCESS_KEY_ID": "me",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3")
    client.create_bucket(Bucket="nine")
    for page in client.get_paginator("list_objects_v2").paginate(Bucket="nine"):
        for each in page.get("Contents", ()):
            client.delete_object(Bucket="nine", Key=each["Key"])
    for key, body in FILES.items():
        client.put_object(Bucket="nine", Key=key, Body=body)
    return client


@pytest.mark.usefixtures("s3")
@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("s3://nine/data/a.jsonl", ["data/a.jsonl"]),
        ("s3://nine/data/*.jsonl", ["data/a.jsonl", "data/broken.jsonl", "data/odd[1].jsonl"]),
        ("s3://nine/data/*.jsonl*", ["data/a.jsonl", "data/b.jsonl.gz", "data/broken.jsonl", "data/odd[1].jsonl"]),
        ("s3://nine/**/*.parquet", ["data/deep/c.parquet"]),
        ("s3://nine/data/[ab].jsonl*", ["data/a.jsonl", "data/b.jsonl.gz"]),
        ("s3://nine/data/odd[1].jsonl", ["data/odd[1].jsonl"]),
    ],
)
def test_s3_names_and_patterns(address: str, found: list[str]) -> None:
    assert [source.where for source in find([address])] == [f"s3://nine/{key}" for key in found]


@pytest.mark.usefixtures("s3")
@pytest.mark.parametrize(
    ("key", "records", "quarantined"),
    [("a.jsonl", 3, 0), ("b.jsonl.gz", 3, 0), ("deep/c.parquet", 4, 0), ("broken.jsonl", 3, 2)],
)
def test_s3_objects_are_read_as_files_are(key: str, records: int, quarantined: int) -> None:
    (source,) = scan([f"s3://nine/data/{key}"]).sources
    assert (source.name, source.records, source.quarantined) == (key.rpartition("/")[2], records, quarantined)


@pytest.mark.usefixtures("s3")
@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("s3://nine/data/aa.jsonl", "no such object; did you mean s3://nine/data/a.jsonl"),
        ("s3://nine/data", "is a folder; name files in it, for example 's3://nine/data/*.jsonl'"),
        ("s3://nine/*.csv", "no file matches; check the pattern"),
        ("s3://ninety/a.jsonl", "no such bucket; check its name"),
        ("s3://nine", "names no file; write s3://bucket/key"),
        ("s3://nine/data/", "names no file; write s3://bucket/key"),
        ("s3://", "names no bucket; write s3://bucket/key"),
        ("s3://Not A Bucket/a", "is no name of a bucket and a key; write s3://bucket/key"),
    ],
)
def test_s3_addresses_that_lead_nowhere(address: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        find([address])
    assert str(caught.value).startswith(f"{address}: {message}")


def test_keys_in_an_address_are_refused_and_not_repeated() -> None:
    with pytest.raises(DataError, match="keys do not belong into an address") as caught:
        find([f"s3://me:{SECRET}@nine/a.jsonl"])
    assert SECRET not in str(caught.value)


def test_s3_without_credentials(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    with pytest.raises(ServiceError, match="no S3 credentials; set AWS_PROFILE") as caught:
        find(["s3://nine/data/a.jsonl"])
    assert caught.value.exit_code == 3


def test_public_objects_on_s3_need_no_credentials(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    s3.put_object_acl(Bucket="nine", Key="data/a.jsonl", ACL="public-read")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_SKIP_SIGNATURE", "true")
    assert len(find(["s3://nine/data/a.jsonl"])) == 1


def test_s3_without_a_server(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(ServiceError, match="S3 cannot be reached") as caught:
        find(["s3://nine/data/a.jsonl"])
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "endpoint"), [("s3://nine/a", "no address"), ("s3://nine/\udcff", "http://127.0.0.1:9")]
)
def test_s3_settings_that_make_no_sense(s3: Any, monkeypatch: pytest.MonkeyPatch, address: str, endpoint: str) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    with pytest.raises(ServiceError, match="check the address, AWS_ENDPOINT_URL and the region"):
        find([address])


@pytest.mark.parametrize(
    ("address", "package", "extra"), [("s3://a/b", "boto3", "s3"), ("hf://datasets/a/b/c", "huggingface_hub", "hub")]
)
def test_a_package_that_is_not_there(monkeypatch: pytest.MonkeyPatch, address: str, package: str, extra: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtra, match=rf"needs {package}: pip install 'instruct-curator\[{extra}\]'"):
        find([address])


@pytest.mark.parametrize(
    ("code", "kind", "message"),
    [
        ("AccessDenied", ServiceError, "S3 does not let us in (AccessDenied)"),
        ("ExpiredToken", ServiceError, "the S3 credentials have expired (ExpiredToken)"),
        ("SlowDown", ServiceError, "S3 answered SlowDown"),
    ],
)
def test_s3_refusals(code: str, kind: type[CuratorError], message: str) -> None:
    from botocore.exceptions import ClientError

    from curator.remote.s3_client import said

    with pytest.raises(kind) as caught, said("s3://nine/a"):
        raise ClientError({"Error": {"Code": code, "Message": SECRET}}, "GetObject")
    assert str(caught.value).startswith(f"s3://nine/a: {message}")
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("happens", "message"),
    [
        (lambda s3: s3.put_object(Bucket="nine", Key="data/large", Body=b"other"), "was changed while it was read"),
        (lambda s3: s3.delete_object(Bucket="nine", Key="data/large"), "was deleted while it was read"),
    ],
)
def test_an_object_must_not_change_between_two_connections(s3: Any, happens: Any, message: str) -> None:
    s3.put_object(Bucket="nine", Key="data/large", Body=bytes(3_000_000))
    with pytest.raises(DataError, match=message), remote.opened("s3://nine/data/large") as stream:
        assert stream.read(10) == bytes(10)
        happens(s3)
        stream.seek(2_500_000)
        stream.read(10)


@pytest.mark.parametrize("size", [10, 20_000_000])
def test_s3_is_written_whole(s3: Any, size: int) -> None:
    body = random.Random(size).randbytes(size)
    with remote.writing("s3://nine/out/a.bin") as stream:
        stream.write(body)
        assert "Contents" not in s3.list_objects_v2(Bucket="nine", Prefix="out/")
    assert s3.get_object(Bucket="nine", Key="out/a.bin")["Body"].read() == body


def test_s3_is_not_half_written(s3: Any) -> None:
    with pytest.raises(DataError, match="mine"), remote.writing("s3://nine/out/a.bin") as stream:
        stream.write(b"x")
        raise DataError("mine")
    assert "Contents" not in s3.list_objects_v2(Bucket="nine", Prefix="out/")


@pytest.mark.usefixtures("s3")
@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.json.zst", "a.parquet"])
def test_records_are_written_to_s3_as_to_a_file(name: str) -> None:
    records = scan(["s3://nine/data/a.jsonl"]).records.collect()
    writers.write(records, f"s3://nine/out/{name}", formats={"a.jsonl": "alpaca"})
    written = scan([f"s3://nine/out/{name}"]).records.collect()
    assert written.drop("source").equals(records.drop("source"))


@pytest.mark.usefixtures("s3")
def test_the_command_line_takes_addresses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = ("--store", str(tmp_path / "store"), "-q")
    assert run(["curate", "s3://nine/data/*.jsonl", "--no-dedup", "-o", "s3://nine/out/kept.jsonl", *store]) == 0
    assert run(["versions", "export", "latest", "-o", "s3://nine/out/again.jsonl.gz", *store]) == 0
    assert run(["report", "s3://nine/out/kept.jsonl", "s3://nine/out/again.jsonl.gz", "--json", *store]) == 0
    assert '"input":18' in capsys.readouterr().out
    assert run(["curate", "s3://nine/data/none.jsonl", *store]) == 2
    assert run(["curate", "s3://nine/data/a.jsonl", "-o", "s3://ninety/out.jsonl", *store]) == 2
    assert "s3://ninety/out.jsonl: no such bucket" in capsys.readouterr().err


@pytest.mark.usefixtures("s3")
def test_an_output_on_s3_must_not_replace_its_source() -> None:
    with pytest.raises(DataError, match="the output would replace a source"):
        check_writable("s3://nine/data/a.jsonl", ["s3://nine/data/a.jsonl"])


@pytest.mark.usefixtures("s3")
def test_s3_that_cannot_be_written_is_said_before() -> None:
    remote.check_writable("s3://nine/out.jsonl")
    with pytest.raises(DataError, match="no such bucket"):
        remote.check_writable("s3://ninety/out.jsonl")


def test_the_stamp_of_an_object_is_another_when_it_is(s3: Any) -> None:
    before = remote.stamp("s3://nine/data/a.jsonl")
    s3.put_object(Bucket="nine", Key="data/a.jsonl", Body=LINES * 2)
    assert remote.stamp("s3://nine/data/a.jsonl") != before


class Wire:
    """A connection that breaks after so many bytes."""

    def __init__(self, data: bytes, breaks_after: int) -> None:
        self._file = io.BytesIO(data[:breaks_after])

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        if not data:
            raise Broken("cut")
        return data

    def close(self) -> None:
        self._file.close()


@given(
    data=st.binary(max_size=200),
    cuts=st.integers(1, 50),
    moves=st.lists(st.tuples(st.integers(0, 250), st.integers(-1, 60)), max_size=10),
)
def test_a_remote_file_reads_like_one_here(data: bytes, cuts: int, moves: list[tuple[int, int]]) -> None:
    here = io.BytesIO(data)
    there = io.BufferedReader(RemoteFile(len(data), lambda place: Wire(data[place:], cuts), ValueError), 7)
    for place, size in moves:
        assert there.seek(place) == here.seek(place)
        assert there.read(size) == here.read(size)


def test_a_connection_that_never_holds_is_given_up() -> None:
    tried: list[int] = []

    def connect(place: int) -> Wire:
        tried.append(place)
        return Wire(b"", 0)

    with pytest.raises(ServiceError, match="cut"):
        RemoteFile(5, connect, lambda error: ServiceError(str(error))).read(5)
    assert tried == [0] * MOST_TRIES


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("a/*.jsonl", "a/b.jsonl", True),
        ("a/*.jsonl", "a/b/c.jsonl", False),
        ("a/**/*.jsonl", "a/b/c.jsonl", True),
        ("a/**/*.jsonl", "a/c.jsonl", True),
        ("a/**", "a/b/c", True),
        ("a?c", "a/c", False),
        ("[!a]b", "/b", False),
        ("[!a]b", "cb", True),
        ("a.b", "axb", False),
        ("a[b", "a[b", True),
        ("[[]b", "[b", True),
    ],
)
def test_patterns(pattern: str, name: str, fits: bool) -> None:
    assert bool(matcher(pattern).fullmatch(name)) is fits


SHA = "0123456789012345678901234567890123456789"


class Hub(BaseHTTPRequestHandler):
    """As much of the hub as is asked: one data set `me/set` with `FILES`, gated for `me/gated`."""

    files: Mapping[str, bytes] = FILES
    token: str | None = None

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        if "me/gated" in path:
            self._answer(403, b"{}", {"X-Error-Code": "GatedRepo", "X-Error-Message": "gated"})
        elif path.startswith("/api/datasets/me/set/revision/no") or "@no" in path:
            self._answer(404, b"{}", {"X-Error-Code": "RevisionNotFound"})
        elif path == "/api/datasets/me/set" or path.startswith("/api/datasets/me/set/revision/"):
            self._answer(200, json.dumps({"id": "me/set", "sha": SHA, "siblings": []}).encode())
        elif path.startswith("/api/datasets/me/set/tree/"):
            below = path.removeprefix("/api/datasets/me/set/tree/").partition("/")[2]
            self._answer(200, json.dumps(self._tree(below, "recursive=true" in self.path)).encode())
        elif path.startswith(f"/datasets/me/set/resolve/{SHA}/"):
            body = self.files[path.removeprefix(f"/datasets/me/set/resolve/{SHA}/")]
            first, _, last = self.headers["Range"].removeprefix("bytes=").partition("-")
            self._answer(206, body[int(first) : int(last) + 1])
        else:
            self._answer(404, b"{}", {"X-Error-Code": "RepoNotFound"})

    def _tree(self, below: str, deep: bool) -> list[dict[str, Any]]:
        start = f"{below}/" if below else ""
        inside = [name for name in self.files if name.startswith(start)]
        files = [name for name in inside if deep or "/" not in name[len(start) :]]
        folders = {start + name[len(start) :].partition("/")[0] for name in inside if "/" in name[len(start) :]}
        return [{"type": "directory", "path": each, "oid": "0"} for each in sorted(folders)] + [
            {"type": "file", "path": each, "size": len(self.files[each]), "oid": "0"} for each in files
        ]

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=partial(server.serve_forever, 0.05), daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("HF_ENDPOINT", address)
    monkeypatch.setenv("HF_TOKEN", SECRET)
    yield address
    server.shutdown()
    server.server_close()


@pytest.mark.usefixtures("hub")
@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("hf://datasets/me/set/data/a.jsonl", ["me/set/data/a.jsonl"]),
        ("hf://datasets/me/set@v2/data/a.jsonl", ["me/set@v2/data/a.jsonl"]),
        ("hf://datasets/me/set/data/a*", ["me/set/data/a.jsonl"]),
        ("hf://datasets/me/set/**/*.parquet", ["me/set/data/deep/c.parquet"]),
    ],
)
def test_hub_names_and_patterns(address: str, found: list[str]) -> None:
    assert [source.where for source in find([address])] == [f"hf://datasets/{each}" for each in found]


@pytest.mark.usefixtures("hub")
@pytest.mark.parametrize(
    ("path", "records", "quarantined"),
    [("a.jsonl", 3, 0), ("b.jsonl.gz", 3, 0), ("deep/c.parquet", 4, 0), ("broken.jsonl", 3, 2)],
)
def test_files_of_the_hub_are_read_as_files_are(path: str, records: int, quarantined: int) -> None:
    (source,) = scan([f"hf://datasets/me/set/data/{path}"]).sources
    assert (source.records, source.quarantined) == (records, quarantined)


@pytest.mark.usefixtures("hub")
def test_the_stamp_of_a_file_on_the_hub_is_its_commit() -> None:
    assert remote.stamp("hf://datasets/me/set/data/a.jsonl") == f"datasets/me/set@{SHA}/data/a.jsonl"


@pytest.mark.usefixtures("hub")
@pytest.mark.parametrize(
    ("address", "kind", "message"),
    [
        ("hf://datasets/me/set/data/z.jsonl", DataError, "no such file; check the path"),
        ("hf://datasets/me/set/data", DataError, "is a folder; name files in it"),
        ("hf://datasets/me/set/*.csv", DataError, "no file matches"),
        ("hf://datasets/me/set@no/data/a.jsonl", DataError, "no such branch, tag or commit"),
        ("hf://datasets/me/unset/a.jsonl", DataError, "no such data set; check owner and name"),
        ("hf://datasets/me/gated/a.jsonl", ServiceError, "the data set is gated; ask for access"),
        ("hf://buckets/me/b/a.jsonl", DataError, "is in a bucket, which curator does not read"),
        ("hf://datasets/me", DataError, "names no file; write hf://datasets/owner/name/path"),
        ("hf://", DataError, "names no file; write hf://datasets/owner/name/path"),
    ],
)
def test_addresses_on_the_hub_that_lead_nowhere(address: str, kind: type[CuratorError], message: str) -> None:
    with pytest.raises(kind) as caught:
        find([address])
    assert str(caught.value).startswith(f"{address}: {message}")
    assert SECRET not in str(caught.value)


def test_a_hub_that_is_not_there(hub: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ServiceError, match="the hub cannot be reached") as caught:
        find(["hf://datasets/me/set/data/a.jsonl"])
    assert caught.value.exit_code == 3


def test_nothing_is_written_to_the_hub() -> None:
    with pytest.raises(DataError, match="curator does not write to the hub; write a folder, then: hf upload"):
        remote.check_writable("hf://datasets/me/set/a.jsonl")


@pytest.mark.parametrize("address", ["gs://a/b.jsonl", "https://host/a.jsonl", "://"])
def test_other_addresses(address: str) -> None:
    with pytest.raises(DataError, match="cannot read from or write to"):
        find([address])
