"""Closed cases whose time is over are destroyed by themselves, by the checked law of the pack and never without one.

Workers are warned of it on the page of today for thirty days before; who still needs a case opens it again. The lawyer's
check of the law expires as well: a clock that runs years ahead finds no rule that stands, and destroys nothing.
"""

import uuid
from datetime import date

from qorgan.care.retention import Phase, Record, phase
from qorgan.web.care.law import law
from qorgan.web.care.models import Case
from qorgan.web.sealed.shredding import shred
from qorgan.web.shell import journal
from qorgan.web.shell.journal import Entry
from qorgan.web.shell.turns import in_turn


def destroy_due(*, today: date) -> int:
    """Destroy every closed case whose last day of keeping has passed, with what was handed over of it; return how many."""
    closed = Case.objects.filter(state=Case.State.CLOSED)
    due = [number for number, day in closed.values_list("pk", "closed_day") if _is_due(day, today)]
    return sum(_destroy_if_due(number, today) for number in due)


def _is_due(closed: date | None, today: date) -> bool:
    return phase(Record.CASE, closed, law().retention, today=today) is Phase.DUE


@in_turn()
def _destroy_if_due(number: uuid.UUID, today: date) -> bool:
    # Looked at anew under the lock: a supervisor may have opened it again while others were being destroyed.
    closed = Case.objects.select_for_update(of=("self",)).filter(state=Case.State.CLOSED)
    row = closed.select_related("thread").filter(pk=number).first()
    if row is None or not _is_due(row.closed_day, today):
        return False
    journal.record(Entry(chain=str(row.centre_id), what="case.destroyed-when-due", day=today, about=str(row.pk)))
    shred(row.thread, today=today)
    return True
