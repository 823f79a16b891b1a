"""Pages of the ledger at the staff door."""
