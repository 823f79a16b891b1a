"""Disclosures at the staff door."""
