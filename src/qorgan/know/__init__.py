"""What was recorded, what never was, and what a published number really says. A plain library; pages stand on top."""
