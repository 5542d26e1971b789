"""Training: tokens a second beside a plain loop, memory beside what was told, and what arms save by sharing prompts.

    python benchmarks/training.py [--model FOLDER] [--examples 32] [--arms 6] [--seeds 3]
    python benchmarks/training.py --memory [--model FOLDER]

Rows are the short answers of the sample data. Times are CPU seconds of one thread, so what else the machine does
counts little; each measurement has a process of its own. Of the comparison trained alone only one run is made and
multiplied by their number; behind frozen prompts all runs are made, and the prompts are counted.

With --memory two steps of each way of training are taken, and what was told before is printed beside the peak.
"""

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from curator.models.loading import load_network
from curator.models.runtime import load_torch
from curator.models.template import Template
from curator.pipeline import curate
from curator.recipe import Train
from curator.shipped import shipped
from curator.train import Row, resolve
from curator.train.engine import Plan, about, is_frozen
from curator.train.examples import collate, prepare
from curator.train.order import order
from curator.trial.arms import material
from curator.trial.runs import session_for
from curator.versions import VersionStore


def plain(train: Train, rows: list[Row]) -> dict[str, float]:
    """What one would write by hand: peft, AdamW, a padded batch a step, logits everywhere."""
    import peft

    torch = load_torch(1)
    template = Template.of(resolve(train.model))
    lora = peft.LoraConfig(r=train.rank, lora_alpha=train.alpha, target_modules="all-linear", task_type="CAUSAL_LM")
    network = peft.get_peft_model(load_network(resolve(train.model)), lora)
    optimizer = torch.optim.AdamW(network.parameters(), lr=train.learning_rate)
    examples = prepare(rows, "supervised", template, max_tokens=train.max_tokens).examples
    seen = [examples[at] for at in islice(order(len(examples), 0), train.examples_seen)]
    begin = time.process_time()
    for at in range(0, len(seen), train.batch_size):
        inputs = collate(seen[at : at + train.batch_size], 0)
        network(**inputs, use_cache=False).loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
    return {"cpu_s": time.process_time() - begin, "tokens": sum(len(each.ids) for each in seen)}


def alone(train: Train, rows: list[Row]) -> dict[str, float]:
    """One run through the trainer."""
    told = Plan.of(resolve(train.model), train).need(**about(rows, train, is_frozen=is_frozen(train))).bytes
    learner = session_for(train)
    begin = time.process_time()
    fitted = learner.fit(rows, 0)
    return {"cpu_s": time.process_time() - begin, "told": told, "loss": fitted.losses[-1]}


def together(train: Train, rows: list[Row], arms: int, seeds: int) -> dict[str, float]:
    """All runs behind frozen prompts; each arm lacks other rows."""
    learner = session_for(train.model_copy(update={"method": "prefix-frozen"}))
    runs = [
        ([row for at, row in enumerate(rows) if at % (arms + 1) != arm], seed)
        for arm in range(arms)
        for seed in range(seeds)
    ]
    begin = time.process_time()
    learner.prepare(runs)
    for taught, seed in runs:
        learner.fit(taught, seed)
    return {"cpu_s": time.process_time() - begin}


WAYS = (
    {"method": "prefix-frozen"},
    {"method": "lora"},
    {"method": "lora", "gradient_checkpointing": True},
    {"method": "full"},
)
SIZES = ((4, 256), (1, 1024))
"""Examples of a step, tokens of each: about as many as run at once."""


def memory(model: str | None) -> None:
    """Print what is told beside what is used: all tokens answers, and most of them prompts."""
    print(f"{'method':<24}{'step':>10}{'prompts':>9}{'told':>8}{'peak':>8}{'ratio':>7}")
    for way in WAYS:
        for size, tokens in SIZES:
            for share in (0.0, 0.75):
                asked, answer = (" word" * int((tokens - 40) * part) for part in (share, 1 - share))
                rows = [Row(str(n), ({"role": "user", "content": f"{n}{asked}"},), answer) for n in range(2 * size)]
                train = Train.of(model=model, threads=2, batch_size=size, examples_seen=2 * size, **way)
                found = measured(alone, train, rows)
                told, peak = (found[name] / 1e9 for name in ("told", "peak"))
                name = train.method + (", checkpoints" if train.gradient_checkpointing else "")
                print(
                    f"{name:<24}{f'{size} x {tokens}':>10}{share:>9.0%}{told:>8.2f}{peak:>8.2f}{told / peak:>7.2f}",
                    flush=True,
                )


def measured(work: Callable[..., dict[str, float]], *args: object) -> dict[str, float]:
    """Its result, and the most memory that a process of its own held."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_with_peak, (work, args))


def _with_peak(work: Callable[..., dict[str, float]], args: tuple[object, ...]) -> dict[str, float]:
    found = work(*args)
    return {**found, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model")
    parser.add_argument("--examples", type=int, default=32)
    parser.add_argument("--arms", type=int, default=6)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--memory", action="store_true")
    wanted = parser.parse_args()
    if wanted.memory:
        memory(wanted.model)
        return
    with tempfile.TemporaryDirectory() as folder:
        store = VersionStore(Path(folder))
        version = curate(shipped("sample_data") / "recipe.yaml", store=store)
        rows = list(material(version, None).rows)[: wanted.examples]
    train = Train.of(
        model=wanted.model, method="lora", precision="float32", threads=1, batch_size=16, examples_seen=wanted.examples
    )
    by_hand, trainer = measured(plain, train, rows), measured(alone, train, rows)
    plain_rate, rate = (by_hand["tokens"] / each["cpu_s"] for each in (by_hand, trainer))
    print(f"tokens a CPU second: plain loop {plain_rate:,.0f}, trainer {rate:,.0f}, ratio {rate / plain_rate:.2f}")
    print(f"memory: told {trainer['told'] / 1e9:.2f} GB, peak {trainer['peak'] / 1e9:.2f} GB", flush=True)
    shared = measured(together, train, rows, wanted.arms, wanted.seeds)["cpu_s"]
    each = wanted.arms * wanted.seeds * trainer["cpu_s"]
    print(f"comparison in CPU seconds: each alone {each:,.0f}, together {shared:,.0f}, {each / shared:.1f} times")


if __name__ == "__main__":
    main()
