"""Texts as vectors of what they are about: the mean of static word vectors that a package brings along.

The vectors are wordllama's, 256 numbers for each of 32,000 word pieces. They are read from the installed package;
nothing is fetched, and the package itself, which would try to, is not imported.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.errors import MissingExtra
from curator.lazy import DISTRIBUTION, need
from curator.progress import stage

EXTRA = "semantic"

CHARS = 20_000
"""Of a longer text only the beginning is looked at."""

_PACKAGE = "wordllama"
_WEIGHTS = "weights/l2_supercat_256.safetensors"
_TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"
_TEXTS = 512  # cut into pieces at once
_PIECES = 1 << 16  # looked up at once: 64 MB

Vectors = NDArray[np.float32]


def embed(texts: pl.Series) -> Vectors:
    """One vector of length 1 for each text: (n_texts, 256); of zeros for a text that is null or has no word pieces.

    Raises:
        MissingExtra: wordllama, tokenizers or safetensors is not installed.
    """
    tokenizer, table = _model()
    found: Vectors = np.zeros((len(texts), table.shape[1]), np.float32)
    beginnings = texts.fill_null("").str.slice(0, CHARS)
    with stage("reading what texts are about", len(texts)) as advance:
        for first in range(0, len(texts), _TEXTS):
            block = beginnings[first : first + _TEXTS].to_list()
            for place, each in enumerate(tokenizer.encode_batch_fast(block, add_special_tokens=False), first):
                pieces = np.array(each.ids, np.int64)
                for start in range(0, len(pieces), _PIECES):
                    found[place] += table[pieces[start : start + _PIECES]].sum(axis=0)
            advance(len(block))
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    np.divide(found, lengths, out=found, where=lengths > 0)  # a text without pieces has length 0
    return found


@cache
def _model() -> tuple[Any, Vectors]:
    """How texts are cut into pieces, and the vector of each piece."""
    tokenizers, safetensors = need("tokenizers", extra=EXTRA), need("safetensors.numpy", extra=EXTRA)
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise MissingExtra(f"needs {_PACKAGE}: pip install '{DISTRIBUTION}[{EXTRA}]'")
    home = Path(spec.origin).parent
    tokenizer = tokenizers.Tokenizer.from_file(str(home / _TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    table: Vectors = safetensors.load_file(home / _WEIGHTS)["embedding.weight"].astype(np.float32)
    return tokenizer, table
