"""The faults that are put into good records, and the rules that claim to find each."""

import faulty_chats as chats
import faulty_privacy as privacy
from faulty_constraints import CONSTRAINTS

from curator import injection
from curator.injection import Fault

FAULTS = (
    *injection.FAULTS,
    *(Fault(f"breaks: {name}", 19, "tuple", make, ("format-disobeyed",)) for name, make in CONSTRAINTS.items()),
    Fault("e-mail address", 28, "tuple", privacy.email, ("contact-data",)),
    Fault("phone number", 28, "tuple", privacy.phone, ("contact-data",)),
    Fault("card number", 28, "tuple", privacy.card, ("account-number",)),
    Fault("IBAN", 28, "tuple", privacy.iban, ("account-number",)),
    Fault("public IP address", 28, "tuple", privacy.address, ("contact-data",)),
    Fault("social security number", 28, "tuple", privacy.social_security, ("account-number",)),
    Fault("secret key", 28, "tuple", privacy.key, ("leaked-key",)),
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
