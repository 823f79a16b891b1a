"""Hear: what a survivor tells, how she may be reached, who reads it and when. Plain rules, no database."""
