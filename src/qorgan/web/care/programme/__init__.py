"""The programme for those who used violence, and the safety of their partners: two duties that read nothing of each other.

forms/       the forms of a participant, of a group, and of a contact with a partner
kinds.py     which forms each kind of file has, whose duty it is, who may open its pages
documents.py what records say, as the plain objects of `qorgan.care.programme`
actions.py   all that changes something
staff.py     lists, files, the sheet of a group, keys; `writing.py`: their forms; `addresses.py`: where they are

No row and no record leads from a participant to his partner. Her contact may name his file by its short number; it then
follows the day on which his programme ended, and nothing else of his. Of hers, nothing is shown to whoever works with him.
"""
