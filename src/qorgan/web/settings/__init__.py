"""Settings of the two doors; each process reads exactly one."""
