"""What a turn of the loop decided, for the page and for the terminal."""

from collections.abc import Mapping
from typing import Any

from curator.report.figures import number_of
from curator.report.markup import cell, section, table, word
from curator.report.svg import safe

MEANING = {
    "promote": "the curated data are better than the champion's and than as much data drawn by chance: use them",
    "refuse": "the curated data are not better: keep the old ones, and look at the rules that removed most",
    "cannot tell": "more held-out questions or more seeds would narrow the intervals",
    "unchanged": "the curated data are the champion's: there is nothing to compare",
    "gate failed": "the data are not what the recipe expects: nothing was trained",
}
"""What each decision means for whoever reads it."""

_CSS = {"promote": "is-better", "refuse": "is-worse", "gate failed": "is-worse", "unchanged": "is-equivalent"}
_REASON_CHARS = 600


def decision_section(outcome: Mapping[str, Any]) -> str:
    """The decision in a word, what it rests on, and who is champion before and after it.

    Args:
        outcome: of a turn, as JSON values.
    """
    decision = str(outcome["decision"])
    css = _CSS.get(decision, "is-unclear")
    head = f'<p><strong class="{css}">{safe(decision)}</strong>: {safe(MEANING.get(decision, ""))}.</p>'
    reasons = "".join(f"<li>{safe(str(reason), _REASON_CHARS)}</li>" for reason in outcome["reasons"])
    listed = f"<ul>{reasons}</ul>" if reasons else ""
    return section("Decision", head + listed + _who(outcome) + _gate(outcome["gate"]))


def _who(outcome: Mapping[str, Any]) -> str:
    before, after = outcome["champion"]["before"], outcome["champion"]["after"]
    raw = f"<code>{safe(outcome['raw'])}</code> <small>the raw data: nobody has been promoted yet</small>"
    rows = [
        ("champion before", f"<code>{safe(before)}</code>" if before else raw),
        ("challenger", f"<code>{safe(outcome['curated'])}</code>"),
        ("champion now", f"<code>{safe(after)}</code>" if after else raw),
    ]
    return table("", [word(""), word("version")], [[word(name), cell(version)] for name, version in rows])


def _gate(gate: Mapping[str, Any] | None) -> str:
    if gate is None:
        return ""
    failed = len(gate["failed"])
    told = f"{failed:,} of {number_of(gate['tests'], 'test')} failed" if failed else number_of(gate["tests"], "test")
    return f'<p class="quiet">Gate before training: {told}{"" if failed else " passed"}.</p>'
