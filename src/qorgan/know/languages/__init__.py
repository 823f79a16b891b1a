"""Sentences that all estimates share, one file per language."""
