"""How many were on no list: multiple systems estimation that knows when not to answer."""
