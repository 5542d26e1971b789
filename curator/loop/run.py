"""One recipe from files to a champion, step by step, each step remembered as soon as it is done."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from curator import rules
from curator.errors import RecipeError
from curator.files import whole_file
from curator.governance import trials
from curator.governance.recorder import recorded
from curator.loop import exporting
from curator.loop.challenge import NOT_TRIED, Challenge
from curator.loop.champion import BY_HAND, Champion, Champions
from curator.loop.curating import Curating, Warn
from curator.loop.decision import GATE_FAILED, PROMOTE
from curator.loop.holding import holding
from curator.loop.hooks import Hooks
from curator.loop.people import Connect, People
from curator.loop.questions import Questions
from curator.loop.turn import Turn, Work
from curator.recipe import load
from curator.report import html
from curator.report.runs import of_version
from curator.train import ModelFolder, resolve
from curator.trial.contest import check_arms
from curator.trial.journal import Journal, Result, fingerprint
from curator.versions import DatasetVersion, VersionStore

if TYPE_CHECKING:
    from curator.label.client import Client

OUTCOME, REPORT = "outcome.json", "report.html"
TURN, TOLD = "turn", "told"


class Loop:
    """A recipe on its way through the loop, with its journal and its champions in the store."""

    def __init__(
        self,
        path: Path,
        store: VersionStore,
        *,
        warn: Warn = lambda _: None,
        connect: Connect | None = None,
        allow_code: bool = False,
    ) -> None:
        """Read the recipe.

        Args:
            path: of the recipe.
            store: where versions, runs and the loop are kept.
            warn: told in one line what is odd and stops nothing.
            connect: gives a client of the Label Studio server; none: of the one that is known on this machine.
            allow_code: whether programs that a model writes may be run, where a task measures that.

        Raises:
            RecipeError: a mistake in it, or nothing to evaluate on.
        """
        self.recipe, self._path = load(path), path
        if self.recipe.evaluate is None:
            raise RecipeError("the loop needs a held-out set", where=str(path), hint="add evaluate: {heldout: FILE}")
        if "-" in self.recipe.data.sources:
            raise RecipeError("standard input cannot be read again after a stop", where=str(path), hint="name files")
        self._evaluate = self.recipe.evaluate
        self._store = store
        self._warn = warn
        self._connect = connect or _known_server
        self._allow_code = allow_code
        name = fingerprint({"recipe": str(path.resolve()), "name": self.recipe.name})
        self.folder = store.root / "loops" / f"{self.recipe.name}-{name[:8]}"
        self.journal = Journal(self.folder / "journal.jsonl")
        self.champions = Champions(self.folder)

    def run(self, hooks: Hooks | None = None, *, what: str = "curator loop run", patience_s: float = 0) -> Turn:
        """Do what the journal does not hold yet, decide, and tell the hooks what is new.

        Args:
            hooks: who is told how it ended.
            what: is said to whoever wants this loop meanwhile.
            patience_s: how long to wait for another one that has it.

        Raises:
            CuratorError: another process has this loop, or a step failed; the steps before it are kept.
        """
        self.champions.current()  # what would stop the end of the turn is said before the work
        questions = Questions(self.recipe, self._evaluate, allow_code=self._allow_code)
        for remark in questions.remarks:
            self._warn(remark)
        known = [rule.id for rule in rules.load(self.recipe.rules).rules]
        check_arms(self._evaluate.arms, known, where=f"{self._path}: evaluate.arms")
        model = resolve(self.recipe.train.model)
        if self.recipe.loop.export:
            exporting.check(self.recipe.loop.export, self.recipe.data.sources)
        with holding(self.folder, what, patience_s=patience_s):
            self.journal = Journal(self.journal.path)  # another one may have had it until now
            return self._turn(questions, model, hooks or Hooks())

    def promote(self, version: DatasetVersion, reason: str) -> bool:
        """Make a version champion by hand; tell whether it was not champion already.

        Raises:
            DataError: another process has this loop, or its file of champions is damaged or not writable.
        """
        with holding(self.folder, "curator loop champion"):
            current = self.champions.current()
            if current and current.version == version.id:
                return False
            previous = current.version if current else None
            with recorded(self._store.root, "loop champion", warn=self._warn, parents=[version]) as run:
                self.champions.crown(Champion(self.recipe.name, version.id, BY_HAND, reason, previous))
                run.facets.update(trials.decided(PROMOTE, [reason], before=previous, after=version.id))
            self._export(version.id)
        return True

    def decided_at(self) -> str | None:
        """When the last outcome was decided."""
        last = self.last()
        found = [turn["at"] for turn in self.journal.results(TURN) if turn["outcome"] == last]
        return found[-1] if found else None

    def last(self) -> dict[str, Any] | None:
        """The outcome of the last turn; none before there was one, or when it cannot be read."""
        try:
            found: dict[str, Any] = orjson.loads((self.folder / OUTCOME).read_bytes())
        except (OSError, ValueError):
            return None
        return found

    def _turn(self, questions: Questions, model: ModelFolder, hooks: Hooks) -> Turn:
        """Curate, pass the gate, hear people, put on trial; what was decided before on the same grounds stands."""
        asked = questions.known(self.journal)
        settings = {"split": asked["split"], "held_out": questions.held_out}
        curating = Curating(self.recipe, self._store, self.journal, self._warn, **settings)
        raw, curated = curating.raw(), curating.curated()
        gate = curating.gate()
        said: dict[str, Any] = {"name": self.recipe.name, "raw": raw.id, "gate": gate, "split": asked["split"]}
        if gate and not gate["passed"]:
            grounds: dict[str, Any] = {"raw": raw.id, "curated": curated.id, "gate": gate}
            said |= {"curated": curated.id, "counts": curated.manifest["counts"], "label": _label({}, None)}
            return self._settled(grounds, said, hooks, curating, lambda before, _: _stopped(gate, before))
        people = self._people()
        tasks, annotated = people.ask(curated), people.hear(curated)
        final = self._store.get(annotated["version"]) if annotated else curated
        said |= {"curated": final.id, "counts": final.manifest["counts"], "label": _label(tasks, annotated)}
        grounds = {
            "raw": raw.id,
            "curated": final.id,
            "heldout": asked["sha256"],
            "model": model.sha,
            "train": self.recipe.train.model_dump(mode="json", exclude={"workers", "threads"}),
            "evaluate": self._evaluate.model_dump(mode="json"),
            "policy": self.recipe.loop.model_dump(mode="json", include={"metric", "margin", "cannot_tell"}),
        }

        def put_on_trial(before: str | None, turn: str) -> Result:
            return Challenge(
                raw=raw,
                curated=final,
                before=before,
                turn=turn,
                recipe=self.recipe,
                evaluate=self._evaluate,
                heldout=questions.heldout,
                store=self._store,
                journal=self.journal,
                champions=self.champions,
                warn=self._warn,
            ).decided()

        return self._settled(grounds, said, hooks, curating, put_on_trial)

    def _settled(
        self,
        grounds: Mapping[str, Any],
        said: Mapping[str, Any],
        hooks: Hooks,
        curating: Curating,
        decide: Callable[[str | None, str], Result],
    ) -> Turn:
        """The turn on these grounds against who is champion: as it was decided, or decided now."""
        turn = fingerprint(grounds)
        before = self.champions.before(turn)
        inputs = {**grounds, "champion": before}
        found = self.journal.find(TURN, inputs)
        is_new = found is None
        if found is None:
            outcome = {**said, **decide(before, turn), "report": str(self.folder / REPORT)}
            self._write(outcome)
            at = datetime.now(UTC).isoformat(timespec="seconds")
            found = self.journal.finish(TURN, inputs, {"outcome": outcome, "at": at, "hooks": bool(hooks)})
        outcome = found["outcome"]
        if self.last() != outcome:
            self._write(outcome)
        self._export(outcome["champion"]["after"])
        work = Work.of(self.journal.finished_here, outcome, curating.measured_anew)
        ended = Turn(outcome, is_new, work)
        if hooks and found["hooks"] and self.journal.find(TOLD, inputs) is None:
            hooks.tell(ended.to_dict(), self._warn)
            self.journal.finish(TOLD, inputs, {})
        return ended

    def _people(self) -> People:
        folder = self.folder / "label-studio"
        return People(
            self.recipe.label, self._store, self.journal, folder=folder, connect=self._connect, warn=self._warn
        )

    def _export(self, champion: str | None) -> None:
        if champion and self.recipe.loop.export:
            exporting.keep_exported(self._store.get(champion), self.recipe.loop.export, self.folder)

    def _write(self, outcome: Mapping[str, Any]) -> None:
        """The report and the outcome as JSON, in the loop's folder."""
        compared = outcome if outcome["arms"] else None
        page = html.page(of_version(self._store.get(outcome["curated"])), comparison=compared, decision=outcome)
        with whole_file(self.folder / REPORT) as file:
            file.write_text(page, encoding="utf-8")
        with whole_file(self.folder / OUTCOME) as file:
            file.write_bytes(orjson.dumps(outcome, option=orjson.OPT_INDENT_2))


def _label(tasks: Mapping[str, int], annotated: Mapping[str, Any] | None) -> dict[str, Any]:
    return {"tasks": tasks, "annotated": annotated}


def _stopped(gate: Mapping[str, Any], before: str | None) -> Result:
    """What is decided of data that did not pass the gate."""
    reasons = [f"{each['group']}: {each['message']}" for each in gate["failed"]]
    said = {"decision": GATE_FAILED, "reasons": reasons, "champion": {"before": before, "after": before}}
    return {**said, **NOT_TRIED}


def _known_server() -> "Client":
    from curator.label.client import Client
    from curator.label.credentials import find

    client = Client(find())
    client.hello()
    return client
