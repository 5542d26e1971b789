"""Compiled loops over columns of strings: where texts lie, folding them, cutting them into words."""
