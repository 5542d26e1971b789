"""What all tests share: the order they run in, and a language model that takes milliseconds."""

import gc
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import settings

settings.register_profile("curator", deadline=None)  # a busy machine is no mistake
settings.load_profile("curator")

CHAT_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


MadeOnce = Callable[[str, Callable[[Path], object]], Path]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first: a worker that came to the demo last would keep the others waiting."""
    items.sort(key=lambda item: item.get_closest_marker("training") is None)


_modules = 0


def pytest_runtest_setup() -> None:
    """Modules and tests stay: who collects garbage, as training does at every turn, need not search them again."""
    global _modules
    if len(sys.modules) > _modules + 100:
        gc.freeze()
        _modules = len(sys.modules)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> MadeOnce:
    """Make a folder that all workers of this session read and none changes; whoever comes first makes it."""
    folder = tmp_path_factory.getbasetemp()
    root = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder

    def made(name: str, make: Callable[[Path], object]) -> Path:
        path = root / name
        with FileLock(root / f"{name}.lock"):
            if not path.is_dir():
                unfinished = tmp_path_factory.mktemp(name) / name
                make(unfinished)
                unfinished.rename(path)
        return path

    return made


@pytest.fixture(scope="session")
def tiny_model(made_once: MadeOnce) -> Path:
    """A two-layer Llama over bytes, with a chat template, saved as safetensors; it knows nothing."""
    return made_once("tiny-model", _save_tiny_model)


def _save_tiny_model(folder: Path) -> None:
    from curator.errors import MissingExtra
    from curator.models.runtime import load_torch, load_transformers

    try:
        torch, transformers = load_torch(), load_transformers()
    except MissingExtra as error:
        pytest.skip(str(error))
    tokenizers = pytest.importorskip("tokenizers")
    bpe = tokenizers.Tokenizer(tokenizers.models.BPE(vocab=_bytes(tokenizers), merges=[]))
    bpe.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = tokenizers.decoders.ByteLevel()
    bpe.add_special_tokens(["<|im_start|>", "<|im_end|>", "<|pad|>"])
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=bpe, eos_token="<|im_end|>", pad_token="<|pad|>", bos_token="<|im_start|>"
    )
    tokenizer.chat_template = CHAT_TEMPLATE
    tokenizer.save_pretrained(folder)

    torch.manual_seed(0)
    config = transformers.LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=512,
        tie_word_embeddings=True,
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id,
        bos_token_id=tokenizer.bos_token_id,
    )
    transformers.LlamaForCausalLM(config).save_pretrained(folder)


def _bytes(tokenizers: object) -> dict[str, int]:
    alphabet = sorted(tokenizers.pre_tokenizers.ByteLevel.alphabet())  # type: ignore[attr-defined]
    return {char: number for number, char in enumerate(alphabet)}


class FakeEndpoint:
    """A chat-completion server of our own: answers what `say` gives, and stumbles as told.

    `stumbles` holds what the next requests get instead of an answer: a status, or `garbage`, `no text` or `hang`.
    """

    def __init__(self, say: Callable[[list[dict[str, str]]], str]) -> None:
        self.say = say
        self.stumbles: list[int | str] = []
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.retry_after: str | None = None
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                with fake._lock:
                    fake.asked.append(body)
                    fake.keys.append(self.headers["authorization"])
                    stumble = fake.stumbles.pop(0) if fake.stumbles else 200
                if stumble == "hang":
                    time.sleep(1)
                self._send(*fake._answer(stumble, body["messages"]))

            def _send(self, status: int, content: bytes) -> None:
                with suppress(BrokenPipeError, ConnectionResetError):
                    self.send_response(status)
                    self.send_header("content-type", "application/json")
                    if fake.retry_after is not None and status == 429:
                        self.send_header("retry-after", fake.retry_after)
                    self.send_header("content-length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler

    def _answer(self, stumble: int | str, messages: list[dict[str, str]]) -> tuple[int, bytes]:
        if stumble == "garbage":
            return 200, b"<html>it works!</html>"
        if stumble == "no text":
            return 200, b'{"choices": [{"message": {"content": null}}]}'
        if isinstance(stumble, int) and stumble != 200:
            return stumble, json.dumps({"error": {"message": f"no {stumble}", "code": None}}).encode()
        text = self.say(messages)
        usage = {"prompt_tokens": sum(len(each["content"]) for each in messages), "completion_tokens": len(text)}
        choice = {"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        return 200, json.dumps({"choices": [choice], "usage": usage}).encode()


@pytest.fixture
def endpoint_server() -> Iterator[FakeEndpoint]:
    """A model behind an endpoint that says `tie` until told otherwise."""
    fake = FakeEndpoint(lambda _: "tie")
    yield fake
    fake.close()
