"""What people do with disclosures. One function, one transaction, one audit row; a door's actions stand apart."""
