"""`curator doctor`: what is installed, what is missing, and what the machine offers."""

import platform
import shutil
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import click
from rich.console import Group, RenderableType
from rich.text import Text

from curator.cli.common import Session, common
from curator.cli.tables import plain_table
from curator.lazy import DISTRIBUTION
from curator.machine import cache_folder, cores, memory_free_bytes

PACKAGES = {
    "": ("polars", "numba", "datasketch", "langdetect", "ftfy", "pydantic", "rich"),
    "train": ("torch", "transformers", "peft", "accelerate", "gguf", "safetensors"),
    "label": ("label-studio-sdk",),
    "ray": ("ray",),
    "s3": ("boto3",),
    "hub": ("huggingface_hub",),
    "redis": ("redis",),
    "semantic": ("wordllama", "tokenizers", "safetensors"),
}


@click.command()
@common
def doctor(session: Session) -> None:
    """Show what is installed, what is missing, and what the machine offers."""
    found = {extra: {name: _version(name) for name in names} for extra, names in PACKAGES.items()}
    machine = _machine(session.store.root)
    store = {"path": str(session.store.root), "versions": len(session.store.all())}

    def view() -> RenderableType:
        rows = [
            (extra or "always", name, installed or f"missing: pip install '{DISTRIBUTION}[{extra}]'")
            for extra, packages in found.items()
            for name, installed in packages.items()
        ]
        facts = [(name.replace("_", " "), "–" if value is None else str(value)) for name, value in machine.items()]
        return Group(
            plain_table({"extra": "left", "package": "left", "version": "left"}, rows),
            Text(),
            plain_table({"machine": "left", "": "left"}, facts),
            Text(f"\nstore {store['path']}: {store['versions']} versions"),
        )

    packages = {extra or "always": versions for extra, versions in found.items()}
    session.show({"packages": packages, **machine, "store": store}, view)


def _machine(store: Path) -> dict[str, Any]:
    disk = next(folder for folder in (store.absolute(), *store.absolute().parents) if folder.is_dir())
    free = memory_free_bytes()
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": cores(),
        "memory_free_gb": None if free is None else round(free / 1e9, 1),
        "disk_free_gb": round(shutil.disk_usage(disk).free / 1e9, 1),
        "cache": str(cache_folder()),
        "label_studio": _label_studio(store),
        "another_curator": _other_curator(),
    }


def _label_studio(store: Path) -> str:
    """Whether a Label Studio is installed for `curator label serve`, and where this store's runs."""
    from curator.label import server

    here = server.running(server.server_folder(store).absolute())
    if here:
        return f"{server.VERSION}, runs at {here.url}"
    return f"{server.VERSION}, installed" if server.installed() else "not installed: curator label serve installs one"


def _other_curator() -> str | None:
    """What to do when the package that owns the same import name is installed too."""
    installed = _version("elasticsearch-curator")
    if installed is None:
        return None
    return f"elasticsearch-curator {installed} installs a package of the same name: use separate environments"


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None
