"""Accounts at the staff door: signing in, members, centres."""
