"""The kinds of fault that can be put into a tuple, and the rules that claim to find each."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from curator.injection import blanks, characters, cuts, echoes, loops, mistakes, prompts, residue, talk
from curator.injection.made import Made, Row


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
    Fault("empty answer", 1, "tuple", blanks.empty, ("empty-answer",)),
    Fault("answer says there is none", 2, "tuple", blanks.sentinel, ("sentinel-answer",)),
    Fault("answer opens with none", 2, "tuple", blanks.sentinel_first, ("sentinel-opening",)),
    Fault("input says there is none", 2, "tuple", prompts.sentinel_input, ("sentinel-input",)),
    Fault("missing attachment", 3, "tuple", prompts.missing_attachment, ("missing-attachment",)),
    Fault("input is a link", 4, "tuple", prompts.link_as_input, ("link-only-input",)),
    Fault("needs today", 4, "tuple", prompts.needs_today, ("needs-today",)),
    Fault(
        "next task in the answer",
        5,
        "tuple",
        residue.merged,
        ("merged-answer", "merged-instructions", "plays-both-sides"),
    ),
    Fault("next task in the prompt", 5, "tuple", prompts.merged, ("merged-instructions",)),
    Fault(
        "template token at an edge",
        6,
        "tuple",
        residue.template_edge,
        ("template-tokens", "template-leak"),
        is_repaired=True,
    ),
    Fault("template in the prompt", 6, "tuple", prompts.template_in_prompt, ("template-tokens", "template-leak")),
    Fault("next turn in tokens", 6, "tuple", residue.template_turn, ("next-turn", "template-leak", "plays-both-sides")),
    Fault(
        "next turn in words", 6, "tuple", residue.spoken_turn, ("next-turn", "plays-both-sides", "merged-instructions")
    ),
    Fault("refusal", 7, "tuple", talk.refusal, ("refusal",)),
    Fault("refusal, 11 languages", 7, "tuple", talk.foreign_refusal, ("refusal",)),
    Fault("speaks as a model", 7, "tuple", talk.model_talk, ("refusal", "speaks-as-model")),
    Fault("names its maker", 34, "tuple", talk.identity, ("maker-identity",)),
    Fault("wrong step, annotated", 9, "tuple", mistakes.wrong_step, ("wrong-arithmetic",)),
    Fault("wrong step in prose", 9, "tuple", mistakes.wrong_step_in_prose, ("wrong-arithmetic",)),
    Fault("cannot be done in text", 10, "tuple", prompts.not_for_text, ("impossible-task", "wants-a-picture")),
    Fault("cut at a word", 11, "tuple", cuts.cut_at_a_word, ("cut-off", "unstopped-answer")),
    Fault("cut in a word", 11, "tuple", cuts.cut_in_a_word, ("cut-off", "unstopped-answer")),
    Fault("cut in a code fence", 17, "tuple", cuts.cut_in_a_fence, ("cut-off",)),
    Fault("empty code fence", 17, "tuple", blanks.empty_fence, ("empty-code-block",)),
    Fault("loop of words", 12, "tuple", loops.loop_of_words, ("looping-answer",)),
    Fault("loop of lines", 12, "tuple", loops.loop_of_lines, ("repeated-lines", "looping-answer")),
    Fault("loop of one word", 12, "tuple", loops.loop_of_one_word, ("repeated-word", "looping-answer")),
    Fault("loop of one sign", 12, "tuple", loops.loop_of_one_sign, ("looping-answer",)),
    Fault("echo of the instruction", 13, "tuple", echoes.echo_of_instruction, ("echoed-prompt",)),
    Fault("echo of the input", 13, "tuple", echoes.echo_of_prompt, ("echoed-prompt",)),
    Fault("mojibake", 15, "tuple", characters.mojibake, ("mojibake",), is_repaired=True),
    Fault("control characters", 15, "tuple", characters.control_characters, ("control-characters",), is_repaired=True),
    Fault("lost characters", 15, "tuple", characters.lost_characters, ("unreadable-characters",)),
    Fault("another language", 14, "tuple", talk.other_language, ("other-language",)),
    Fault("HTML residue", 16, "tuple", residue.html, ("page-residue",), is_repaired=True),
    Fault("page buttons", 16, "tuple", residue.page_residue, ("page-residue",), is_repaired=True),
    Fault("broken JSON", 18, "tuple", mistakes.invalid_json, ("broken-json",)),
    Fault("courtesies", 35, "tuple", talk.courtesies, ("chatty-answer",)),
    Fault("placeholder", 20, "tuple", blanks.placeholder, ("placeholder",)),
    Fault("field's name before the answer", 6, "tuple", residue.label, ("answer-label",), is_repaired=True),
    Fault("answer stands in the input", 13, "tuple", echoes.also_the_input, ("echoed-prompt",)),
    Fault("reworked text in the input", 13, "tuple", echoes.rework_told, ("answer-as-input",)),
    Fault("printed object", 31, "tuple", characters.printed, ("printed-object",)),
    Fault("escaped line breaks", 15, "tuple", characters.escaped, ("escaped-line-breaks",)),
    Fault("shouting", 27, "tuple", talk.shouting, ("shouting",)),
    Fault("result in the code's place", 4, "tuple", mistakes.result_for_code, ("output-instead-of-code",)),
    Fault("needs a page", 4, "tuple", prompts.needs_a_page, ("needs-a-page",)),
    Fault("thin answer", 21, "tuple", blanks.thin, ("thin-answer",)),
    Fault("too short", 21, "tuple", blanks.too_short, ("thin-answer",)),
    Fault("casing", 27, "tuple", talk.lower_case, ("no-capitals",)),
    Fault("dangling context", 32, "tuple", prompts.dangling, ("dangling-instruction",)),
    Fault("unlisted label", 33, "tuple", mistakes.unlisted_label, ("off-option-answer",)),
    Fault("blank prompt", 31, "tuple", prompts.blank, ("blank-prompt",)),
    Fault("swapped fields", 31, "tuple", echoes.swapped, ("swapped-fields",)),
)
