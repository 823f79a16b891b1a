"""Casework at the staff door: a case, its records, its list. The public door knows nothing of it.

models.py    what is clear of a case: whose it is, where it stands, its days
records.py   what was written in a case, opened once for a request: every page and action reads through `OpenedCase`
forms/       the forms as data, one class each; `registry.py`: one line each makes it a form of every case
consents.py  `decide`: whether she allows something now, asked anew each time
summary.py   the row of a case in lists, written with each save; what is due and what warns comes from the forms
actions/     all that changes something
staff/       pages: `cases` (list, opening), `case` (the case), `form` (every form)

Where to put something new: a form of the file is a class in `forms/` and a line in `registry.py`; what decides is a plain function in `qorgan.care`;
a page with its own flow (referral, programme, calendar) is a module in `staff/` over an action in `actions/`.
"""
