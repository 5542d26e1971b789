"""What a rule pack may say: the strict models of its YAML."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, JsonValue, model_validator

from curator.config import Strict

Action = Literal["drop", "review", "flag", "fix"]
Severity = Literal["low", "medium", "high"]
Aspect = Literal["helpful", "honest", "harmless"]
RecordKind = Literal["tuple", "chat", "preference", "text"]

RULE_ID = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"


class Then(Strict):
    """What happens to a record that a rule hits; written `drop`, `review`, `flag` or `{fix: name}`."""

    action: Action
    fix: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_yaml(cls, given: object) -> object:
        if given in ("drop", "review", "flag"):
            return {"action": given}
        if isinstance(given, dict) and list(given) == ["fix"] and isinstance(given["fix"], str):
            return {"action": "fix", "fix": given["fix"]}
        raise ValueError("must be drop, review, flag or {fix: name}")

    def __str__(self) -> str:
        return f"fix: {self.fix}" if self.fix else self.action


class Scope(Strict):
    """The records that a rule looks at."""

    kind: list[RecordKind] = Field(default=["tuple", "chat", "preference", "text"], min_length=1)
    source: list[Annotated[str, Field(min_length=1, max_length=200)]] = Field(
        default=["*"], min_length=1, max_length=100
    )
    """Globs of source names; `*` and `?`."""


class Examples(Strict):
    """Small records that a rule must hit, and ones that look alike and that it must not."""

    hit: list[dict[str, JsonValue]] = Field(default=[])
    miss: list[dict[str, JsonValue]] = Field(default=[])


class Rule(Strict):
    """One rule."""

    id: str = Field(pattern=RULE_ID, max_length=60)
    when: str
    """The predicate: one SQL expression over the columns of a record."""
    then: Then
    why: str = Field(min_length=1)
    source: str | None = None
    """The paper, table or tool that the rule or its threshold comes from."""
    severity: Severity = "medium"
    aspect: Aspect = "helpful"
    """What the fault takes from an answer: its use, its truth, or its safety."""
    scope: Scope = Scope()
    on_null: Literal["ignore", "hit", "fail"] = "ignore"
    """What a missing value means: no hit, a hit, or the end of the run."""
    limit: Annotated[float, Field(ge=0, le=1)] | None = None
    """Stop the run if the rule would remove more than this share of any source; none: never."""
    examples: Examples = Examples()
    message: str | None = None
    """What labellers read instead of `why`."""

    @property
    def fix(self) -> str | None:
        """The fix that the rule asks for; null for a rule that judges."""
        return self.then.fix

    def to_dict(self) -> dict[str, Any]:
        """What reports and manifests say of the rule; JSON values only, no examples."""
        return {**self.model_dump(exclude={"then", "examples"}), "then": str(self.then)}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """The rule that `to_dict` described; what else stands in `stored` is passed over.

        Raises:
            RecipeError: it describes no rule.
        """
        then = str(stored.get("then"))
        known = {name: value for name, value in stored.items() if name in cls.model_fields}
        return cls.of(**{**known, "then": {"fix": then[5:]} if then.startswith("fix: ") else then})


class Pack(Strict):
    """A file of rules."""

    pack: str = Field(pattern=RULE_ID)
    about: str
    rules: list[Rule] = Field(min_length=1)


class Preset(Strict):
    """Packs that are used together."""

    about: str
    packs: list[str] = Field(min_length=1)
    drops: list[str] = Field(default=[])
    """Rules of these packs that only review or flag elsewhere."""
    limit: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Of the rules that drop here alone."""


class Presets(Strict):
    """The file `presets.yaml`."""

    presets: dict[str, Preset]
