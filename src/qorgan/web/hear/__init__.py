"""Disclosures at both doors."""
