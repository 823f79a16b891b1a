"""What every page shares: headers, sessions in memory, keys, layout."""
