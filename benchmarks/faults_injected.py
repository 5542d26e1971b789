"""Every fault put into good records, and how often each rule finds its own and hits others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import clean_rows
import faulty_answers as answers
import faulty_chats as chats
import faulty_privacy as privacy
import faulty_prompts as prompts
import rule_hits
from faulty_answers import Made, Row

SHARES = (0.01, 0.05, 0.1, 0.3)


@dataclass(frozen=True)
class Fault:
    """A fault that can be put into a record."""

    name: str
    row: int | None
    """Of the table in the literature on faults of instruction data; null: in none."""
    kind: str
    """tuple, chat or preference."""
    make: Callable[[Random, Row], Made | None]
    """Null where a record offers no place for the fault."""
    rules: tuple[str, ...]
    """Those that claim the fault: one of them must hit."""
    is_repaired: bool = False
    """Whether a fix should bring the answer back as it was."""


FAULTS = (
    Fault("empty answer", 1, "tuple", answers.empty, ("empty-answer",)),
    Fault("answer says there is none", 2, "tuple", answers.sentinel, ("sentinel-answer",)),
    Fault("answer opens with none", 2, "tuple", answers.sentinel_first, ("sentinel-opening",)),
    Fault("input says there is none", 2, "tuple", prompts.sentinel_input, ("sentinel-input",)),
    Fault("missing attachment", 3, "tuple", prompts.missing_attachment, ("missing-attachment",)),
    Fault("input is a link", 4, "tuple", prompts.link_as_input, ("link-only-input",)),
    Fault("needs today", 4, "tuple", prompts.needs_today, ("needs-today",)),
    Fault("next task in the answer", 5, "tuple", answers.merged, ("merged-instructions", "plays-both-sides")),
    Fault("next task in the prompt", 5, "tuple", prompts.merged, ("merged-instructions",)),
    Fault(
        "template token at an edge",
        6,
        "tuple",
        answers.template_edge,
        ("template-tokens", "template-leak"),
        is_repaired=True,
    ),
    Fault("template in the prompt", 6, "tuple", prompts.template_in_prompt, ("template-tokens", "template-leak")),
    Fault("next turn in tokens", 6, "tuple", answers.template_turn, ("template-leak", "plays-both-sides")),
    Fault("next turn in words", 6, "tuple", answers.spoken_turn, ("plays-both-sides", "merged-instructions")),
    Fault("refusal", 7, "tuple", answers.refusal, ("refusal",)),
    Fault("refusal, 11 languages", 7, "tuple", answers.foreign_refusal, ("refusal",)),
    Fault("speaks as a model", 7, "tuple", answers.model_talk, ("refusal", "model-talk")),
    Fault("names its maker", 34, "tuple", answers.identity, ("maker-identity",)),
    Fault("wrong step, annotated", 9, "tuple", answers.wrong_step, ("wrong-arithmetic",)),
    Fault("wrong step in prose", 9, "tuple", answers.wrong_step_in_prose, ("wrong-arithmetic",)),
    Fault("cannot be done in text", 10, "tuple", prompts.not_for_text, ("not-for-text",)),
    Fault("cut at a word", 11, "tuple", answers.cut_at_a_word, ("cut-off", "unstopped-answer")),
    Fault("cut in a word", 11, "tuple", answers.cut_in_a_word, ("cut-off", "unstopped-answer")),
    Fault("cut in a code fence", 17, "tuple", answers.cut_in_a_fence, ("cut-off",)),
    Fault("empty code fence", 17, "tuple", answers.empty_fence, ("empty-fence",)),
    Fault("loop of words", 12, "tuple", answers.loop_of_words, ("looping-answer",)),
    Fault("loop of lines", 12, "tuple", answers.loop_of_lines, ("repeated-lines", "looping-answer")),
    Fault("loop of one word", 12, "tuple", answers.loop_of_one_word, ("repeated-word", "looping-answer")),
    Fault("loop of one sign", 12, "tuple", answers.loop_of_one_sign, ("repeated-sign",)),
    Fault("echo of the instruction", 13, "tuple", answers.echo_of_instruction, ("echoed-prompt",)),
    Fault("echo of the input", 13, "tuple", answers.echo_of_prompt, ("echoed-prompt",)),
    Fault("mojibake", 15, "tuple", answers.mojibake, ("mojibake",), is_repaired=True),
    Fault("control characters", 15, "tuple", answers.control_characters, ("control-characters",), is_repaired=True),
    Fault("lost characters", 15, "tuple", answers.lost_characters, ("unreadable-characters",)),
    Fault("another language", 14, "tuple", answers.other_language, ("other-language",)),
    Fault("HTML residue", 16, "tuple", answers.html, ("page-residue",), is_repaired=True),
    Fault("page buttons", 16, "tuple", answers.page_residue, ("page-residue",), is_repaired=True),
    Fault("broken JSON", 18, "tuple", answers.invalid_json, ("broken-json",)),
    *(Fault(f"breaks: {name}", 19, "tuple", make, ("format-disobeyed",)) for name, make in prompts.CONSTRAINTS.items()),
    Fault("courtesies", 35, "tuple", answers.courtesies, ("chatty-answer",)),
    Fault("placeholder", 20, "tuple", answers.placeholder, ("placeholder",)),
    Fault("too short", 21, "tuple", answers.too_short, ("scrap-answer",)),
    Fault("casing", 27, "tuple", answers.lower_case, ("lower-case-sentences",)),
    Fault("e-mail address", 28, "tuple", privacy.email, ("contact-data",)),
    Fault("phone number", 28, "tuple", privacy.phone, ("contact-data",)),
    Fault("card number", 28, "tuple", privacy.card, ("account-number",)),
    Fault("IBAN", 28, "tuple", privacy.iban, ("account-number",)),
    Fault("public IP address", 28, "tuple", privacy.address, ("contact-data",)),
    Fault("social security number", 28, "tuple", privacy.social_security, ("account-number",)),
    Fault("secret key", 28, "tuple", privacy.key, ("leaked-key",)),
    Fault("dangling context", 32, "tuple", prompts.dangling, ("dangling-prompt",)),
    Fault("unlisted label", 33, "tuple", answers.unlisted_label, ("off-option-answer",)),
    Fault("blank prompt", 31, "tuple", prompts.blank, ("blank-prompt",)),
    Fault("swapped fields", 31, "tuple", answers.swapped, ("swapped-fields",)),
    Fault("broken thinking", None, "tuple", chats.broken_thinking, ("broken-thinking",)),
    Fault("misplaced thinking", None, "tuple", chats.misplaced_thinking, ("misplaced-thinking",)),
    Fault("chat without answer", 26, "chat", chats.no_answer, ("chat-without-answer",)),
    Fault("ends on the user", 26, "chat", chats.ends_on_user, ("chat-ends-on-user",)),
    Fault("two questions", 26, "chat", chats.doubled_question, ("chat-doubled-question",)),
    Fault("two answers", 26, "chat", chats.doubled_answer, ("chat-doubled-answer",)),
    Fault("late system message", 26, "chat", chats.late_system, ("chat-late-system",)),
    Fault("unknown role", 26, "chat", chats.unknown_role, ("chat-unknown-role",)),
    Fault("empty turn", 26, "chat", chats.empty_turn, ("chat-empty-turn",)),
    Fault("starts with an answer", 26, "chat", chats.starts_with_answer, ("chat-starts-with-answer",)),
    Fault("undeclared tool", 18, "chat", chats.undeclared_tool, ("undeclared-tool",)),
    Fault("arguments no JSON", 18, "chat", chats.arguments_not_json, ("arguments-not-json",)),
    Fault("arguments break schema", 18, "chat", chats.arguments_break_schema, ("arguments-break-schema",)),
    Fault("unreadable call", 18, "chat", chats.unreadable_call, ("unreadable-call",)),
    Fault("unreadable tools", 18, "chat", chats.unreadable_tools, ("unreadable-tools",)),
    Fault("unanswered call", 18, "chat", chats.unanswered_call, ("unanswered-call",)),
    Fault("answer without call", 18, "chat", chats.answer_without_call, ("answer-without-call",)),
    Fault("ends on a tool", 18, "chat", chats.ends_on_tool, ("chat-ends-on-tool",)),
    Fault("one id for all calls", 18, "chat", chats.repeated_id, ("repeated-call-id",)),
    Fault("identical sides", None, "preference", chats.identical_sides, ("identical-pair",)),
    Fault("blank side", 1, "preference", chats.blank_side, ("blank-side",)),
)  # fmt: skip


@dataclass(frozen=True)
class Injected:
    """What became of good records, their faulty versions and the sound twins of these."""

    base: Mapping[str, range]
    """Places of the untouched records of each kind."""
    faulty: Mapping[str, list[int]]
    """Places of each fault's records."""
    origins: Mapping[str, list[int]]
    """For each of these the place of its sound version: its twin, or the untouched record."""
    twins: Mapping[str, list[int]]
    """Places of the twins that were made for it; a fault without any has the untouched record as its twin."""
    rows: list[Row]
    found: rule_hits.Found


def inject(data: Path, presets: Sequence[str], records: int, seed: int, faults: Sequence[Fault] = FAULTS) -> Injected:
    """Put each fault into so many records of its kind, and judge them all and the good ones."""
    base: dict[str, range] = {}
    faulty: dict[str, list[int]] = {}
    origins: dict[str, list[int]] = {}
    twins: dict[str, list[int]] = {}
    rows: list[Row] = []
    found = rule_hits.Found([], [], [], [], [])
    for kind, good in _good(data, seed).items():
        of_kind = [fault for fault in faults if fault.kind == kind]
        if not of_kind:
            continue
        first = len(rows)
        base[kind] = range(first, first + len(good))
        place_of = {id(row): first + place for place, row in enumerate(good)}
        rows += good
        for fault in of_kind:
            made = _made(fault, good, records, Random(f"{seed} {fault.name}"))
            faulty[fault.name] = list(range(len(rows), len(rows) + len(made)))
            rows += [each.faulty for each in made]
            own = [each.sound for each in made if id(each.sound) not in place_of]
            twins[fault.name] = list(range(len(rows), len(rows) + len(own)))
            place_of |= {id(row): len(rows) + place for place, row in enumerate(own)}
            rows += own
            origins[fault.name] = [place_of[id(each.sound)] for each in made]
        found = found.followed_by(rule_hits.of_rows(rows[first:], presets))
    return Injected(base, faulty, origins, twins, rows, found)


def _good(data: Path, seed: int) -> dict[str, list[Row]]:
    return {
        "tuple": clean_rows.tuples(data, Random(seed)),
        "chat": clean_rows.chats(data, Random(seed)),
        "preference": clean_rows.pairs(data, Random(seed)),
    }


def _made(fault: Fault, good: list[Row], records: int, random: Random) -> list[Made]:
    made: list[Made] = []
    for row in random.sample(good, len(good)):
        each = fault.make(random, row)
        if each is not None and each.faulty != each.sound:
            made.append(each)
        if len(made) == records:
            break
    return made


@dataclass(frozen=True)
class Score:
    """How a rule does on the faults that it claims and on the good records that these must be told from."""

    rule: str
    then: str
    faulty: Sequence[bool]
    """Whether it hits each record with one of its faults, in random order."""
    sound: Sequence[bool]
    """The same of the good records and of the faults' twins."""

    def at(self, share: float) -> tuple[int, int]:
        """True and false hits in a dataset of which `share` (0–1) is faulty, as large as the two groups allow."""
        wanted = min(len(self.faulty), round(len(self.sound) * share / (1 - share)))
        others = min(len(self.sound), round(wanted * (1 - share) / share))
        return sum(self.faulty[:wanted]), sum(self.sound[:others])

    @property
    def recall(self) -> float:
        """Of all faulty records."""
        return sum(self.faulty) / len(self.faulty)

    @property
    def precision(self) -> float:
        """The lowest of all shares; 0 where nothing is hit."""
        return min(true / (true + false) if true else 0.0 for true, false in map(self.at, SHARES))

    @property
    def keeps_its_promise(self) -> bool:
        """Whether what it drops is right in 99 of 100 cases, and what it asks or tells people in 80."""
        if self.then == "drop":
            return self.precision >= 0.99 and self.recall >= 0.95
        return self.precision >= 0.8


def sound_places(injected: Injected, rule: str) -> list[int]:
    """Places of the good records that the rule's faults must be told from."""
    faults = [fault for fault in FAULTS if rule in fault.rules and fault.name in injected.faulty]
    base = [place for kind in sorted({fault.kind for fault in faults}) for place in injected.base[kind]]
    return base + [place for fault in faults for place in injected.twins[fault.name]]


def scores(injected: Injected, presets: Sequence[str], seed: int) -> list[Score]:
    """Of every rule that claims a fault that was injected."""
    found: list[Score] = []
    for rule, then in rule_hits.known_rules(presets).items():
        places = [place for fault in FAULTS if rule in fault.rules for place in injected.faulty.get(fault.name, ())]
        if places:
            faulty = Random(seed).sample(injected.found.hit(rule, places), len(places))
            sound = injected.found.hit(rule, sound_places(injected, rule))
            found.append(Score(rule, then, faulty, Random(seed).sample(sound, len(sound))))
    return found
