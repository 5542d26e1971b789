"""Signals that a language model measures: how likely it finds an answer, with its prompt and without."""
