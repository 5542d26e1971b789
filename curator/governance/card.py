"""The dataset card of a version: metadata that hubs read, then what was kept, removed, repaired and decided."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import orjson
import yaml

from curator.governance.datafiles import DataFile
from curator.governance.facts import Facts
from curator.governance.licenses import Mix
from curator.governance.markdown import bullets, code, plain, table
from curator.governance.terms import KNOWN, UNSPECIFIC
from curator.governance.words import annotation, deciders, duplicates, limits, personal, summary

MISSING = "[More Information Needed]"
"""The Hub's own mark for what only the publisher can say."""

_SIZES = ("1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T")

_TAGS = {"tuple": "instruction-tuning", "chat": "chat", "preference": "preference-data", "text": "pretraining"}


def text(facts: Facts, files: Sequence[DataFile] = ()) -> str:
    """The card as Markdown with YAML in front; without files it describes the version alone."""
    metadata = yaml.safe_dump(header(facts, files), sort_keys=False, allow_unicode=True)
    sections = "\n\n".join(f"## {title}\n\n{body}" for title, body in _sections(facts, files) if body)
    return f"---\n{metadata}---\n\n# {plain(facts.name)}\n\n{plain(summary(facts))}\n\n{sections}\n"


def header(facts: Facts, files: Sequence[DataFile]) -> dict[str, Any]:
    """The metadata in the fields of the Hugging Face Hub's dataset cards."""
    found: dict[str, Any] = {
        "pretty_name": facts.name,
        "language": list(facts.languages),
        **_license(facts.mix),
        "size_categories": [_size(facts.counts["kept"])],
        "task_categories": ["text-generation"],
        "tags": [_TAGS[kind] for kind in facts.kinds if kind in _TAGS],
        "source_datasets": list(facts.hub_sources),
        "configs": [
            {
                "config_name": config,
                "data_files": [{"split": file.split, "path": file.path} for file in files if file.config == config],
            }
            for config in dict.fromkeys(file.config for file in files)
        ],
    }
    return {name: value for name, value in found.items() if value}


def _license(mix: Mix) -> dict[str, Any]:
    """Every stated licence, never one for the whole; what the Hub does not list is `other`, by name."""
    stated = list(dict.fromkeys(part.license or "unknown" for part in mix.parts if part.records))
    listed = list(dict.fromkeys(each if each in (*KNOWN, *UNSPECIFIC) else "other" for each in stated))
    others = [re.sub(r"[^a-z0-9.-]+", "-", each) for each in stated if each not in (*KNOWN, *UNSPECIFIC)]
    license = listed[0] if len(listed) == 1 else listed
    return {"license": license, **({"license_name": "-and-".join(others)} if others else {})}


def _size(records: int) -> str:
    """The Hub's category of a number of records."""
    steps = [10**power for power in range(3, 13)]
    above = next((at for at, step in enumerate(steps) if records < step), None)
    if above is None:
        return f"n>{_SIZES[-1]}"
    return f"n<{_SIZES[0]}" if above == 0 else f"{_SIZES[above - 1]}<n<{_SIZES[above]}"


def _sections(facts: Facts, files: Sequence[DataFile]) -> Iterator[tuple[str, str]]:
    yield "Licence", _licence(facts.mix)
    yield "Files", _files(files)
    yield "Sources", _sources(facts)
    yield "What was removed", _removed(facts)
    yield "What was repaired", _repaired(facts)
    yield "What people decided", bullets(annotation(facts)) or "No person decided about a record."
    yield "Languages", _languages(facts)
    yield "Known limits", bullets([*limits(facts), personal()])
    yield "How to make it again", _again(facts)
    yield "The rules that ran", _rules(facts)
    yield "What only the publisher can say", _missing()


def _licence(mix: Mix) -> str:
    rows = [
        (
            code(part.source),
            part.records,
            plain(part.license or "not stated"),
            ("unknown" if part.terms is None else ", ".join(part.terms.names()) or "none") if part.records else "–",
        )
        for part in mix.parts
    ]
    strictest = f"Strictest terms: {plain(', '.join(mix.strictest))}." if mix.strictest else ""
    known = "" if mix.is_known else "The terms of some parts are unknown, so no statement about the whole is possible."
    warnings = bullets(plain(problem) for problem in mix.problems)
    note = "Each part keeps the licence it came under. This repeats what was stated and is no legal advice."
    parts = [table(["source", "records", "licence", "terms"], rows), strictest, known, warnings, note]
    return "\n\n".join(part for part in parts if part)


def _files(files: Sequence[DataFile]) -> str:
    if not files:
        return ""
    total = sum(file.records for file in files)
    rows = [
        (
            code(file.path),
            file.split,
            file.records,
            f"{file.records / total:.1%}",
            ", ".join(map(code, file.columns)),
            ", ".join(map(code, file.json_text)) or "–",
        )
        for file in files
    ]
    return table(["file", "split", "records", "share", "columns", "of these JSON as text"], rows)


def _sources(facts: Facts) -> str:
    heads = ["source", "read as", "came in", "kept", "removed", "waiting for review", "unreadable"]
    return table(
        heads,
        [
            (code(each.name), plain(each.title), each.records, each.kept, each.dropped, each.review, each.quarantined)
            for each in facts.sources
        ],
    )


def _removed(facts: Facts) -> str:
    rules = {rule.id: rule for rule in facts.rules}
    rows = [
        (code(decider), count, plain(rules[decider].why) if decider in rules else _why(decider))
        for decider, count in deciders(facts).items()
    ]
    total = f"{facts.counts['dropped']:,} records, each counted for the one that decided:"
    removed = f"{total}\n\n{table(['by', 'records', 'why'], rows)}" if rows else "Nothing was removed."
    return f"{removed}\n\n{plain(duplicates(facts))}"


def _why(decider: str) -> str:
    return {
        "selection": "More records passed than the recipe has room for.",
        "people": "An annotator decided so.",
    }.get(decider, "–")


def _repaired(facts: Facts) -> str:
    if not facts.repairs:
        return "No kept record was repaired."
    return table(["repair", "kept records"], [(code(fix), count) for fix, count in facts.repairs.items()])


def _languages(facts: Facts) -> str:
    if not facts.languages:
        return ""
    told = sum(facts.languages.values())
    heads = ["language of the answer", "kept records"]
    rows = [(code(language), count) for language, count in facts.languages.items()]
    return f"Told for {told:,} of {facts.counts['kept']:,} kept records:\n\n{table(heads, rows)}"


def _again(facts: Facts) -> str:
    objects = orjson.loads(orjson.dumps(facts.recipe))  # the parts of a manifest are no plain ones
    recipe = yaml.safe_dump(objects, sort_keys=False, allow_unicode=True)
    fence = "`" * 4
    made_from = f" It was made from version {code(facts.parent)}." if facts.parent else ""
    decisions = ", rules and decisions of people" if facts.people or facts.restored else " and rules"
    libraries = ", ".join(f"{plain(name)} {plain(number)}" for name, number in facts.libraries.items())
    return (
        f"The version is {code(facts.version)}, made on {plain(facts.created[:10])}.{made_from} The same files, "
        f"recipe{decisions} give the same id.\n\n{fence}yaml\n{recipe}{fence}\n\nMade with {libraries}."
    )


def _rules(facts: Facts) -> str:
    heads = ["rule", "hits", "only this", "then", "when", "source"]
    rows = [
        (code(rule.id), rule.hits, rule.only, plain(rule.then), code(rule.when), plain(rule.source or "–"))
        for rule in sorted(facts.rules, key=lambda rule: (-rule.hits, rule.id))
        if rule.hits
    ]
    silent = ", ".join(code(rule.id) for rule in facts.rules if not rule.hits)
    parts = [table(heads, rows) if rows else "", f"Without a hit: {silent}." if silent else ""]
    return "\n\n".join(part for part in parts if part) or "None."


def _missing() -> str:
    asked = [
        "Who wrote the source data, and how they were collected",
        "What the dataset is meant for, and what it is not",
        "Personal and sensitive information in the sources",
        "Who the annotators were",
        "Contact and citation",
    ]
    return bullets(f"{each}: {MISSING}" for each in asked)
