"""Centres, members, their keys and duties."""
