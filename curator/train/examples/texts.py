"""Raw texts as examples: every token of every text learnt once, with its end, in stretches that fit the limit."""

from collections.abc import Iterator, Sequence

from curator.errors import DataError
from curator.models.vocabulary import Vocabulary
from curator.train.examples.shapes import Example, Prepared, Tally
from curator.train.rows import Skipped, TextRow


def self_supervised(rows: Sequence[TextRow], vocabulary: Vocabulary, *, max_tokens: int) -> Prepared:
    """The examples of raw texts, each with the tokenizer's end of text behind it.

    A text that is longer than `max_tokens` gives several examples. Each begins with the last token of the one
    before, which is only read there: so nothing of a text is lost but what it begins with, which nothing predicts.

    Raises:
        DataError: the tokenizer has no token that ends a text.
    """
    if not vocabulary.eos:
        raise DataError(
            "the tokenizer has no token that ends a text: the model would not learn where texts end",
            hint="name another model, or leave self-supervised out of train.stages",
        )
    tally = Tally(max_tokens)
    split = 0
    for row in rows:
        if token := vocabulary.control_token(row.text):
            tally.leave_out(Skipped(row.record_id, f"{token} in the text would be read as a control token"))
            continue
        ids = vocabulary.ids(vocabulary.bos + row.text + vocabulary.eos)
        split += len(ids) > max_tokens
        for begin, stop in _stretches(len(ids), max_tokens):
            tally.add(Example(row.record_id, ids[begin:stop], (False, *[True] * (stop - begin - 1))))
    return tally.prepared(
        [f"texts that were split, because they are longer than {max_tokens:,} tokens: {split:,}"] if split else []
    )


def _stretches(tokens: int, limit: int) -> Iterator[tuple[int, int]]:
    """Begin and end of each stretch; they overlap by one token."""
    begin = 0
    while begin < tokens - 1 or begin == 0:
        yield begin, min(tokens, begin + limit)
        begin += limit - 1
