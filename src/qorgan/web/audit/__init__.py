"""The chain of what staff opened and changed."""
