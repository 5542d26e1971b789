"""The labelling form of each kind of record, as a Label Studio configuration.

Every form asks the same questions under the same names, so that one reader understands all answers. A preference
pair is the exception: there the question is which answer is better.
"""

from curator.errors import RecipeError
from curator.registry import closest

TARGET = {"tuple": "response", "text": "text", "chat": "dialog", "preference": "left"}
"""The part of the form that a kind's answers belong to (`to_name`)."""

VERDICTS = ("keep", "fix", "drop")
MARGINS = ("clearly", "slightly", "tie", "both bad")
DROPPING_MARGINS = ("tie", "both bad")
"""Margins after which a pair teaches no preference and goes."""

ERRORS = {
    "Truth": ("Wrong fact", "Made-up source", "Out of date", "Wrong calculation", "Faulty logic"),
    "Task": ("Ignores part of the request", "Wrong format", "Wrong language", "Unfinished", "Needless refusal"),
    "Prompt": ("Unclear request", "Missing attachment", "Two requests in one"),
    "Wording": ("Repetitive", "Padding", "Grammar or spelling", "Template or markup left in"),
    "Safety": ("Private data", "Harmful"),
}

_STYLE = """\
    .curator { max-width: 1240px; margin: 0 auto; }
    .curator .sides { display: grid; grid-template-columns: minmax(0, 3fr) minmax(280px, 2fr); gap: 16px; }
    .curator .halves { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 16px; }
    .curator .sides, .curator .halves { align-items: start; }
    .curator .card { border: 1px solid var(--color-neutral-border, #d6d9e0); border-radius: 8px; }
    .curator .card { padding: 12px 16px; margin-bottom: 12px; }
    .curator .quiet { opacity: .7; font-size: 12px; margin-bottom: 8px; }
    .curator .lsf-richtext__line { display: inline-block; width: 100%; min-height: 1.3em; }
    .curator .lsf-richtext__line { unicode-bidi: plaintext; text-align: start; white-space: pre-wrap; }
    .curator .optional:has(.lsf-richtext__line:only-child:empty) { display: none; }
    .curator [class*='time--'] { display: none; }
    @media (max-width: 760px) { .curator .sides, .curator .halves { grid-template-columns: minmax(0, 1fr); } }
"""


def labelling_config(kind: str) -> str:
    """The form for records of `kind`, as XML.

    Raises:
        RecipeError: no such kind.
    """
    if kind not in TARGET:
        raise RecipeError(f"no labelling form for records of kind {kind!r}", hint=closest(kind, TARGET))
    body = _pair() if kind == "preference" else _review(kind)
    return f'<View className="curator">\n  <Style>\n{_STYLE}  </Style>\n{_header()}{body}</View>\n'


def _review(kind: str) -> str:
    target = TARGET[kind]
    shown = {
        "tuple": _text("System prompt", "system", optional=True)
        + _text("Instruction", "instruction")
        + _text("Input", "input", optional=True)
        + _text("Response", "response"),
        "text": _text("Text", "text"),
        "chat": _text("System prompt", "system", optional=True) + _dialogue(),
    }[kind]
    what = {"tuple": "response", "text": "text", "chat": "last reply"}[kind]
    return f"""\
  <View className="sides">
    <View>
{shown}    </View>
    <View>
{_rules(target)}\
{_card("Quality, 1 to 5", f'<Rating name="quality" toName="{target}" maxRating="5" hotkey="q"/>')}\
{_card("What is wrong", _errors(target))}\
{_card("Verdict", _single("verdict", target, VERDICTS, required=True))}\
      <View className="card" visibleWhen="choice-selected" whenTagName="verdict" whenChoiceValue="fix">
        <Header value="Corrected {what} (click the text to edit it)" size="5"/>
        <TextArea name="rewrite" toName="{target}" value="$draft" rows="10" editable="true" maxSubmissions="1" \
showSubmitButton="false" required="true" requiredMessage="Write the corrected {what}"/>
      </View>
{_note(target)}\
    </View>
  </View>
"""


def _pair() -> str:
    target = TARGET["preference"]
    return f"""\
{_text("Prompt", "prompt")}\
  <Pairwise name="winner" toName="left,right"/>
  <View className="halves">
    <View className="card">
      <Header value="Answer A" size="5"/><Text name="left" value="$answer_a" selectionEnabled="false"/>
    </View>
    <View className="card">
      <Header value="Answer B" size="5"/><Text name="right" value="$answer_b" selectionEnabled="false"/>
    </View>
  </View>
{
        _card(
            "Click the better answer, then say by how much. A tie and two bad answers drop the pair.",
            _single("margin", target, MARGINS, required=True),
        )
    }\
{_rules(target)}\
{_note(target)}"""


def _header() -> str:
    return (
        '  <View className="quiet">'
        '<Text name="origin" value="$origin" selectionEnabled="false"/>'
        '<Text name="reasons" value="$reasons" selectionEnabled="false"/></View>\n'
    )


def _text(title: str, name: str, *, optional: bool = False) -> str:
    look = "card optional" if optional else "card"
    return f"""\
      <View className="{look}">
        <Header value="{title}" size="5"/><Text name="{name}" value="${name}" selectionEnabled="false"/>
      </View>
"""


def _dialogue() -> str:
    return """\
      <View className="card">
        <Header value="Conversation" size="5"/>
        <Paragraphs name="dialog" value="$messages" layout="dialogue" nameKey="role" textKey="content"/>
      </View>
"""


def _card(title: str, content: str) -> str:
    return f"""\
      <View className="card">
        <Header value="{title}" size="5"/>
        {content}
      </View>
"""


def _rules(target: str) -> str:
    choices = f'<Choices name="rules" toName="{target}" choice="multiple" value="$rule_choices"/>'
    return _card("Which rules are right about this record?", choices)


def _errors(target: str) -> str:
    groups = "".join(
        f'<Choice value="{group}">' + "".join(f'<Choice value="{error}"/>' for error in errors) + "</Choice>"
        for group, errors in ERRORS.items()
    )
    return f'<Taxonomy name="errors" toName="{target}" leafsOnly="true" showFullPath="true">{groups}</Taxonomy>'


def _single(name: str, target: str, values: tuple[str, ...], *, required: bool) -> str:
    choices = "".join(f'<Choice value="{value}" hotkey="{nth}"/>' for nth, value in enumerate(values, start=1))
    needed = ' required="true"' if required else ""
    return (
        f'<Choices name="{name}" toName="{target}" choice="single-radio" showInline="true"{needed}>{choices}</Choices>'
    )


def _note(target: str) -> str:
    area = f'<TextArea name="note" toName="{target}" rows="2" maxSubmissions="1" showSubmitButton="false"/>'
    return _card("Note (optional)", area)
