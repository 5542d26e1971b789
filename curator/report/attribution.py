"""What each rule bought or cost, for a terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from curator.report.comparison import title_of
from curator.report.figures import DASH, count, decimal, number_of, probability
from curator.report.terminal import table

VERDICTS = {"better": "bought", "worse": "cost", "equivalent": "nothing", "cannot tell": "cannot tell"}
_LEGEND = (
    "the version minus the same without the rule: positive was bought by it; 95% interval; "
    "p after Holm over all rules on trial"
)
_PROXY = (
    "proxy: nats a token of the held-out answers, by short trainings on kept against removed records, times the share "
    "of the removed ones; only the order of the rules is meant"
)


def attribution_renderable(result: Mapping[str, Any]) -> RenderableType:
    """Rules that were put on trial, what the trainings and the proxy say of them, and the rules that were left out."""
    tried = [rule for rule in result["rules"] if rule["skipped"] is None]
    head = f"{result['version']}: {number_of(len(tried), 'rule')} on trial"
    parts: list[RenderableType] = [Text(head, style="bold")]
    metrics = list(tried[0]["effects"]) if tried else []
    for metric in metrics:
        parts += [Text(f"\n{title_of(metric)}", style="italic"), _effects(tried, metric)]
    if metrics:
        parts += [Text(f"note: {note}") for note in result["trial"]["notes"]]
        parts += [Text(_LEGEND, style="dim"), *_settled(tried, metrics[0])]
    if any(rule["proxy"] for rule in tried):
        parts += [Text(), _proxies(result), Text(_PROXY, style="dim"), *_agreed(result["agreement"])]
    parts += [Text(), *_skipped(result)]
    return Group(*parts)


def _effects(rules: list[Mapping[str, Any]], metric: str) -> RenderableType:
    numbers = ("changed", "difference", "95% interval", "p", "MDE")
    shown = table([("rule", False), *((name, True) for name in numbers), ("verdict", False)], gap=1)
    for rule in rules:
        found = rule["effects"][metric]
        shown.add_row(
            Text(rule["rule"], overflow="fold"),
            count(rule["changed"]),
            decimal(found["difference"], signed=True),
            f"{decimal(found['low'], signed=True)} to {decimal(found['high'], signed=True)}",
            probability(found["p_adjusted"]),
            decimal(found["mde"]),
            VERDICTS[found["verdict"]],
        )
    return shown


def _settled(rules: list[Mapping[str, Any]], metric: str) -> Iterator[Text]:
    """What would settle each verdict of "cannot tell" in the first metric."""
    for rule in rules:
        found = rule["effects"][metric]
        if found["verdict"] == "cannot tell":
            more = found["settle"]["text"] if found["settle"] else "more seeds or questions than can be told"
            yield Text(f"{rule['rule']}: cannot tell; what would settle it: {more}")


def _proxies(result: Mapping[str, Any]) -> RenderableType:
    columns = [("proxy", False), ("score", True), ("a record", True), ("share", True), ("rank", True)]
    agreed = result["agreement"]
    shown = table([*columns, *([("rank by training", True)] if agreed else [])], gap=2)
    found = sorted((rule for rule in result["rules"] if rule["proxy"]), key=lambda rule: -rule["proxy"]["score"])
    for place, rule in enumerate(found, start=1):
        proxy = rule["proxy"]
        ranks = [str(agreed["ranks"].get(rule["rule"], [DASH])[0])] if agreed else []
        score, each = decimal(proxy["score"], signed=True), decimal(proxy["per_record"], signed=True)
        shown.add_row(Text(rule["rule"]), score, each, f"{proxy['share']:.1%}", str(place), *ranks)
    return shown


def _agreed(agreement: Mapping[str, Any] | None) -> Iterator[Text]:
    if agreement is None:
        return
    if agreement["spearman"] is None:
        yield Text("too few rules for a correlation of the ranks", style="dim")
    else:
        yield Text(f"rank correlation with the trainings (Spearman): {decimal(agreement['spearman'], signed=True)}")


def _skipped(result: Mapping[str, Any]) -> Iterator[Text]:
    """Rules that were not put on trial, those of one reason together; of those that hit nothing only the number."""
    reasons: dict[str, list[str]] = {}
    for rule in result["rules"]:
        if rule["skipped"]:
            changed = f" ({rule['changed']:,})" if rule["changed"] else ""
            reasons.setdefault(rule["skipped"], []).append(rule["rule"] + changed)
    for reason, names in reasons.items():
        told = f"{len(names)} rules" if reason == "it hits nothing" and len(names) > 3 else ", ".join(names)
        yield Text(f"not on trial, {reason}: {told}", style="dim")
