"""Published figures: whether those printed side by side can all be true."""
