"""`curator init` and `curator demo`: the first five minutes."""

import shutil
from pathlib import Path

import click
from rich.text import Text

from curator.cli.common import Session, common
from curator.errors import RecipeError
from curator.files import whole_file, writing
from curator.shipped import shipped

STARTERS = ("recipe.yaml", "tuples.jsonl", "chats.jsonl", "preferences.jsonl", "heldout.jsonl", "annotations.json")
TASKS = "tasks"
"""Folder of task files: one asks the sample questions, the others are for public or own questions."""

OWN_PACK = """\
# Rules of your own. Try them: curator rules test rules/mine.yaml
pack: mine
about: What this project does not want to teach.
rules:
  - id: very-short-answer
    when: response_chars < 2 AND kind = 'tuple'
    then: review
    why: One character is rarely a whole answer; a person should look.
    severity: low
    examples:
      hit:
        - {instruction: Name a vowel., response: a}
      miss:
        - {instruction: Name a river., response: Elbe}
"""


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
@common
def init(session: Session, folder: Path) -> None:
    """Write a recipe, a rule pack, sample data and task files into FOLDER to start from."""
    samples = shipped("sample_data")
    starters = [*STARTERS, *(f"{TASKS}/{path.name}" for path in sorted((samples / TASKS).glob("*.yaml")))]
    written = [folder / name for name in (*starters, "rules/mine.yaml")]
    present = [str(path) for path in written if path.exists()]
    if present:
        raise RecipeError(f"{', '.join(present)} exists already", where=str(folder), hint="choose an empty folder")
    with writing(folder):
        for path in written:
            path.parent.mkdir(parents=True, exist_ok=True)
    for name in starters:
        with whole_file(folder / name) as file:
            shutil.copyfile(samples / name, file)
    with whole_file(folder / "rules" / "mine.yaml") as file:
        file.write_text(OWN_PACK)
    recipe = folder / "recipe.yaml"
    text = recipe.read_text(encoding="utf-8")
    with whole_file(recipe) as file:
        file.write_text(text.replace("rules: [default]", "rules: [default, rules/mine.yaml]"), encoding="utf-8")
    advice = (
        f"wrote {len(written)} files to {folder}",
        "",
        f"curator report {folder / 'tuples.jsonl'}",
        f"curator loop run {recipe}",
        f"curator evaluate base --task {folder / TASKS / 'sample.yaml'}",
    )
    session.show({"folder": str(folder), "files": [str(path) for path in written]}, lambda: Text("\n".join(advice)))


@click.command()
@common
def demo(session: Session) -> None:
    """Run the whole loop on the sample data: curate, label, train, compare, report. Takes some minutes."""
    from curator.cli.loop import run_and_show

    run_and_show(session, shipped("sample_data") / "recipe.yaml")
