"""What every part stands on: errors, text, time, dated facts, consent, country packs. Standard library only."""
