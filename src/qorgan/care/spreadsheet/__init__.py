"""A centre's own spreadsheet becomes rows for cases: read, checked cell by cell, shown, and taken whole or not at all."""
