"""Sentences that estimates of surveys say, one file per language."""
