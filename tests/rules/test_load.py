from pathlib import Path

import pytest

from curator.errors import RecipeError
from curator.rules import load, pack_names, presets
from curator.rules.pack import Rule
from curator.rules.ruleset import RuleSet, columns_used, uses_duplicates

PACK = "pack: {0}\nabout: A test.\nrules:\n  - {{id: {0}-rule, when: response_chars < 5, then: drop, why: short}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two shipped packs and two presets."""
    for name in ("empty", "loops"):
        (tmp_path / f"{name}.yaml").write_text(PACK.format(name))
    (tmp_path / "presets.yaml").write_text(
        "presets:\n  default: {about: All., packs: [empty, loops]}\n  broken: {about: None., packs: [emtpy]}\n"
    )
    return tmp_path


def ids(ruleset: RuleSet) -> list[str]:
    return [rule.id for rule in ruleset.rules]


def test_a_name_is_a_preset_or_a_shipped_pack(folder: Path) -> None:
    assert ids(load(["default"], folder)) == ["empty-rule", "loops-rule"]
    assert ids(load(["loops"], folder)) == ["loops-rule"]


def test_a_pack_that_is_named_twice_counts_once(folder: Path) -> None:
    assert ids(load(["loops", "default", str(folder / "empty.yaml")], folder)) == ["loops-rule", "empty-rule"]


def test_packs_and_presets_can_be_listed(folder: Path) -> None:
    assert pack_names(folder) == ["empty", "loops"]
    assert presets(folder)["default"].packs == ["empty", "loops"]
    assert pack_names(folder / "nowhere") == []
    assert presets(folder / "nowhere") == {}


def test_a_loaded_pack_tells_its_path_and_places(folder: Path) -> None:
    ruleset = load(["loops"], folder)
    path = str(folder / "loops.yaml")
    assert [(pack.name, pack.about, pack.path, pack.rule_ids) for pack in ruleset.packs] == [
        ("loops", "A test.", path, ("loops-rule",))
    ]
    assert ruleset.place("loops-rule") == f"{path}:4:5"


STRICT = "presets:\n  strict: {{about: x, packs: [calm, loops], drops: [{0}]}}\n  mild: {{about: x, packs: [calm]}}\n"
CALM = (
    "pack: calm\nabout: A test.\nrules:\n"
    "  - {id: calm-rule, when: response_chars < 5, then: review, why: short}\n"
    "  - {id: mending, when: response_chars < 5, then: {fix: encoding}, why: short}\n"
)


def strict(folder: Path, drops: str) -> Path:
    (folder / "calm.yaml").write_text(CALM)
    (folder / "presets.yaml").write_text(STRICT.format(drops))
    return folder


def test_a_preset_drops_by_rules_that_only_review_elsewhere(folder: Path) -> None:
    strict(folder, "calm-rule")
    rule = load(["strict"], folder).get("calm-rule")
    assert (str(rule.then), rule.limit) == ("drop", 0.5)
    assert str(load(["mild"], folder).get("calm-rule").then) == "review"
    assert load(["strict"], folder).text != load(["calm", "loops"], folder).text


def test_a_stricter_preset_wins_whatever_is_named_beside_it(folder: Path) -> None:
    strict(folder, "calm-rule")
    for names in (["mild", "strict"], ["strict", "mild"], ["calm", "strict"]):
        assert str(load(names, folder).get("calm-rule").then) == "drop"


@pytest.mark.parametrize(
    ("drops", "message"),
    [
        ("clam-rule", "a preset drops by 'clam-rule', a rule that its packs do not have; did you mean calm-rule?"),
        ("mending", "a preset drops by 'mending', which repairs"),
    ],
)
def test_a_preset_that_cannot_drop(folder: Path, drops: str, message: str) -> None:
    with pytest.raises(RecipeError) as raised:
        load(["strict"], strict(folder, drops))
    assert str(raised.value) == f"presets.yaml: {message}"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("defautl", "there is no rule pack 'defautl'; did you mean default?"),
        ("broken", "presets.yaml: preset 'broken' names no rule pack 'emtpy'; did you mean empty?"),
        ("nowhere.yaml", "nowhere.yaml: no such file; check the path"),
        ("no/where", "no/where: no such file; check the path"),
    ],
)
def test_a_pack_that_is_not_there(name: str, message: str, folder: Path) -> None:
    with pytest.raises(RecipeError) as raised:
        load([name], folder)
    assert str(raised.value) == message


def test_all_mistakes_of_all_packs_are_reported_at_once(folder: Path) -> None:
    (folder / "own").mkdir()
    (folder / "own" / "mine.yaml").write_text(
        "pack: mine\nabout: x\nrules:\n  - {id: loops-rule, then: drop, why: x}\n"
    )
    (folder / "own" / "other.yaml").write_text(PACK.format("loops"))
    with pytest.raises(RecipeError) as raised:
        load(["loops", "nothing", f"{folder}/own/mine.yaml", f"{folder}/own/other.yaml"], folder)
    assert [str(problem) for problem in raised.value.problems] == [
        "there is no rule pack 'nothing'; there are: broken, default, empty, loops",
        f"{folder}/own/mine.yaml:4:5: 'when' is missing; add when: …",
        f"{folder}/own/other.yaml:4:10: rule id 'loops-rule' is taken; the other one: {folder}/loops.yaml:4:10",
    ]


def rule(**changes: object) -> Rule:
    return Rule.model_validate(
        {"id": "a-rule", "when": "response_chars < 5", "then": "drop", "why": "short", **changes}
    )


def test_the_text_holds_what_decides_and_nothing_else() -> None:
    first = rule(why="one", source="a paper", limit=0.5, message="look", examples={"hit": [{"response": ""}]})
    same = rule(when="(response_chars<5.0)", why="two")
    assert RuleSet((first,)).text == RuleSet((same,)).text
    assert RuleSet((same,)).text == (
        '[{"id":"a-rule","when":"response_chars < 5","then":"drop","severity":"medium",'
        '"kind":["chat","preference","text","tuple"],"source":["*"],"on_null":"ignore"}]'
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "other"},
        {"when": "response_chars < 6"},
        {"then": "review"},
        {"severity": "high"},
        {"scope": {"kind": ["chat"]}},
        {"scope": {"source": ["a*"]}},
        {"on_null": "hit"},
    ],
)
def test_the_text_changes_with_what_decides(changes: dict[str, object]) -> None:
    assert RuleSet((rule(**changes),)).text != RuleSet((rule(),)).text


def test_the_order_of_rules_decides() -> None:
    one, two = rule(), rule(id="two")
    assert RuleSet((one, two)).text != RuleSet((two, one)).text


def test_columns_used() -> None:
    assert columns_used(rule(when="response_chars < 5 AND NOT LOWER(kind) = 'chat'")) == {"response_chars", "kind"}


@pytest.mark.parametrize(
    ("when", "uses"),
    [
        ("duplicate_kind = 'exact'", True),
        ("prompt_answers > 1", True),
        ("duplicate_similarity > 0.9 OR response_chars < 5", True),
        ("response_chars < 5", False),
        ("kind = 'duplicate_kind'", False),
    ],
)
def test_uses_duplicates(when: str, uses: bool) -> None:
    assert uses_duplicates(rule(when=when)) is uses


def test_a_file_that_is_named_like_a_pack_is_pointed_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine").write_text("pack: mine")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RecipeError) as caught:
        load(["mine"])
    assert str(caught.value) == "there is no rule pack 'mine'; to read the file: ./mine"
