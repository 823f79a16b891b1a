"""Make cases of a spreadsheet: all its rows, or none."""

from django.db import transaction

from qorgan.care.spreadsheet.preview import Preview
from qorgan.web.accounts.actor import Actor
from qorgan.web.care.actions.common import record
from qorgan.web.care.actions.writing import begin_case
from qorgan.web.care.importing import consent_of, opening_of


@transaction.atomic
def import_cases(*, by: Actor, preview: Preview) -> int:
    """Open a case for each row, hers to work on, sealed at once; return how many.

    Raises
    ------
    InputError
        If a cell is refused.
    NotPossible
        If she holds no key.
    """
    rows = preview.to_import()
    for row in rows:
        begin_case(by=by, opening=opening_of(row), consents=[consent_of(row)], origin="spreadsheet")
    record(by, "cases.imported", None, count=len(rows))
    return len(rows)
