import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.fixes import FIXES
from curator.signals import measure

FRAGMENTS = st.sampled_from(
    [
        "<noinput>",
        "N/A",
        "<|im_end|>",
        "<s>",
        " ",
        "\n",
        "[/INST]",
        "### Response:",
        "<p>",
        "<",
        "br>",
        "</b>",
        "&amp;",
        "amp;",
        "Ã©",
        "â€œ",
        "\x1b",
        "[31m",
        "\ufeff",
        "\u2028",
        "Copy code",
        "```",
        "`",
        "a",
        "1 / 2\n",
        "Assistant:",
        "Output: ",
        "<|user|>",
        "\n### End",
        "### Instruction:",
        "USER: ",
        " ASSISTANT:",
        "\n12. Instruction: ",
        "\n###\n7. ",
        "\nRegenerate response",
        "ΓÇÖ",
        "ÔÇÖ",
    ]
)


@pytest.mark.parametrize(
    ("fix", "before", "after"),
    [
        ("encoding", "cafÃ© â€œyesâ€\x9d", "café “yes”"),
        ("encoding", "NÃO", "NÃO"),
        ("encoding", "l'été\ncafÃ©", "l'été\ncafé"),
        ("control-characters", "\ufeffa\x07b\u2028c\x1b[31md\x1b[0m\te", "ab\ncd\te"),
        ("clear-sentinel", " <NoInput>. ", ""),
        ("clear-sentinel", "no input validation", "no input validation"),
        ("strip-template-tokens", "<|im_start|>assistant\nApple<|im_end|>\n", "Apple"),
        ("strip-template-tokens", "<s>[INST] Name it. [/INST]", "Name it."),
        ("strip-template-tokens", "Name it.\n\n### Response:", "Name it."),
        ("strip-template-tokens", "The token <|im_end|> ends a turn.", "The token <|im_end|> ends a turn."),
        ("strip-template-tokens", "<s>old</s> new", "<s>old</s> new"),
        ("html-residue", "<p>Oslo is in <b>Norway</b>.</p>", "Oslo is in Norway."),
        ("html-residue", "a<br>b&nbsp;c", "a\nb c"),
        ("html-residue", "Use `<br>` here", "Use `<br>` here"),
        ("html-residue", "pythonCopy code\na + b", "a + b"),
        ("html-residue", "<div className='modal'></div>", "<div className='modal'></div>"),
        ("html-residue", "3 < 5 and 7 > 2", "3 < 5 and 7 > 2"),
        ("html-residue", "<ul><li>oak</li><li>elm</li></ul>", "oak\nelm"),
        ("html-residue", "Oslo.\nShare\nCopy\nRegenerate response", "Oslo."),
        ("encoding", "ItвЂ™s", "It’s"),
        ("encoding", "It‚Äôs a caf√©", "It’s a café"),
        ("encoding", "ItΓÇÖs", "It’s"),
        ("encoding", "ItÔÇÖs a caf├®", "It’s a café"),
        ("encoding", "├── a\n│   └── b", "├── a\n│   └── b"),
        ("strip-template-tokens", "### Instruction:\nName it.\n\n### Response:", "Name it."),
        ("strip-template-tokens", "### Instruction:\nName it.", "### Instruction:\nName it."),
        ("strip-template-tokens", "USER: Name it. ASSISTANT:", "Name it."),
        ("strip-template-tokens", "Apple\n\nUser:", "Apple"),
        ("strip-template-tokens", "Apple\n### End", "Apple"),
        ("strip-template-tokens", "<｜User｜>Name it.<｜Assistant｜>", "Name it."),
        ("cut-next-turn", "Apple</s>\n<|user|>\nAnd?</s>\n<|assistant|>\nPear", "Apple</s>"),
        ("cut-next-turn", "Apple\n\n### Human: And a stone?", "Apple"),
        ("cut-next-turn", "<|im_start|>user\nName it.", "<|im_start|>user\nName it."),
        ("cut-next-turn", "Write `[INST]` before it.", "Write `[INST]` before it."),
        ("cut-merged-instructions", "Oak.\n##\n6. Instruction: Name it.\n6. Output: Elm", "Oak."),
        ("cut-merged-instructions", "Oak.\n///\n\n14. Instruction: Name it.", "Oak."),
        ("cut-merged-instructions", "12. Instruction: Name it.", "12. Instruction: Name it."),
        ("cut-merged-instructions", "1. Wash.\n2. Cut.", "1. Wash.\n2. Cut."),
        ("strip-answer-label", "Output: Apple", "Apple"),
        ("strip-answer-label", "Output:", "Output:"),
        ("strip-answer-label", "Outputs vary: many.", "Outputs vary: many."),
    ],
)
def test_repair(fix: str, before: str, after: str) -> None:
    assert FIXES.get(fix).repair(before) == after


@pytest.mark.parametrize("name", list(FIXES))
@given(text=st.text() | st.lists(FRAGMENTS, max_size=8).map("".join))
def test_a_second_repair_changes_nothing(name: str, text: str) -> None:
    repair = FIXES.get(name).repair
    assert repair(repair(text)) == repair(text)


@pytest.mark.parametrize(
    ("fix", "signal", "column", "text"),
    [
        ("encoding", "full_mojibake", "full", "cafÃ© for Â£6"),
        ("control-characters", "full_control_characters", "full", "\x07a\u2028\x0c"),
        ("clear-sentinel", "input_is_sentinel", "input", "No input required."),
        ("strip-template-tokens", "response_edge_tokens", "response", "<|user|>a</s>\n<end_of_turn>b<eos>"),
        ("html-residue", "response_html_tags", "response", "<h1>a</h1>&nbsp;<em>b</em>"),
        ("html-residue", "response_page_residue", "response", "1 / 2\nCopy code\na\nRegenerate response"),
        ("encoding", "full_mojibake", "full", "ItвЂ™s\nItΓÇÖs\nÔÇÖ"),
        ("cut-next-turn", "response_opens_next_turn", "response", "a\n<|user|>\nb"),
        ("cut-merged-instructions", "response_opens_next_number", "response", "a\n\n6. Instruction: b"),
        ("strip-answer-label", "response_has_label", "response", "Output: Response: a"),
    ],
)
def test_a_fix_clears_the_signal_that_calls_for_it(fix: str, signal: str, column: str, text: str) -> None:
    after = FIXES.get(fix).repair(text)
    values = measure(pl.LazyFrame({column: [text, after]}), [signal]).collect()[signal].to_list()
    assert values[0]
    assert not values[1]
