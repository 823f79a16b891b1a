"""Closed files whose time is over are destroyed by themselves, by the checked law of the pack and never without one.

So it is with cases, with participants of the programme and with contacts with partners, each by the row of its own kind; a
group has no end. Whoever may see them is warned for thirty days before; who still needs one opens it again. The lawyer's
check of the law expires as well: a clock that runs years ahead finds no rule that stands, and destroys nothing.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Max, QuerySet

from qorgan.care.retention import Phase, Record, last_day, phase
from qorgan.web.care.law import law
from qorgan.web.care.models import Case, ProgrammeFile
from qorgan.web.sealed.shredding import shred
from qorgan.web.shell import journal, tombstones
from qorgan.web.shell.journal import Entry
from qorgan.web.shell.turns import in_turn

KINDS: Final = {
    ProgrammeFile.Kind.PARTICIPANT: Record.PROGRAMME,
    ProgrammeFile.Kind.PARTNER: Record.PARTNER_CONTACT,
}


@dataclass(frozen=True)
class _Timed:
    """Rows of one kind of record, and what the audit calls their end."""

    record: Record
    rows: Callable[[], QuerySet[Any]]
    what: str


def _of_kind(kind: ProgrammeFile.Kind) -> Callable[[], QuerySet[Any]]:
    return lambda: ProgrammeFile.objects.filter(kind=kind)


_TIMED: Final = (
    _Timed(Record.CASE, Case.objects.all, "case.destroyed-when-due"),
    *(_Timed(record, _of_kind(kind), "programme-file.destroyed-when-due") for kind, record in KINDS.items()),
)


def destroy_due(*, today: date) -> int:
    """Destroy every closed file whose last day of keeping has passed, with what was handed over of it; return how many.

    None while lines of the tombstones are missing: what is noted now would be lost when the file is put back from its copy.
    """
    if not tombstones.are_whole():
        return 0
    return sum(_destroy_if_due(timed, number, today) for timed in _TIMED for number in _due(timed, today))


def _due(timed: _Timed, today: date) -> list[uuid.UUID]:
    closed = timed.rows().filter(state="closed").annotate(written=Max("thread__envelopes__day"))
    rows = closed.values_list("pk", "closed_day", "written")
    return [number for number, day, written in rows if _is_due(_from(timed.record, day, written), today, timed.record)]


def _from(record: Record, closed: date | None, written: date | None) -> date | None:
    # The end of a programme is a day that somebody types. What was written since then is not older than it was written, or
    # a slip of the hand in the year would destroy a file without its warning.
    return max(closed, written) if closed and written and record is not Record.CASE else closed


def _is_due(closed: date | None, today: date, record: Record) -> bool:
    return phase(record, closed, law().retention, today=today) is Phase.DUE


def file_ends(row: ProgrammeFile, *, today: date) -> date | None:
    """Return the last day on which a closed file is kept, where that is within the warning or over; else None."""
    record = KINDS.get(ProgrammeFile.Kind(row.kind))
    if record is None or row.state != ProgrammeFile.State.CLOSED:
        return None
    written = row.thread.envelopes.aggregate(newest=Max("day"))["newest"]
    begins = _from(record, row.closed_day, written)
    is_soon = phase(record, begins, law().retention, today=today) in (Phase.WARNED, Phase.DUE)
    return last_day(record, begins, law().retention, today=today) if begins and is_soon else None


@in_turn()
def _destroy_if_due(timed: _Timed, number: uuid.UUID, today: date) -> bool:
    # Looked at anew under the lock: a supervisor may have opened it again while others were being destroyed.
    closed = timed.rows().select_for_update(of=("self",)).filter(state="closed")
    row = closed.select_related("thread").filter(pk=number).first()
    if row is None:
        return False
    written = row.thread.envelopes.aggregate(newest=Max("day"))["newest"]
    if not _is_due(_from(timed.record, row.closed_day, written), today, timed.record):
        return False
    journal.record(Entry(chain=str(row.centre_id), what=timed.what, day=today, about=str(row.pk)))
    shred(row.thread, today=today)
    return True
