"""Let a language model say which of two answers is better, and how far it can be trusted in that."""

from curator.evaluate.judge.families import family, kinship
from curator.evaluate.judge.pairwise import Judged, Judgement, Memory, Pair, Verdict, judge
from curator.evaluate.judge.prompt import JudgePrompt, load_prompt
from curator.evaluate.judge.summary import Summary, summarise
from curator.evaluate.judge.winrate import Rate, length_controlled, win_rate

__all__ = [
    "JudgePrompt",
    "Judged",
    "Judgement",
    "Memory",
    "Pair",
    "Rate",
    "Summary",
    "Verdict",
    "family",
    "judge",
    "kinship",
    "length_controlled",
    "load_prompt",
    "summarise",
    "win_rate",
]
