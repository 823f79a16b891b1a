"""The qorgan command: one file per part."""
