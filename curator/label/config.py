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

PLACES = ("system", "instruction", "input", "response", "text", "dialog", "prompt", "left", "right")
"""Where a form shows something of the record."""

# Label Studio's panels for regions stand empty beside our forms and take a fifth of the width.
_STYLE = """\
    .lsf-sidepanels:has(.curator) { padding-right: 0 !important; }
    .lsf-sidepanels:has(.curator) .lsf-sidepanels__wrapper_align_right { display: none; }
    .curator { max-width: 1400px; margin: 0 auto; }
    .curator .sides { display: grid; grid-template-columns: minmax(0, 3fr) minmax(280px, 2fr); gap: 16px; }
    .curator .halves { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 16px; }
    .curator .sides, .curator .halves { align-items: start; }
    .curator .card { border: 1px solid var(--color-neutral-border, #d6d9e0); border-radius: 8px; }
    .curator .card { padding: 10px 16px; margin-bottom: 12px; overflow-wrap: anywhere; }
    .curator .card h4 { font-size: 14px; margin: 0 0 6px !important; }
    .curator .card .ant-form-item { margin-bottom: 0; }
    .curator .quiet { opacity: .7; margin-bottom: 8px; }
    .curator .quiet .lsf-richtext__line { font-size: 13px; }
    .curator .form { position: sticky; top: 0; max-height: calc(100vh - 150px); overflow-y: auto; }
    .curator .ask { position: sticky; top: 0; z-index: 2; background: var(--color-neutral-background, Canvas); }
    .curator .lsf-richtext__line { display: inline-block; width: 100%; min-height: 1.3em; }
    .curator [class*='dialoguetext--'] { display: block; width: 100%; min-height: 1.3em; }
    .curator .lsf-richtext__line, .curator [class*='dialoguetext--'] {
      unicode-bidi: plaintext; text-align: start; white-space: pre-wrap; overflow-wrap: anywhere;
    }
    .curator .card .lsf-richtext__line:only-child:empty::before, .curator [class*='dialoguetext--']:empty::before {
      content: '(empty)'; opacity: .5;
    }
    .curator [class*='phrase--'] { width: 100%; max-width: none; padding-right: 16px; }
    .curator [class*='wrapperText--'] { display: block; width: 100%; }
    .curator [class*='time--'], .curator [class*='selectAllBtn'] { display: none; }
    .curator [class*='wrapper_header--'] { display: none; }
    .curator .optional:has(.lsf-richtext__line:only-child:empty) { display: none; }
    .curator .rules:not(:has(.lsf-choice)) { display: none; }
    .curator textarea { unicode-bidi: plaintext; text-align: start; }
    .curator .look { display: none; }
    @media (max-width: 900px) { .curator .sides, .curator .halves { grid-template-columns: minmax(0, 1fr); } }
    @media (max-width: 900px) { .curator .form { position: static; max-height: none; } }
"""

# What holds code is known from marks that the task brings; see `look`.
_MARKED = ", ".join(f".curator:has(.code-{place}) .as-{place}" for place in PLACES)
_ONE_WIDTH = f"""\
    :is({_MARKED}) :is(.lsf-richtext__line, [class*='dialoguetext--'], textarea) {{
      font-family: SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace !important; font-size: 13px;
    }}
"""
_LOOK = '  <View className="look"><HyperText name="look" value="$look" inline="true"/></View>\n'


def labelling_config(kind: str) -> str:
    """The form for records of `kind`, as XML.

    Raises:
        RecipeError: no such kind.
    """
    if kind not in TARGET:
        raise RecipeError(f"no labelling form for records of kind {kind!r}", hint=closest(kind, TARGET))
    body = _pair() if kind == "preference" else _review(kind)
    return f'<View className="curator">\n  <Style>\n{_STYLE}{_ONE_WIDTH}  </Style>\n{_header()}{body}{_LOOK}</View>\n'


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
    <View className="form">
{_card("Verdict", _single("verdict", target, VERDICTS, required=True))}\
      <View className="card as-{target}" visibleWhen="choice-selected" whenTagName="verdict" whenChoiceValue="fix">
        <Header value="Corrected {what}" size="5"/>
        <TextArea name="rewrite" toName="{target}" value="$draft" rows="10" editable="true" maxSubmissions="1" \
showSubmitButton="false" required="true" requiredMessage="Write the corrected {what}"/>
      </View>
{_rules(target)}\
{_card("Quality, 1 to 5", f'<Rating name="quality" toName="{target}" maxRating="5" hotkey="q"/>')}\
{_card("What is wrong", _errors(target))}\
{_note(target)}\
    </View>
  </View>
"""


def _pair() -> str:
    target = TARGET["preference"]
    question = "Click the better answer, then say by how much. A tie and two bad answers drop the pair."
    return f"""\
{_text("Prompt", "prompt")}\
{_card(question, _single("margin", target, MARGINS, required=True), "card ask")}\
  <Pairwise name="winner" toName="left,right"/>
  <View className="halves">
    <View className="card as-left">
      <Header value="Answer A" size="5"/><Text name="left" value="$answer_a" selectionEnabled="false"/>
    </View>
    <View className="card as-right">
      <Header value="Answer B" size="5"/><Text name="right" value="$answer_b" selectionEnabled="false"/>
    </View>
  </View>
{_rules(target)}\
{_note(target)}"""


def _header() -> str:
    return (
        '  <View className="quiet">'
        '<Text name="origin" value="$origin" selectionEnabled="false"/>'
        '<Text name="reasons" value="$reasons" selectionEnabled="false"/></View>\n'
    )


def _text(title: str, name: str, *, optional: bool = False) -> str:
    look = f"card optional as-{name}" if optional else f"card as-{name}"
    return f"""\
      <View className="{look}">
        <Header value="{title}" size="5"/><Text name="{name}" value="${name}" selectionEnabled="false"/>
      </View>
"""


def _dialogue() -> str:
    return """\
      <View className="card as-dialog">
        <Header value="Conversation" size="5"/>
        <Paragraphs name="dialog" value="$messages" layout="dialogue" nameKey="role" textKey="content"/>
      </View>
"""


def _card(title: str, content: str, look: str = "card") -> str:
    return f"""\
      <View className="{look}">
        <Header value="{title}" size="5"/>
        {content}
      </View>
"""


def _rules(target: str) -> str:
    choices = f'<Choices name="rules" toName="{target}" choice="multiple" value="$rule_choices"/>'
    return _card("Which rules are right about this record?", choices, "card rules")


def _errors(target: str) -> str:
    groups = "".join(
        f'<Choice value="{group}">' + "".join(f'<Choice value="{error}"/>' for error in errors) + "</Choice>"
        for group, errors in ERRORS.items()
    )
    look = 'leafsOnly="true" showFullPath="true" minWidth="280px"'
    return f'<Taxonomy name="errors" toName="{target}" {look}>{groups}</Taxonomy>'


def _single(name: str, target: str, values: tuple[str, ...], *, required: bool) -> str:
    choices = "".join(f'<Choice value="{value}" hotkey="{nth}"/>' for nth, value in enumerate(values, start=1))
    needed = ' required="true"' if required else ""
    return (
        f'<Choices name="{name}" toName="{target}" choice="single-radio" showInline="true"{needed}>{choices}</Choices>'
    )


def _note(target: str) -> str:
    area = f'<TextArea name="note" toName="{target}" rows="2" maxSubmissions="1" showSubmitButton="false"/>'
    return _card("Note (optional)", area)
