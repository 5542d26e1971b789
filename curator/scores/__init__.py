"""How good records and versions are, told from the rules that hit them: a score always with its parts.

- A *part* is a family of faults: a rule pack. It scores a record 1 − the weight of its heaviest hit, for the rules of
  a family look at one fault from several sides. Weights go by severity (`WEIGHTS`).
- The *score* of a record is the product of its parts: faults of different families add to each other, each of them
  lowers the score, and none makes it 0, since a rule may be wrong.
- The *aspects* helpful, honest and harmless (Askell et al. 2021, "A General Language Assistant as a Laboratory for
  Alignment", section 1.1) are the same product over the rules that speak of them.
- The *quality index* of records is 100 × the mean of their scores, with a 95 % interval (`interval.wilson`).

A score says what the rules found, not what they cannot see: 100 means that no rule hit anything.
"""

from curator.scores.index import Measure, Qualities, Quality, qualities, quality
from curator.scores.records import ScoredRule, record_scores, scored_rules
from curator.scores.shared import Change, change
from curator.scores.weights import ASPECTS, WEIGHTS

__all__ = [
    "ASPECTS",
    "WEIGHTS",
    "Change",
    "Measure",
    "Qualities",
    "Quality",
    "ScoredRule",
    "change",
    "qualities",
    "quality",
    "record_scores",
    "scored_rules",
]
