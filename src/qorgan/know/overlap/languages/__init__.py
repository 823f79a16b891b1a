"""Sentences that estimates from overlapping lists say, one file per language."""
