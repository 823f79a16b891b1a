"""Whole paths of the people who use it, in a real browser, against the real doors."""
