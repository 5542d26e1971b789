"""From files to a dataset version: read, repair, measure, find duplicates, judge, select, remember."""

from curator.pipeline.frames import measure, rule_schema, try_examples
from curator.pipeline.judged import Judged
from curator.pipeline.judging import judge
from curator.pipeline.runs import commit, curate
from curator.pipeline.twins import duplicates

__all__ = ["Judged", "commit", "curate", "duplicates", "judge", "measure", "rule_schema", "try_examples"]
