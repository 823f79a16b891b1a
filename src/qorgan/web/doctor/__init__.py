"""What `qorgan doctor` looks at: is everything in its place, closed to others, and as it should be. Reads only."""
