"""The faults that are put into good records, and the rules that claim to find each."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import faulty_answers as answers
import faulty_chats as chats
import faulty_privacy as privacy
import faulty_prompts as prompts
from faulty_answers import Made, Row
from faulty_constraints import CONSTRAINTS


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
    Fault(
        "next task in the answer",
        5,
        "tuple",
        answers.merged,
        ("merged-answer", "merged-instructions", "plays-both-sides"),
    ),
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
    Fault("next turn in tokens", 6, "tuple", answers.template_turn, ("next-turn", "template-leak", "plays-both-sides")),
    Fault(
        "next turn in words", 6, "tuple", answers.spoken_turn, ("next-turn", "plays-both-sides", "merged-instructions")
    ),
    Fault("refusal", 7, "tuple", answers.refusal, ("refusal",)),
    Fault("refusal, 11 languages", 7, "tuple", answers.foreign_refusal, ("refusal",)),
    Fault("speaks as a model", 7, "tuple", answers.model_talk, ("refusal", "speaks-as-model")),
    Fault("names its maker", 34, "tuple", answers.identity, ("maker-identity",)),
    Fault("wrong step, annotated", 9, "tuple", answers.wrong_step, ("wrong-arithmetic",)),
    Fault("wrong step in prose", 9, "tuple", answers.wrong_step_in_prose, ("wrong-arithmetic",)),
    Fault("cannot be done in text", 10, "tuple", prompts.not_for_text, ("impossible-task", "wants-a-picture")),
    Fault("cut at a word", 11, "tuple", answers.cut_at_a_word, ("cut-off", "unstopped-answer")),
    Fault("cut in a word", 11, "tuple", answers.cut_in_a_word, ("cut-off", "unstopped-answer")),
    Fault("cut in a code fence", 17, "tuple", answers.cut_in_a_fence, ("cut-off",)),
    Fault("empty code fence", 17, "tuple", answers.empty_fence, ("empty-code-block",)),
    Fault("loop of words", 12, "tuple", answers.loop_of_words, ("looping-answer",)),
    Fault("loop of lines", 12, "tuple", answers.loop_of_lines, ("repeated-lines", "looping-answer")),
    Fault("loop of one word", 12, "tuple", answers.loop_of_one_word, ("repeated-word", "looping-answer")),
    Fault("loop of one sign", 12, "tuple", answers.loop_of_one_sign, ("looping-answer",)),
    Fault("echo of the instruction", 13, "tuple", answers.echo_of_instruction, ("echoed-prompt",)),
    Fault("echo of the input", 13, "tuple", answers.echo_of_prompt, ("echoed-prompt",)),
    Fault("mojibake", 15, "tuple", answers.mojibake, ("mojibake",), is_repaired=True),
    Fault("control characters", 15, "tuple", answers.control_characters, ("control-characters",), is_repaired=True),
    Fault("lost characters", 15, "tuple", answers.lost_characters, ("unreadable-characters",)),
    Fault("another language", 14, "tuple", answers.other_language, ("other-language",)),
    Fault("HTML residue", 16, "tuple", answers.html, ("page-residue",), is_repaired=True),
    Fault("page buttons", 16, "tuple", answers.page_residue, ("page-residue",), is_repaired=True),
    Fault("broken JSON", 18, "tuple", answers.invalid_json, ("broken-json",)),
    *(Fault(f"breaks: {name}", 19, "tuple", make, ("format-disobeyed",)) for name, make in CONSTRAINTS.items()),
    Fault("courtesies", 35, "tuple", answers.courtesies, ("chatty-answer",)),
    Fault("placeholder", 20, "tuple", answers.placeholder, ("placeholder",)),
    Fault("field's name before the answer", 6, "tuple", answers.label, ("answer-label",), is_repaired=True),
    Fault("answer stands in the input", 13, "tuple", answers.also_the_input, ("echoed-prompt",)),
    Fault("reworked text in the input", 13, "tuple", answers.rework_told, ("answer-as-input",)),
    Fault("printed object", 31, "tuple", answers.printed, ("printed-object",)),
    Fault("escaped line breaks", 15, "tuple", answers.escaped, ("escaped-line-breaks",)),
    Fault("shouting", 27, "tuple", answers.shouting, ("shouting",)),
    Fault("result in the code's place", 4, "tuple", answers.result_for_code, ("output-instead-of-code",)),
    Fault("needs a page", 4, "tuple", prompts.needs_a_page, ("needs-a-page",)),
    Fault("thin answer", 21, "tuple", answers.thin, ("thin-answer",)),
    Fault("too short", 21, "tuple", answers.too_short, ("thin-answer",)),
    Fault("casing", 27, "tuple", answers.lower_case, ("no-capitals",)),
    Fault("e-mail address", 28, "tuple", privacy.email, ("contact-data",)),
    Fault("phone number", 28, "tuple", privacy.phone, ("contact-data",)),
    Fault("card number", 28, "tuple", privacy.card, ("account-number",)),
    Fault("IBAN", 28, "tuple", privacy.iban, ("account-number",)),
    Fault("public IP address", 28, "tuple", privacy.address, ("contact-data",)),
    Fault("social security number", 28, "tuple", privacy.social_security, ("account-number",)),
    Fault("secret key", 28, "tuple", privacy.key, ("leaked-key",)),
    Fault("dangling context", 32, "tuple", prompts.dangling, ("dangling-instruction",)),
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
)
