"""What analysts do with the ledger; the public door changes nothing."""
