"""Who may import whom."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "curator"

LAYERS = [
    ["errors"],
    ["pii"],
    ["lazy", "text", "machine", "markers", "courtesies", "progress", "shipped"],
    ["compiled", "files", "first_use", "registry", "remote"],
    ["schema", "config", "kernels", "models", "injection"],
    ["formats", "expectations"],
    ["readers", "writers", "signals", "rules", "dedup", "fixes"],
    ["ledger", "selection", "recipe", "overrides", "scores", "meaning"],
    ["versions", "backends", "plugins", "cache"],
    ["pipeline", "export", "whatif"],
    ["governance", "checks"],
    ["report", "label", "train", "evaluate"],
    ["trial"],
    ["studies", "loop"],
    ["cli"],
    ["__main__"],
]
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}

HOMES = {
    "click": ["cli"],
    "datasketch": ["dedup"],
    "langdetect": ["signals"],
    "torch": ["models", "signals", "train"],
    "transformers": ["models", "train"],
    "peft": ["train"],
    "gguf": ["models"],
    "openai": ["evaluate"],
    "lm_eval": ["evaluate"],
    "label_studio_sdk": ["label"],
    "ray": ["backends"],
    "pydantic": ["config", "recipe", "rules", "expectations", "evaluate"],
    "rich": ["cli", "report"],
    "filelock": ["versions", "models"],
    "boto3": ["remote"],
    "botocore": ["remote"],
    "huggingface_hub": ["remote", "models"],
    "numba": ["compiled", "dedup", "kernels"],
    "nanoarrow": ["readers", "kernels"],
}


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every module named in an import of the file, those inside functions and type checks included."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, each.name) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write the whole module name"
            base = node.module or ""
            names = [f"{base}.{each.name}" for each in node.names] if base == "curator" else [base]
            yield from ((node.lineno, name) for name in names)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "need":
            assert isinstance(node.args[0], ast.Constant)
            yield node.lineno, str(node.args[0].value)


def layer_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


FILES = sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")


def test_every_module_has_a_layer() -> None:
    assert {layer_of(path) for path in FILES} <= set(RANK)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    here = layer_of(path)
    for line, name in imports(path):
        parts = name.split(".")
        if parts[0] != "curator" or len(parts) == 1 or parts[1] == "__version__":
            continue
        there = parts[1]
        assert here == there or RANK[there] < RANK[here], f"{path}:{line}: {here} may not import {there}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_heavy_packages_stay_at_home(path: Path) -> None:
    for line, name in imports(path):
        home = HOMES.get(name.split(".")[0])
        assert home is None or layer_of(path) in home, f"{path}:{line}: {name} belongs in {home}"


def test_no_import_cycles() -> None:
    graph = {module_name(path): set(local_imports(path)) for path in FILES}
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " → ".join([*path[path.index(name) :], name])
        if name in done:
            return
        for there in graph.get(name, ()):
            visit(there, (*path, name))
        done.add(name)

    for name in graph:
        visit(name, ())


def module_name(path: Path) -> str:
    return ".".join(["curator", *path.relative_to(ROOT).with_suffix("").parts]).removesuffix(".__init__")


def local_imports(path: Path) -> Iterator[str]:
    modules = {module_name(each) for each in FILES}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "curator":
            for each in node.names:
                inner = f"{node.module}.{each.name}"
                target = inner if inner in modules else str(node.module)
                if target in modules and target != module_name(path):
                    yield target
