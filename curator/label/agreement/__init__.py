"""How far people agree, who drifts, who only confirms what the form said, and what to ask once more."""

from curator.label.agreement.anchoring import anchoring
from curator.label.agreement.coefficients import cohen, fleiss, gwet, krippendorff, observed
from curator.label.agreement.dawid_skene import Truth, dawid_skene
from curator.label.agreement.people import Person, Share, people
from curator.label.agreement.queue import QUEUE, queue
from curator.label.agreement.ratings import Ratings, questions
from curator.label.agreement.resample import Estimate
from curator.label.agreement.summary import Agreement, Question, measure

__all__ = [
    "QUEUE",
    "Agreement",
    "Estimate",
    "Person",
    "Question",
    "Ratings",
    "Share",
    "Truth",
    "anchoring",
    "cohen",
    "dawid_skene",
    "fleiss",
    "gwet",
    "krippendorff",
    "measure",
    "observed",
    "people",
    "questions",
    "queue",
]
