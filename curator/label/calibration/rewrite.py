"""New thresholds in a copy of a rule pack, everything else of it as it was, comments included."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from curator import rules
from curator.config import Document
from curator.errors import DataError, RecipeError
from curator.files import make_folder, whole_file, writing
from curator.label.calibration.suggest import Suggestion
from curator.rules.pack import Pack
from curator.rules.parser import parse
from curator.rules.ruleset import Place
from curator.rules.syntax import Literal, Operation


@dataclass(frozen=True)
class Rewritten:
    """A pack with new thresholds: its text before and after, and what was changed."""

    name: str
    before: str
    after: str
    rules: tuple[str, ...]

    @property
    def patch(self) -> str:
        """The difference as `patch` takes it."""
        old, new = self.before.splitlines(keepends=True), self.after.splitlines(keepends=True)
        return "".join(difflib.unified_diff(old, new, f"a/{self.name}", f"b/{self.name}"))


@dataclass(frozen=True)
class _Edit:
    """A number in a text: from where to where, and what comes in its place."""

    start: int
    end: int
    new: str
    rule: str


def rewritten(
    ruleset: rules.RuleSet, judged: Mapping[str, rules.Rule], suggestions: Iterable[Suggestion]
) -> tuple[list[Rewritten], list[str]]:
    """The packs of `ruleset` with the suggested numbers, and why some numbers could not be put in.

    Args:
        ruleset: as its files are now.
        judged: the rules by which the version was judged, by id.
        suggestions: numbers for some of them.
    """
    edits: dict[str, tuple[Document, list[_Edit]]] = {}
    notes: list[str] = []
    known = {rule.id: rule for rule in ruleset.rules}
    for each in suggestions:
        rule, place = known.get(each.rule), ruleset.places.get(each.rule)
        if rule is None or place is None or not rules.hit_alike(rule, judged[each.rule]):
            notes.append(f"{each.rule} is another rule now than the version was judged by: curate again first")
            continue
        found = _edit(rule, place, each)
        if found is None:
            by_hand = f"{each.column} {each.operator} {each.value:g}"
            notes.append(f"{each.rule}: the number was not found in {place.of('when')}; write {by_hand} by hand")
            continue
        edits.setdefault(place.document.name, (place.document, []))[1].extend(found)
    return [_rewritten(document, found) for document, found in edits.values()], notes


def write(packs: Sequence[Rewritten], folder: Path) -> list[Path]:
    """Write each pack and its patch into `folder`, over nothing that is there.

    Raises:
        RecipeError: a file is there already.
        DataError: the folder cannot be written.
    """
    contents = {
        folder / f"{Path(pack.name).stem}{suffix}": text
        for pack in packs
        for suffix, text in ((".yaml", pack.after), (".patch", pack.patch))
    }
    if len(contents) < 2 * len(packs):
        raise DataError("two packs have one name", where=str(folder), hint="rename one of the files")
    for path in contents:
        if path.exists():
            raise RecipeError("exists already", where=str(path), hint="name another folder: --apply FOLDER")
    with writing(folder):
        make_folder(folder)
    for path, text in contents.items():
        with whole_file(path) as file:
            file.write_text(text, encoding="utf-8", newline="")
    return list(contents)


def _edit(rule: rules.Rule, place: Place, wanted: Suggestion) -> list[_Edit] | None:
    """Where the number of `wanted` stands in the file; null where that is not plain."""
    moving = rules.find_threshold(rule, f"{wanted.column} {wanted.operator}")
    assert wanted.value is not None
    spans = [_span(rule, place, path) for path in moving.paths]
    new = repr(wanted.value)
    edits = [_Edit(span[0], span[1], new, rule.id) for span in spans if span is not None]
    return edits if len(edits) == len(spans) else None


def _span(rule: rules.Rule, place: Place, path: tuple[int, ...]) -> tuple[int, int] | None:
    node = parse(rule.when)
    for step in path:
        assert isinstance(node, Operation)
        node = node.arguments[step]
    assert isinstance(node, Literal)
    _, line, column = place.in_predicate(rule.when, node.at).rsplit(":", 2)
    text = place.document.text
    start = sum(map(len, text.splitlines(keepends=True)[: int(line) - 1])) + int(column) - 1
    end = start
    while end < len(text) and (text[end].isdigit() or text[end] in "._eE"):
        end += 1
    try:
        return (start, end) if float(text[start:end]) == node.value else None
    except ValueError:
        return None


def _rewritten(document: Document, edits: Sequence[_Edit]) -> Rewritten:
    text = document.text
    for edit in sorted(edits, key=lambda each: each.start, reverse=True):
        text = text[: edit.start] + edit.new + text[edit.end :]
    pack = Document(text, document.name).validate(Pack)
    changed = tuple(_changed(document.validate(Pack), pack))
    assert set(changed) == {edit.rule for edit in edits}, (changed, edits)
    return Rewritten(document.name, document.text, text, changed)


def _changed(before: Pack, after: Pack) -> Iterator[str]:
    for old, new in zip(before.rules, after.rules, strict=True):
        if old != new:
            yield new.id
