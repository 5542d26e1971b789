"""Who may import whom."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

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


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every part of a file."""
    return tuple(ast.walk(ast.parse(path.read_text())))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every module named in an import of the file, those inside functions and type checks included."""
    for node in nodes(path):
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


def module_name(path: Path) -> str:
    return ".".join(["curator", *path.relative_to(ROOT).with_suffix("").parts]).removesuffix(".__init__")


FILES = sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")
MODULES = {module_name(path) for path in FILES}


def test_every_module_has_a_layer() -> None:
    assert {layer_of(path) for path in FILES} <= set(RANK)


def test_imports_point_down() -> None:
    against = []
    for path in FILES:
        here = layer_of(path)
        for line, name in imports(path):
            parts = name.split(".")
            if parts[0] != "curator" or len(parts) == 1 or parts[1] == "__version__":
                continue
            there = parts[1]
            if here != there and RANK[there] >= RANK[here]:
                against.append(f"{path}:{line}: {here} may not import {there}")
    assert against == []


def test_heavy_packages_stay_at_home() -> None:
    away = []
    for path in FILES:
        for line, name in imports(path):
            home = HOMES.get(name.split(".")[0])
            if home is not None and layer_of(path) not in home:
                away.append(f"{path}:{line}: {name} belongs in {home}")
    assert away == []


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


def local_imports(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "curator":
            for each in node.names:
                inner = f"{node.module}.{each.name}"
                target = inner if inner in MODULES else str(node.module)
                if target in MODULES and target != module_name(path):
                    yield target
