"""Fine-tune a small language model on a set of records, cheaply enough to do it for every arm and seed."""

from curator.models.folder import ModelFolder, resolve
from curator.train.arms import longest_matched, random_matched
from curator.train.checkpoints import Checkpoints
from curator.train.course import Follower, Step
from curator.train.fitted import Fitted
from curator.train.generation import Generated
from curator.train.learner import Learner
from curator.train.lengths import mean_answer_tokens
from curator.train.precision import fastest
from curator.train.rows import Row, Skipped, TrainingRows, training_rows
from curator.train.scoring import Scored
from curator.train.session import Session

__all__ = [
    "Checkpoints",
    "Fitted",
    "Follower",
    "Generated",
    "Learner",
    "ModelFolder",
    "Row",
    "Scored",
    "Session",
    "Skipped",
    "Step",
    "TrainingRows",
    "fastest",
    "longest_matched",
    "mean_answer_tokens",
    "random_matched",
    "resolve",
    "training_rows",
]
