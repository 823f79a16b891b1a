"""The only tables that hold ciphertext of content."""
