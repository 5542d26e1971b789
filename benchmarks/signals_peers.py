"""The text measures of a peer on documents, in a process of its own; `signals.py` runs this in the peer's environment.

    python benchmarks/signals_peers.py PEER FILE.parquet DOCUMENTS

Each peer is used as its documentation has it, with what it needs loaded before. What is printed are the documents
measured in a CPU second.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

import polars as pl

Work = Callable[[list[str]], object]


def datatrove() -> Work:
    """Both Gopher filters. They leave a document at the first rule that it breaks, so what is kept costs the most."""
    from datatrove.data import Document
    from datatrove.pipeline.filters import GopherQualityFilter, GopherRepetitionFilter

    filters = [GopherRepetitionFilter(), GopherQualityFilter()]
    return lambda texts: [[each.filter(Document(text=text, id="")) for each in filters] for text in texts]


def data_juicer() -> Work:
    """Six filters for what `curator` measures of a view, a thousand documents at once."""
    from data_juicer.ops import filter as filters
    from data_juicer.utils.constant import Fields

    operators = [
        filters.WordRepetitionFilter(),
        filters.CharacterRepetitionFilter(),
        filters.WordsNumFilter(),
        filters.AlphanumericFilter(),
        filters.SpecialCharactersFilter(),
        filters.AverageLineLengthFilter(),
    ]

    def measure(texts: list[str]) -> None:
        for first in range(0, len(texts), 1000):
            batch: dict[str, Any] = {"text": texts[first : first + 1000]}
            batch[Fields.stats] = [{} for _ in batch["text"]]
            for operator in operators:
                batch = operator.compute_stats_batched(batch)

    return measure


def textproc() -> Work:
    """The n-grams of Gopher."""
    from polars_textproc import repetition_signals

    return lambda texts: pl.DataFrame({"text": texts}).select(repetition_signals(pl.col("text")))


PEERS: dict[str, Callable[[], Work]] = {"datatrove": datatrove, "data-juicer": data_juicer, "polars-textproc": textproc}
REQUIREMENTS = {
    "datatrove": ["datatrove[processing]==0.10.1", "spacy", "polars"],
    "data-juicer": ["py-data-juicer==1.6.1", "aiohttp", "polars"],
    "polars-textproc": ["polars-textproc==0.1.6"],
}
DOCUMENTS = {"datatrove": 1000, "data-juicer": 3000, "polars-textproc": 10_000}
"""As many as take some seconds."""


def main() -> None:
    peer, path, count = sys.argv[1:]
    texts = pl.read_parquet(path, columns=["text"])["text"].head(int(count)).to_list()
    measure = PEERS[peer]()
    measure(texts[:20])
    begun = time.process_time()
    measure(texts)
    print(len(texts) / (time.process_time() - begun))


if __name__ == "__main__":
    main()
