"""What a hit costs, and the sides from which a record is looked at."""

WEIGHTS = {"low": 0.1, "medium": 0.5, "high": 0.9}
"""What the hit of a rule takes from its part, by severity: a blemish, half of the use, nearly all of it.

They are a convention, not a measurement; what an index is good for is comparing data judged by the same rules.
"""

ASPECTS = ("helpful", "honest", "harmless")
