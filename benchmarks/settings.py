"""How the learning rate was chosen: on the raw arm alone, for every arm.

    python benchmarks/settings.py

Fine-tunes on the uncurated sample data with each rate and the recipe's seeds, and prints what the held-out set says.
The rate in use is the smallest one within one standard error of the best (the one-standard-error rule of Breiman et
al. 1984, Classification and Regression Trees, section 3.4.3): larger rates vary more from seed to seed.
"""

import tempfile
from math import sqrt
from pathlib import Path
from statistics import fmean, stdev

from curator.evaluate import evaluate, load_heldout
from curator.loop.run import Loop
from curator.pipeline import curate
from curator.shipped import shipped
from curator.train import Session, resolve
from curator.trial.arms import material
from curator.versions import VersionStore

RATES = (5e-4, 1.5e-3, 4e-3)
METRIC = "exact_match"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = VersionStore(Path(folder))
        loop = Loop(shipped("sample_data") / "recipe.yaml", store)
        raw = curate(loop.without_curation(), store=store)
        heldout = load_heldout(shipped("sample_data") / "heldout.jsonl")
        rows = material(raw, heldout.frame()).rows
        reached: dict[float, list[float]] = {}
        for rate in RATES:
            session = Session(resolve(), learning_rate=rate, examples_seen=loop.recipe.train.examples_seen)
            session.prepare(
                [(rows, seed) for seed in loop.recipe.train.seeds], [item.messages for item in heldout.items]
            )
            for seed in loop.recipe.train.seeds:
                session.fit(rows, seed)
                reached.setdefault(rate, []).append(evaluate(session, heldout).mean(METRIC) or 0.0)
            listed = ", ".join(f"{value:.3f}" for value in reached[rate])
            print(f"learning rate {rate:g}: {METRIC} {fmean(reached[rate]):.3f} (seeds {listed})", flush=True)
    best = max(reached, key=lambda rate: fmean(reached[rate]))
    enough = fmean(reached[best]) - stdev(reached[best]) / sqrt(len(reached[best]))
    chosen = min(rate for rate in reached if fmean(reached[rate]) >= enough)
    print(f"best {best:g}; smallest within one standard error {chosen:g}; in use {loop.recipe.train.learning_rate:g}")


if __name__ == "__main__":
    main()
