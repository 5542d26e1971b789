"""The story of a record on a terminal."""

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from curator.report.story import RuleStory, Story
from curator.text import printable

SHOWN_CHARS = 400
CONTEXT_CHARS = 60  # shown before the place where a repair begins
VERDICTS = {"keep": "kept", "drop": "dropped", "review": "waits for review", "quarantined": "could not be read"}


def renderable(story: Story) -> RenderableType:
    """The answer first, then the evidence."""
    decided = f" by {story.decided_by}" if story.decided_by else ""
    parts: list[RenderableType] = [
        Text(f"{story.record_id}  {VERDICTS[story.verdict]}{decided}", style="bold"),
        Text(f"{story.source}, row {story.source_row:,}, version {story.version}"),
    ]
    if story.unreadable:
        parts.append(Text(story.unreadable))
    for rule in story.rules:
        parts += [Text(), *_rule(rule)]
    if story.twin:
        twin = story.twin
        where = f"{twin.source}, row {twin.source_row:,}"
        parts += [Text(), Text(f"repeats {twin.record_id} ({where}), similarity {twin.similarity:.3f}")]
        parts.append(_shown(twin.full))
    for repair in story.repairs:
        parts += [Text(), Text(f"{repair.field} was changed ({repair.fix})")]
        start = _first_difference(repair.before or "", repair.after or "")
        parts += [_shown(repair.before, "before: ", start), _shown(repair.after, "after:  ", start)]
    for name, text in (("prompt", story.prompt), ("response", story.response)):
        if text is not None:
            parts += [Text(), Text(name, style="dim"), _shown(text)]
    return Group(*parts)


def _rule(rule: RuleStory) -> list[RenderableType]:
    head = Text.assemble((rule.id, "bold"), f"  {rule.then}, severity {rule.severity}")
    return [head, *(Padding(Text(line), (0, 0, 0, 2)) for line in (*map(printable, rule.measured), rule.why))]


def _first_difference(before: str, after: str) -> int:
    """Where to begin so that the change is seen: a little before it."""
    pairs = enumerate(zip(before, after, strict=False))
    differs = next((place for place, (old, new) in pairs if old != new), min(len(before), len(after)))
    return max(0, differs - CONTEXT_CHARS)


def _shown(text: str | None, label: str = "", start: int = 0) -> RenderableType:
    shown = "(nothing)" if not text else ("…" if start else "") + printable(text[start:], SHOWN_CHARS)
    return Padding(Text(label + shown), (0, 0, 0, 2))
