"""The two doors: the only place that knows Django."""
