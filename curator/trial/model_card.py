"""The model card of a run: the README.md by which whoever finds the folder knows what it is and what it came from."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import yaml

from curator.files import whole_file
from curator.governance import facts
from curator.governance.markdown import bullets, code, plain, table
from curator.models import embedded
from curator.recipe import Train
from curator.versions import DatasetVersion

CARD = "README.md"
MADE_FROM = "card.json"
"""What the card tells beside what was done in the run: scores, records left out, and which records these are."""
EMBEDDED_LICENSE = "apache-2.0"
_NOTE = "curator.json"
_ADAPTER = "adapter_config.json"
_SETTINGS = (
    "learning_rate",
    "batch_size",
    "rank",
    "alpha",
    "loss",
    "max_tokens",
    "beta",
    "packing",
    "quantization",
    "system",
    "template",
)
_OF_ADAPTERS = ("rank", "alpha")


def write_card(
    folder: Path,
    run: Mapping[str, Any],
    version: DatasetVersion,
    scores: Sequence[Mapping[str, Any]] = (),
    *,
    left_out: Mapping[str, int] | None = None,
    about: str = "",
) -> None:
    """Write the card of a run into its folder, in place of one that is there, and what it was made from beside it.

    Args:
        folder: of the run.
        run: what was done, as `train_and_save` gives it.
        version: what it was trained on.
        scores: `task`, `metric`, `value` and `items` each, and `low` and `high` where the interval is known.
        left_out: why records of the version gave nothing to train on → how many; beside those that the run skipped.
        about: which of the version's records these are, where it is not all that were kept.

    Raises:
        DataError: files of the version are damaged, or the card cannot be written.
    """
    told = facts.of_version(version)
    reasons = Counter(left_out or {}) + Counter(each["reason"] for each in run.get("skipped", ()))
    is_adapter = (folder / _ADAPTER).is_file()
    sections = "\n\n".join(
        f"## {title}\n\n{body}"
        for title, body in _sections(folder, run, told, reasons, scores, is_adapter, about)
        if body
    )
    metadata = yaml.safe_dump(_header(run, told, is_adapter), sort_keys=False, allow_unicode=True)
    title = f"# {plain(told.name)} {run['run']}\n\n{_summary(run, told, is_adapter)}"
    with whole_file(folder / CARD) as file:
        file.write_bytes(f"---\n{metadata}---\n\n{title}\n\n{sections}\n".encode())
    made_from = {"scores": [dict(each) for each in scores], "left_out": dict(left_out or {}), "about": about}
    with whole_file(folder / MADE_FROM) as file:
        file.write_bytes(orjson.dumps(made_from, option=orjson.OPT_INDENT_2))


def _header(run: Mapping[str, Any], about: facts.Facts, is_adapter: bool) -> dict[str, Any]:
    """The metadata in the fields of the Hub's model cards; a licence is not guessed, so there is none."""
    found = {
        "base_model": None if _is_folder(run) else _base(run),
        "base_model_relation": "adapter" if is_adapter else "finetune",
        "library_name": "peft" if is_adapter else "transformers",
        "pipeline_tag": "text-generation",
        "language": list(about.languages),
        "datasets": list(about.hub_sources),
        "tags": ["curator", *(["lora"] if is_adapter else [])],
    }
    return {name: value for name, value in found.items() if value}


def _base(run: Mapping[str, Any]) -> str:
    """Its id, or the name of its folder alone, for the folders above may tell whose machine it was."""
    name = run["train"].get("model")
    if name in (None, embedded.NAME):
        return embedded.HUB_ID
    return Path(name).expanduser().name if _is_folder(run) else str(name)


def _is_folder(run: Mapping[str, Any]) -> bool:
    name = run["train"].get("model")
    return name not in (None, embedded.NAME) and Path(name).expanduser().is_dir()


def _summary(run: Mapping[str, Any], about: facts.Facts, is_adapter: bool) -> str:
    what = "An adapter for" if is_adapter else "A fine-tuned copy of"
    return (
        f"{what} {code(_base(run))}, trained on {run['records']:,} records of the dataset version "
        f"{code(about.version)} ({plain(run['method'])})."
    )


def _sections(
    folder: Path,
    run: Mapping[str, Any],
    about: facts.Facts,
    left_out: Counter[str],
    scores: Sequence[Mapping[str, Any]],
    is_adapter: bool,
    which: str,
) -> Iterator[tuple[str, str]]:
    yield "Base model", _base_model(folder, run)
    yield "Training", _training(folder, run, is_adapter)
    yield "Data", _data(run, about, left_out, which)
    yield "Rules that made the data", _rules(about)
    yield "Licences", _licences(run, about)
    yield "Scores", _scores(scores)


def _base_model(folder: Path, run: Mapping[str, Any]) -> str:
    note = orjson.loads((folder / _NOTE).read_bytes()) if (folder / _NOTE).is_file() else {}
    facts = [f"{code(_base(run))}, SHA-256 of its weights {code(run['model_sha256'])}"]
    if "template_sha256" in note:
        named = run["train"].get("template")
        whose = f"the template {code(named)}" if named else "its own chat template"
        facts.append(f"{whose}, SHA-256 with the system message {code(note['template_sha256'])}")
    return bullets(facts)


def _training(folder: Path, run: Mapping[str, Any], is_adapter: bool) -> str:
    train = Train.model_validate(run["train"])
    rows: list[tuple[str, str]] = [("method", plain(run["method"]))]
    stages = run.get("stages") or [("supervised", run["steps"])]
    rows.append(("stages", plain(", ".join(f"{name} ({steps:,} steps)" for name, steps in stages))))
    rows += [
        ("examples seen", f"{run['examples_seen']:,}"),
        ("tokens learnt from", f"{run['tokens_seen']:,}"),
        ("loss at the end", _last_loss(run["losses"])),
        ("seed", str(run["seed"])),
        ("precision, threads", f"{run['precision']}, {run['threads']}"),
    ]
    skipped = () if is_adapter else _OF_ADAPTERS
    dumped = train.model_dump(mode="json")
    for name in _SETTINGS:
        value = getattr(train, name)
        if name not in skipped and value is not None and value is not False and (name != "beta" or "beta" in dumped):
            rows.append((name.replace("_", " "), code(value)))
    return table(["setting", "value"], rows)


def _last_loss(losses: Sequence[float]) -> str:
    """The mean over the last tenth of the steps, in nats."""
    last = losses[-max(1, len(losses) // 10) :]
    return f"{sum(last) / len(last):.3f} nats" if last else "–"


def _data(run: Mapping[str, Any], about: facts.Facts, left_out: Counter[str], which: str) -> str:
    parent = f", made from {code(about.parent)}" if about.parent else ""
    lines = [
        f"version {code(about.version)} of {plain(about.name)}{parent}, {about.created[:10]}",
        f"{about.counts['input']:,} records read, {about.counts['kept']:,} kept, {run['records']:,} trained on",
    ]
    lines += [plain(which)] if which else []
    lines += [f"{count:,} left out before training: {plain(reason)}" for reason, count in left_out.most_common()]
    objects = orjson.loads(orjson.dumps(about.recipe))  # the parts of a manifest are no plain ones
    recipe = yaml.safe_dump(objects, sort_keys=False, allow_unicode=True)
    fence = "`" * 4
    return f"{bullets(lines)}\n\nThe recipe, without its files' folders:\n\n{fence}yaml\n{recipe}{fence}"


def _rules(about: facts.Facts) -> str:
    acting = [rule for rule in about.rules if rule.hits]
    rows = [(code(rule.id), rule.then, rule.hits, rule.removed) for rule in acting]
    quiet = len(about.rules) - len(acting)
    told = f"\n\n{quiet:,} more rules ran and hit nothing." if quiet else ""
    return (table(["rule", "then", "hits", "removed"], rows) if rows else "No rule hit a record.") + told


def _licences(run: Mapping[str, Any], about: facts.Facts) -> str:
    model = EMBEDDED_LICENSE if _base(run) == embedded.HUB_ID else _told(run["train"]["model"])
    rows = [("base model", code(_base(run)), plain(model or "not stated here"))]
    named = [part for part in about.mix.parts if part.records]
    rows += [("data", code(part.source), plain(part.license or "not stated")) for part in named]
    note = "This repeats what was stated for each part; what it means for the trained model, nobody has checked."
    return f"{table(['part', 'name', 'licence'], rows)}\n\n{note}"


def _told(model: str) -> str | None:
    """The licence that the card in a model's folder states."""
    try:
        _, head, _ = (Path(model) / CARD).read_text(encoding="utf-8").split("---\n", 2)
        found = yaml.safe_load(head)
    except (OSError, ValueError, yaml.YAMLError):
        return None
    license = found.get("license") if isinstance(found, dict) else None
    return license if isinstance(license, str) else None


def _scores(scores: Sequence[Mapping[str, Any]]) -> str:
    rows = []
    for each in scores:
        interval = f"{each['low']:.3f} to {each['high']:.3f}" if each.get("low") is not None else "–"
        rows.append((plain(each["task"]), plain(each["metric"]), f"{each['value']:.3f}", interval, each["items"]))
    return table(["task", "metric", "value", "95% interval", "items"], rows) if rows else ""
