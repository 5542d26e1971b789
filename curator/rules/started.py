"""A pack with one rule to go on from."""

import json
from pathlib import Path

from curator.config import Document
from curator.errors import RecipeError
from curator.files import whole_file
from curator.rules.checker import Schema
from curator.rules.compile import compile
from curator.rules.pack import Pack
from curator.rules.ruleset import RuleSet

PACK = """\
# Rules of your own. Try them: curator rules test {file}
# What rules may compare: curator signals list. What a rule may say: curator rules show empty-answer
pack: {name}
about: What this project does not want to teach.
rules:
  - id: {name}-1
    when: {when}
    then: {then}             # drop | review | flag
    why: Say here what goes wrong if this stays.
    message: Say here what a labeller should look at and decide.
    severity: medium         # low | medium | high
    aspect: helpful          # helpful | honest | harmless
    # limit: 0.2             # stop the run if it would remove more than this share of a source
    examples:                # small records; curator rules test holds the rule against them
      hit: []                # - {{instruction: Name a river., response: ""}}
      miss: []               # - {{instruction: Name a river., response: Elbe}}
"""


def start_pack(path: Path, *, when: str, then: str, known: Schema) -> None:
    """Write the pack, named after its file, unless its rule cannot be used.

    Args:
        path: a file that is not there yet.
        when: the predicate.
        then: `drop`, `review` or `flag`.
        known: the columns that a predicate may compare.

    Raises:
        RecipeError: the file exists, the name is no pack's, or the predicate makes no sense.
    """
    if path.exists():
        raise RecipeError("exists already", where=str(path), hint="choose another name")
    text = PACK.format(name=path.stem, file=path, when=json.dumps(when, ensure_ascii=False), then=then)
    compile(RuleSet(tuple(Document(text, str(path)).validate(Pack).rules)), known)
    with whole_file(path) as file:
        file.write_text(text, encoding="utf-8")
