"""What workers do with disclosures."""
