"""How the demo's learning rate was chosen: on the raw arm alone, before any other arm was looked at.

    python benchmarks/settings.py

Trains on the uncurated sample data with each rate (one seed) and prints what it reached on the held-out set. The sample
recipe uses the best one, for every arm.
"""

import tempfile
from pathlib import Path

from curator.evaluate import METRICS, evaluate, load_heldout
from curator.loop.arms import material
from curator.loop.run import Loop
from curator.pipeline import curate
from curator.shipped import shipped
from curator.train import Session, resolve
from curator.versions import VersionStore

RATES = (5e-4, 1.5e-3, 4e-3)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = VersionStore(Path(folder))
        loop = Loop(shipped("sample_data") / "recipe.yaml", store)
        raw = curate(loop.without_curation(), store=store)
        heldout = load_heldout(shipped("sample_data") / "heldout.jsonl")
        rows = material(raw, heldout.frame()).rows
        used = loop.recipe.train
        for rate in RATES:
            session = Session(resolve(), learning_rate=rate, examples_seen=used.examples_seen, rank=used.rank)
            session.fit(rows, seed=0)
            scores = evaluate(session, heldout)
            values = ", ".join(f"{metric} {scores.mean(metric):.3f}" for metric in METRICS)
            print(f"learning rate {rate:g}{' (in use)' if rate == used.learning_rate else ''}: {values}", flush=True)


if __name__ == "__main__":
    main()
