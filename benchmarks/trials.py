"""Can the verdicts be trusted? Trials of data that do not differ, of data that do, and of numbers whose truth is known.

    python benchmarks/trials.py [--trials 80]

1. A/A: identical data twice, and random draws against random draws, trained for real (`tiny_llama`), each time in a
   new world. "Better" or "worse" is wrong here, and must not be said in more than 5 % of cases.
2. Power: the same data with some labels made wrong, against the data as they are: how often it is called worse.
3. Coverage: of intervals on simulated scores, beside that of resampling runs as if they were many.
4. Settling: trials of the size that would settle a comparison do so in four cases of five.
5. Early stopping: false findings, findings and seeds spent, with and without giving hopeless pairs up.

Everything runs on one core, in about six minutes.
"""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from tables import interval, show
from tiny_llama import Examples, World, spoiled, trained_and_measured

from curator.evaluate import Arm, Compared, Evaluation, compare, statistics
from curator.evaluate.futility import HOPELESS, chance_of_verdict
from curator.evaluate.settling import Components, settle
from curator.evaluate.statistics import Groups, Scores, difference, verdict

ITEMS, ROWS, POOL, NOISE = 200, 150, 400, 0.1
SEEDS, MANY = 3, 5
MARGIN = 0.02
WRONG = ("better", "worse")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--trials", type=int, default=80, help="of each kind of A/A; the rest follows from it")
    trials: int = asked.parse_args().trials
    began = time.process_time()
    for part in (same_data, power, coverage, settling, stopping):
        part(trials)
        print(f"({time.process_time() - began:,.0f} s of CPU so far)", flush=True)


def same_data(trials: int) -> None:
    """Two arms that do not differ in anything but chance; five seeds each, of which the first three are judged too."""
    kinds: dict[str, Callable[[World, np.random.Generator], Iterator[Examples]]] = {
        "identical data twice": _same,
        "random against random": _draws,
    }
    rows = []
    for kind, data in kinds.items():
        said: dict[tuple[str, str], list[str]] = {}
        for trial in range(trials):
            draw = np.random.default_rng([1, trial])
            world = World.drawn(draw)
            heldout = world.examples(ITEMS, draw)
            rows_of_run = data(world, draw)
            runs = [trained_and_measured(next(rows_of_run), heldout, 10_000 * trial + seed) for seed in range(2 * MANY)]
            a, b = runs[:MANY], runs[MANY:]
            for count in (SEEDS, MANY):
                for each in _compared(a[:count], b[:count]):
                    said.setdefault((f"{count} seeds", each.metric), []).append(each.verdict)
            word, _ = _stopped(*(_scores(each, "exact_match") for each in (a, b)), seed=trial)
            said.setdefault((f"{MANY} seeds, early stop", "exact_match"), []).append(word)
        rows += [(kind, how, metric, *_told(words)) for (how, metric), words in said.items()]
    show(
        f"1. A/A: {trials} trials each, {ITEMS} items, {ROWS} rows; the share of better or worse must not exceed 0.05",
        ["arms", "runs", "metric", "better or worse [95 %]", "equivalent", "cannot tell"],
        rows,
    )


def power(trials: int) -> None:
    """A dose of wrong labels against none more than there are anyway."""
    rows = []
    for dose in (0.0, 0.05, 0.1, 0.2, 0.4):
        words, found, mde = [], [], []
        for trial in range(max(10, trials // 3)):
            draw = np.random.default_rng([2, trial])
            world = World.drawn(draw)
            heldout = world.examples(ITEMS, draw)
            clean = spoiled(world.examples(ROWS, draw), NOISE, draw)
            seed = 10_000 * trial
            before = [trained_and_measured(clean, heldout, seed + run) for run in range(SEEDS)]
            dosed = spoiled(clean, dose, draw)
            after = [trained_and_measured(dosed, heldout, seed + SEEDS + run) for run in range(SEEDS)]
            result = _compared(after, before)[0]
            words.append(result.verdict)
            found.append(result.found.difference)
            mde.append(result.found.mde)
        of = len(words)
        shares = [interval(words.count(word), of) for word in ("worse", "better")]
        rows.append((f"{dose:.2f}", f"{np.mean(found):+.3f}", f"{np.mean(mde):.3f}", *shares, f"{of}"))
    show(
        f"2. Power: the same rows with a share of the answers changed, {SEEDS} seeds, exact match",
        ["dose", "mean difference", "mean MDE", "worse [95 %]", "better [95 %]", "trials"],
        rows,
    )


def coverage(trials: int) -> None:
    """How often the 95 % interval holds the truth, 0.1, on simulated scores."""
    rows = []
    with _fewer_resamples():
        for items, size, runs, spread in (
            (100, 1, 3, 0.0), (100, 1, 3, 0.03), (100, 1, 3, 0.06), (100, 1, 5, 0.06), (30, 1, 3, 0.03),
            (25, 4, 3, 0.03), (8, 4, 3, 0.03), (5, 4, 3, 0.0),
        ):  # fmt: skip
            draw = np.random.default_rng([3, items, size, runs])
            ours = naive = unclustered = 0
            of = 4 * trials
            for trial in range(of):
                a, b, clusters = _simulated(draw, items, size, runs, spread)
                found = difference(a, b, seed=trial, clusters=clusters if size > 1 else None)
                ours += found.low <= 0.1 <= found.high
                naive += _resampled_holds(a, b, draw)
                alone = difference(a, b, seed=trial)
                unclustered += alone.low <= 0.1 <= alone.high
            cells = [interval(ours, of), interval(unclustered, of), interval(naive, of)]
            rows.append((f"{items}", f"{size}", f"{runs}", f"{spread:.2f}", *cells))
    show(
        "3. Coverage of 95 % intervals on simulated scores",
        ["clusters", "items each", "runs", "SD of runs", "ours [95 %]", "clusters ignored", "runs resampled"],
        rows,
    )


def settling(trials: int) -> None:
    """Trials of the recommended size, with the components known and estimated from one trial of 300 items."""
    rows = []
    with _fewer_resamples():
        for effect, item, run, margin in ((0.03, 0.4, 0.005, 0.02), (0.05, 0.2, 0.03, 0.02), (0.0, 0.2, 0.002, 0.05)):
            parts = Components(item**2, (run**2,) * 2, (0.04,) * 2, 300, 300, SEEDS)
            needed = settle(parts, effect, margin)
            assert needed, "these can be settled"
            items, seeds = (needed.items or 300), (SEEDS if needed.items else needed.seeds or SEEDS)
            wanted = ("equivalent",) if needed.towards == "equivalent" else ("better",)
            rates = []
            for n, r in ((300, SEEDS), (items, seeds)):
                draw = np.random.default_rng([4, n, r])
                words = [_word(*_arms(draw, n, r, effect, item, run), trial, margin) for trial in range(2 * trials)]
                rates.append(interval(sum(word in wanted for word in words), len(words)))
            now, then = rates
            rows.append(
                (f"{effect:+.2f}", f"{item}", f"{run}", now, f"{items:,} items, {seeds} seeds", then, wanted[0])
            )
    show(
        "4. Settling: trials with the verdict aimed at, now (300 items, 3 seeds) and at the size that is named",
        ["effect", "SD of items", "SD of runs", "now", "would settle it", "then (0.8 aimed at)", "as"],
        rows,
    )


def stopping(trials: int) -> None:
    """Simulated arms of 300 items with and without early stopping."""
    rows = []
    with _fewer_resamples():
        for seeds, effect, run in ((3, 0.0, 0.01), (5, 0.0, 0.01), (5, 0.0, 0.03), (5, 0.06, 0.01), (5, 0.08, 0.03)):
            draw = np.random.default_rng([5, seeds])
            plain, early, spent = [], [], []
            for trial in range(2 * trials):
                a, b = _arms(draw, 300, seeds, effect, 0.3, run)
                plain.append(_word(a, b, trial, MARGIN))
                word, used = _stopped(a, b, seed=trial)
                early.append(word)
                spent.append(used / seeds)
            shares = [interval(sum(word in WRONG for word in words), len(words)) for words in (plain, early)]
            rows.append((f"{seeds}", f"{effect:+.2f}", f"{run}", *shares, f"{np.mean(spent):.2f}"))
    show(
        f"5. Early stopping below a chance of {HOPELESS}: better or worse said, without and with it, and seeds spent",
        ["seeds", "effect", "SD of runs", "without [95 %]", "with [95 %]", "share of seeds"],
        rows,
    )


def _same(world: World, draw: np.random.Generator) -> Iterator[Examples]:
    rows = spoiled(world.examples(ROWS, draw), NOISE, draw)
    while True:
        yield rows


def _draws(world: World, draw: np.random.Generator) -> Iterator[Examples]:
    pool = spoiled(world.examples(POOL, draw), NOISE, draw)
    while True:
        yield pool[draw.choice(POOL, ROWS, replace=False)]


def _compared(a: Sequence[Evaluation], b: Sequence[Evaluation]) -> tuple[Compared, ...]:
    arms = [Arm(name, name, tuple(range(len(runs))), tuple(runs)) for name, runs in (("a", a), ("b", b))]
    return compare(arms, [("a", "b")], margin=MARGIN).comparisons


def _scores(runs: Sequence[Evaluation], metric: str) -> Scores:
    return np.asarray([run.scores[metric] for run in runs], dtype=np.float64)


def _stopped(a: Scores, b: Scores, *, seed: int) -> tuple[str, int]:
    for done in range(2, len(a)):
        if chance_of_verdict(a[:done], b[:done], seeds=len(a), margin=MARGIN, seed=seed) < HOPELESS:
            return "cannot tell", done
    return _word(a, b, seed, MARGIN), len(a)


def _word(a: Scores, b: Scores, seed: int, margin: float) -> str:
    found = difference(a, b, seed=seed)
    return verdict(found, found.p, margin)


def _told(words: Sequence[str]) -> tuple[str, str, str]:
    of = len(words)
    wrong = interval(sum(word in WRONG for word in words), of)
    return wrong, f"{words.count('equivalent') / of:.2f}", f"{words.count('cannot tell') / of:.2f}"


def _arms(draw: np.random.Generator, n: int, r: int, effect: float, item: float, run: float) -> tuple[Scores, Scores]:
    a = effect + draw.normal(0, item, n) + draw.normal(0, run, (r, 1)) + draw.normal(0, 0.2, (r, n))
    return a, draw.normal(0, run, (r, 1)) + draw.normal(0, 0.2, (r, n))


def _simulated(
    draw: np.random.Generator, clusters: int, size: int, runs: int, spread: float
) -> tuple[Scores, Scores, Groups]:
    of_item = np.repeat(np.arange(clusters), size)
    n = len(of_item)
    taste = draw.normal(0, 0.2, clusters)[of_item] + (draw.normal(0, 0.1, n) if size > 1 else 0)
    hardness = draw.normal(0, 0.3, n)
    a = 0.1 + hardness + taste + draw.normal(0, spread, (runs, 1)) + draw.normal(0, 0.2, (runs, n))
    b = hardness - taste + draw.normal(0, spread, (runs, 1)) + draw.normal(0, 0.2, (runs, n))
    return a, b, of_item


def _resampled_holds(a: Scores, b: Scores, draw: np.random.Generator) -> bool:
    """Whether the interval holds the truth when runs are drawn with replacement like items."""
    found = []
    for _ in range(400):
        items = draw.integers(0, a.shape[1], a.shape[1])
        means = [arm[draw.integers(0, len(arm), len(arm))][:, items].mean() for arm in (a, b)]
        found.append(means[0] - means[1])
    low, high = np.quantile(found, (0.025, 0.975))
    return bool(low <= 0.1 <= high)


@contextmanager
def _fewer_resamples() -> Iterator[None]:
    """As many as a rate over hundreds of trials needs."""
    before, statistics.RESAMPLES = statistics.RESAMPLES, 2000
    try:
        yield
    finally:
        statistics.RESAMPLES = before


if __name__ == "__main__":
    main()
