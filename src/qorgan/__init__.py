"""Qorgan: hear, care, know, change; a country's response to gender-based violence."""
