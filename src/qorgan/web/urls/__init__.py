"""The addresses of the two doors, apart."""
