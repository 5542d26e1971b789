"""What a card and its machine-readable twin both say, in whole sentences. Each is true of the run, none is praise."""

from curator.governance.facts import Facts

_KINDS = {
    "tuple": "instruction",
    "chat": "chat",
    "preference": "preference pair",
    "text": "raw text",
}


def summary(facts: Facts) -> str:
    """What this is."""
    counts = facts.counts
    kinds = ", ".join(_of(count, _KINDS[kind]) for kind, count in facts.kinds.items())
    return (
        f"{_of(counts['kept'], 'record')} ({kinds}) kept of {counts['input']:,} that were read "
        f"from {_of(len(facts.sources), 'source')}; version {facts.version}."
    )


def _of(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'s' * (count != 1)}"


def processing(facts: Facts) -> list[str]:
    """What was done to the records."""
    counts = facts.counts
    removed = "; ".join(f"{decider}: {count:,}" for decider, count in deciders(facts).items())
    repaired = "; ".join(f"{fix}: {count:,}" for fix, count in facts.repairs.items())
    return [
        f"Removed: {counts['dropped']:,} of {counts['input']:,} records{f' ({removed})' if removed else ''}.",
        f"Left out, waiting for a person to decide: {counts['review']:,} records.",
        f"Left out as unreadable: {counts['quarantined']:,}.",
        f"Repaired among the kept records: {repaired or 'none'}.",
        duplicates(facts),
    ]


def deciders(facts: Facts) -> dict[str, int]:
    """Rule, selection or people → records they removed, most first; who the people were is nobody's business."""
    people = sum(count for decider, count in facts.deciders.items() if decider.startswith("annotator:"))
    named = {decider: count for decider, count in facts.deciders.items() if not decider.startswith("annotator:")}
    together = {**named, **({"people": people} if people else {})}
    return dict(sorted(together.items(), key=lambda each: (-each[1], each[0])))


def duplicates(facts: Facts) -> str:
    """How many duplicates were found, and how they were looked for."""
    wanted = facts.recipe.get("dedup", {})
    if not wanted.get("enabled", True):
        return "Duplicates were not looked for."
    view = wanted.get("view")
    compared = f"view {view!r}" if isinstance(view, str) else f"views {', '.join(map(repr, view or []))}"
    return (
        f"Duplicates found: {facts.duplicates['exact']:,} exact, {facts.duplicates['near']:,} near "
        f"(Jaccard similarity of at least {wanted.get('threshold')} on the {compared}); "
        f"records whose prompt has several answers: {facts.duplicates['conflicts']:,}."
    )


def annotation(facts: Facts) -> list[str]:
    """What people decided; empty when nobody did."""
    found = []
    if facts.people:
        decided = ", ".join(f"{verdict}: {count:,}" for verdict, count in facts.people.items())
        people = f"{facts.annotators:,} {'person' if facts.annotators == 1 else 'people'}"
        found.append(
            f"{people} decided about {_of(sum(facts.people.values()), 'record')} ({decided}) "
            f"and corrected {facts.corrected:,} of the kept ones."
        )
    if facts.restored:
        found.append(f"Kept against the rules, restored by hand: {_of(facts.restored, 'record')}.")
    return found


def limits(facts: Facts) -> list[str]:
    """What a reader must not conclude from the clean-up."""
    found = [
        "Rules are heuristics: they miss faults and hit sound records. Counts say what was hit, not what is wrong.",
        "Whether answers are true, safe or fair was not checked, unless a rule listed here says so.",
        "Overlap with evaluation sets was not looked for by this run.",
    ]
    if facts.counts["review"]:
        found.append(f"{_of(facts.counts['review'], 'doubtful record')} left out without a person having seen them.")
    if facts.languages:
        found.append("Languages were told by a detector, which errs on short texts and on code.")
    return found


def personal() -> str:
    """What is known about personal data: nothing beyond the rules."""
    return (
        "Personal data were not looked for, unless a rule listed here says so. Names and addresses may be in the texts."
    )
