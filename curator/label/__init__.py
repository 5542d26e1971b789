"""People's judgement: records out to Label Studio, annotations back into a new version."""

from curator.label.annotations import Annotations, read
from curator.label.apply import Applied, apply
from curator.label.config import labelling_config
from curator.label.tasks import make_tasks, write
from curator.label.verdict import Verdict

__all__ = ["Annotations", "Applied", "Verdict", "apply", "labelling_config", "make_tasks", "read", "write"]
