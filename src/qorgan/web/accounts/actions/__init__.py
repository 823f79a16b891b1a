"""What people do with centres, members and keys. One function, one transaction, one audit row."""
