"""What a judge found over all pairs, and what speaks for and against believing it."""

from collections import Counter
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any

from curator.evaluate.judge.pairwise import Judged, Judgement
from curator.evaluate.judge.winrate import Rate, length_controlled, win_rate

_SCORES = {"a": 1.0, "tie": 0.5, "b": 0.0}


@dataclass(frozen=True)
class Summary:
    """Counts of pairs, and rates over those judged in both orders.

    `judged` = `a_won` + `b_won` + `ties`, and `pairs` = `judged` + `unparsed` + `open`: unparsed pairs have a reply
    that was none of the words asked for, open ones lack a reply. `consistent` is the share of pairs judged that got
    the same verdict in both orders, `first` the share of replies for one side that were for the one shown first: 0.5
    without a bias. Null where nothing was judged.
    """

    pairs: int
    judged: int
    a_won: int
    b_won: int
    ties: int
    same: int
    """Ties because both sides said the same; nobody was asked."""
    unparsed: int
    open: int
    win_rate: Rate | None
    length_controlled: Rate | None
    consistent: float | None
    first: float | None
    chars_a: float | None
    """Mean length of a's answers."""
    chars_b: float | None
    requests: int
    prompt_tokens: int
    tokens: int

    def to_dict(self) -> dict[str, Any]:
        """The same as JSON values."""
        return asdict(self)


def summarise(judgement: Judgement) -> Summary:
    """Count the verdicts of a judgement and work out the rates."""
    whole = [each for each in judgement.pairs if each.is_whole]
    counts = Counter(each.verdict for each in whole)
    scores = [_SCORES[each.verdict or "tie"] for each in whole]
    unparsed = sum(None in each.said.values() for each in judgement.pairs)
    asked = [each for each in whole if not each.pair.is_same]
    return Summary(
        pairs=len(judgement.pairs),
        judged=len(whole),
        a_won=counts["a"],
        b_won=counts["b"],
        ties=counts["tie"],
        same=len(whole) - len(asked),
        unparsed=unparsed,
        open=len(judgement.pairs) - len(whole) - unparsed,
        win_rate=win_rate(scores),
        length_controlled=length_controlled(scores, [len(each.pair.a) - len(each.pair.b) for each in whole]),
        consistent=fmean(each.is_consistent for each in asked) if asked else None,
        first=_share_of_first(asked),
        chars_a=fmean(len(each.pair.a) for each in whole) if whole else None,
        chars_b=fmean(len(each.pair.b) for each in whole) if whole else None,
        requests=judgement.requests,
        prompt_tokens=judgement.prompt_tokens,
        tokens=judgement.tokens,
    )


def _share_of_first(judged: list[Judged]) -> float | None:
    is_first = [said == order[0] for each in judged for order, said in each.said.items() if said != "tie"]
    return fmean(is_first) if is_first else None
