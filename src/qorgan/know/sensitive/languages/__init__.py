"""Sentences of list experiments and randomized response, one file per language (decision 21)."""
