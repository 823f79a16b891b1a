"""Back up both databases in one neutral form, sealed to a recovery key, and restore it in either."""
