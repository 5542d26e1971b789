"""What records are about, as far as the mean of their words' vectors tells: novelty, coverage, and a user's domain.

Honest limits: word order, negation, numbers and names hardly move such a vector. It tells topics apart, not right
answers from wrong ones, and texts of one template are alike whatever fills it.
"""
