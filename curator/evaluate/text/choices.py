"""Which of the options a text names."""

from collections.abc import Sequence

from curator.evaluate.text.words import bare


def chosen(text: str, options: Sequence[str]) -> str | None:
    """The one option that `text` begins with or names; null when it names none or several.

    An option inside another ("entailment" in "not entailment") is not named by it. Options of one sign (A, B) must be
    spelt as they are, others may be in any case.
    """
    longest_first = sorted(options, key=lambda option: -len(option))
    is_lettered = all(len(option.strip()) == 1 for option in options)
    names = {option: _spelt(option, is_lettered) for option in longest_first}
    said = _spelt(text, is_lettered)
    for option, name in names.items():
        if said.startswith(name):
            return option
    named = []
    for option, name in names.items():
        if name in said:
            named.append(option)
            said = said.replace(name, "  ")
    return named[0] if len(named) == 1 else None


def _spelt(text: str, is_lettered: bool) -> str:
    plain = bare(text) or text.strip()
    return f" {plain if is_lettered else plain.casefold()} "
