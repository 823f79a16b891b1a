"""Pages of casework: `cases` (lists, opening by hand), `case` (one case), `form` (every form of every case)."""
