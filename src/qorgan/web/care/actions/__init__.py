"""All that changes something in a case: one transaction, one audit row each."""
