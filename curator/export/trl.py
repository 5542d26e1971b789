"""TRL: conversations for `SFTTrainer`, pairs for `DPOTrainer`, labels for `KTOTrainer`, as its dataset formats say."""

from curator.export.examples import Example, Turn
from curator.export.run import parts
from curator.export.trainer import Layout, Mix, Trainer, Written, messages, without_weights
from curator.export.trl_run import command, configurations
from curator.formats import Obj


def layouts(mix: Mix) -> Layout:
    """Conversational; single questions and answers, where there is nothing else, as prompt and completion.

    Of these TRL learns the completion only; a run that learns last answers is given them too, one that learns every
    answer is not. Arguments of tool calls are objects here.
    """

    def layout(example: Example) -> tuple[str, Obj]:
        if example.task == "text":
            return "text", {"text": example.text}
        without_weights(example)
        turns = messages(example.turns, text_arguments=False)
        if example.task == "dpo":
            sides = {side: _answer(text) for side, text in _sides(example)}
            return "dpo", {"prompt": turns, **sides, **_tools(example)}
        if example.task == "kto":
            parts = {"prompt": turns[:-1], "completion": turns[-1:], "label": example.label}
            return "kto", {**parts, **_tools(example)}
        if mix.loss == "completion" or (mix.loss is None and not mix.has_chats):
            return "sft", {"prompt": turns[:-1], "completion": turns[-1:], **_tools(example)}
        return "sft", {"messages": turns, **_tools(example)}

    return layout


def _sides(example: Example) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("chosen", example.chosen), ("rejected", example.rejected)


def _answer(text: str) -> list[Obj]:
    return messages([Turn("assistant", text)])


def _tools(example: Example) -> Obj:
    return {"tools": list(example.tools)} if example.tools else {}


def _next_step(written: Written) -> str:
    if written.run:
        return " && ".join(command(part, written) for part in parts(written.run, written.records))
    task = next(iter(written.records))
    return f"datasets.load_dataset({str(written.folder / task)!r})"


TRL = Trainer("trl", "TRL", layouts, _next_step, configurations)
