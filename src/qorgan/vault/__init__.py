"""Keys, envelopes, receipts, padding and recovery, all from libsodium; it knows nothing of the parts that use it."""
