"""What a dataset is like: measured once, shown on a terminal, as a page and as JSON."""

from curator.report.measures import RuleFacts, SourceFacts, build
from curator.report.model import Report
from curator.report.rates import Rate, rate

__all__ = ["Rate", "Report", "RuleFacts", "SourceFacts", "build", "rate"]
