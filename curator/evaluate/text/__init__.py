"""Measures of a text that a model wrote: against a gold answer, by running it, by what it should obey."""
