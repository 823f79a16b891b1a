"""The statistics office: opens what centres let leave, and makes tables of it. It opens nothing of a centre."""
