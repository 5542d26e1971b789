"""The story of a record on a terminal."""

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from curator.overrides import RESTORED
from curator.report.story import Fate, RuleStory, Said, Story
from curator.text import printable
from curator.versions.difference import first_difference

SHOWN_CHARS = 400
VERDICTS = {"keep": "kept", "drop": "dropped", "review": "waits for review", "quarantined": "could not be read"}


def renderable(story: Story) -> RenderableType:
    """The answer first, then the evidence."""
    parts: list[RenderableType] = [
        Text(f"{story.record_id}  {_fate(story)}", style="bold"),
        Text(f"{story.source}, row {story.source_row:,}, version {story.version}"),
    ]
    if story.restored_because:
        parts.append(Text(f"restored because: {printable(story.restored_because, SHOWN_CHARS)}"))
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
        start = first_difference(repair.before or "", repair.after or "")
        parts += [_shown(repair.before, "before: ", start), _shown(repair.after, "after:  ", start)]
    if story.said:
        parts += [Text(), *map(_answer, story.said)]
    for name, text in (("prompt", story.prompt), ("response", story.response)):
        if text is not None:
            parts += [Text(), Text(name, style="dim"), _shown(text)]
    if story.elsewhere:
        parts += [Text(), *(Text(f"in version {fate.version}: {_fate(fate)}") for fate in story.elsewhere)]
    return Group(*parts)


def _fate(told: Story | Fate) -> str:
    if told.decided_by == RESTORED:
        return "restored"
    return VERDICTS[told.verdict] + (f" by {told.decided_by}" if told.decided_by else "")


def _answer(said: Said) -> Text:
    parts = [said.action or "skipped it", f"rating {said.rating}" if said.rating else "", said.note or ""]
    told = ", ".join(printable(part, SHOWN_CHARS) for part in parts if part)
    return Text(f"annotator {printable(said.annotator)}, {said.at} UTC: {told}")


def _rule(rule: RuleStory) -> list[RenderableType]:
    head = Text.assemble((rule.id, "bold"), f"  {rule.then}, severity {rule.severity}")
    return [head, *(Padding(Text(line), (0, 0, 0, 2)) for line in (*map(printable, rule.measured), rule.why))]


def _shown(text: str | None, label: str = "", start: int = 0) -> RenderableType:
    shown = "(nothing)" if not text else ("…" if start else "") + printable(text[start:], SHOWN_CHARS)
    return Padding(Text(label + shown), (0, 0, 0, 2))
