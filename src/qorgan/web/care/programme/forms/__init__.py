"""The forms of a participant, of a group, and of a contact with a partner."""
