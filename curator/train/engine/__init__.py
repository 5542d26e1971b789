"""Training through transformers.Trainer and TRL: whatever is more than an adapter behind frozen prompts."""

from curator.train.engine.amount import about
from curator.train.engine.learner import TrainerLearner
from curator.train.engine.planning import Plan, is_frozen

__all__ = ["Plan", "TrainerLearner", "about", "is_frozen"]
