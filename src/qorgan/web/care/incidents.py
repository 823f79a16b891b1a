"""Which incidents of a centre would be counted, which wait, and which have left: read from its cases, in memory.

No copy of an incident waits anywhere. What leaves is worked out of the case on the day of release, so that what she has taken
back by then, or what was corrected, was never anywhere else.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from qorgan.care.consent import Decision, Purpose
from qorgan.care.incident_record import IncidentRecord, Prepared, Release, release
from qorgan.kernel.errors import InputError
from qorgan.kernel.facts import whole_day
from qorgan.web.accounts.keyrings import HeldKey
from qorgan.web.accounts.models import Centre
from qorgan.web.care.coded import coded, may_be_counted
from qorgan.web.care.consents import HANDED_OVER
from qorgan.web.care.documents import classification_of
from qorgan.web.care.forms.base import day_in
from qorgan.web.care.models import Case, IncidentRelease
from qorgan.web.care.records import OpenedCase, Record, open_case
from qorgan.web.sealed import sealing
from qorgan.web.sealed.models import Envelope, Thread
from qorgan.web.shell.templatetags.shell import moment

KIND: Final = "left"  # of the document that says which incidents left in a month
_NEVER: Final = date.max


@dataclass(frozen=True)
class Waiting:
    """An incident that she allowed to be counted at some time, and that has not left."""

    case: Case
    called: str
    incident: Record
    decision: Decision
    since: date  # from this day on it could be counted and she had allowed it
    record: IncidentRecord | None
    missing: tuple[str, ...] = ()  # why it has no record yet: codes of `coded.MISSING`


@dataclass(frozen=True)
class Plan:
    """What a release would do today."""

    waiting: Sequence[Waiting]
    release: Release

    @property
    def leaving(self) -> list[Waiting]:
        """Return what would leave."""
        return [one for one in self.waiting if one.incident.entry in self.release.incidents]

    @property
    def incomplete(self) -> list[Waiting]:
        """Return what cannot be counted as it stands, though she allows it."""
        return [one for one in self.waiting if one.record is None and one.decision.is_allowed]


def planned(cases: Iterable[Case], held: Sequence[HeldKey], left: Collection[str], *, today: date) -> Plan:
    """Open cases one after another and say what of them would leave today."""
    waiting = [one for case in cases for one in _waiting(open_case(case, held), left, today)]
    prepared = [Prepared(one.incident.entry, one.record, one.since) for one in waiting if one.record is not None]
    decisions = {one.incident.entry: one.decision for one in waiting}
    return Plan(waiting, release(prepared, decisions, left, day=today))


def has_left(centre: Centre, held: Sequence[HeldKey]) -> set[str]:
    """Return the ids of all incidents of a centre that have left.

    Raises
    ------
    SealError
        If a list of them does not open: somebody has altered it, and an incident could be counted twice.
    """
    rows = Envelope.objects.filter(thread__incident_release__centre=centre, kind=KIND)
    opened = [sealing.open_for_centre(row, held) for row in rows.prefetch_related("wraps__from_keyring__keyring")]
    return {str(number) for one in opened for number in one.document["incidents"]}


def note_left(centre: Centre, incidents: Collection[str], sender: HeldKey, *, month: date) -> IncidentRelease:
    """Seal for the centre which incidents left, in the caller's transaction."""
    thread: Thread = sealing.begin_thread(0, month)
    document = {"incidents": sorted(incidents)}
    sealing.seal_inside(thread=thread, kind=KIND, document=document, sender=sender, day=month)
    return IncidentRelease.objects.create(centre=centre, month=month, thread=thread)


def _waiting(opened: OpenedCase, left: Collection[str], today: date) -> Iterator[Waiting]:
    allowed = _allowed_since(opened, today)
    if allowed is None:
        return
    decision, elsewhere = may_be_counted(opened, today=today), _came_along(opened)
    for one in opened.entries("incident"):
        if one.entry in left or one.entry in elsewhere:
            continue
        record: IncidentRecord | None = None
        missing: tuple[str, ...] = ()
        try:
            record = coded(opened, one, today=today)
        except InputError as fault:
            missing = tuple((fault.field or "").split(", "))
        since = max(allowed, _settled(opened, one))
        yield Waiting(opened.case, opened.data("opening").get("called", ""), one, decision, since, record, missing)


def _allowed_since(opened: OpenedCase, today: date) -> date | None:
    """Return from which day on she has allowed that her incidents are counted; None where she never has."""
    said = [one for one in opened.entries("consent") if one.data.get("purpose") == Purpose.STATISTICS]
    holding = [one for one in said if (day_in(one.data, "withdrawn") or _NEVER) > today]
    days = [
        max(day_in(one.data, "given") or _NEVER, _begun(opened.history("consent", one.entry)))
        for one in holding or said
    ]
    return min(days, default=None)


def _begun(history: Sequence[Record]) -> date:
    """Return the day on which a consent was written down; where she took it back in between, that of her new yes."""
    begun = _NEVER
    for one in reversed(history):
        if one.data.get("purpose") != Purpose.STATISTICS or (one.data.get("withdrawn") and begun != _NEVER):
            break
        begun = _day(one.at)
    return begun


def _settled(opened: OpenedCase, incident: Record) -> date:
    """Return the day on which the type of an incident was first settled."""
    history = opened.history("incident", incident.entry)
    return next((_day(one.at) for one in history if classification_of(one.data).is_settled), _NEVER)


def _came_along(opened: OpenedCase) -> set[str]:
    """Return the incidents that another centre handed over with the case: that centre counts them, and two must not.

    They stand before the record that says from whom the case came.
    """
    came = [number for number, one in enumerate(opened.records.all) if one.form == HANDED_OVER and "from" in one.data]
    return {one.entry for one in opened.records.all[: min(came, default=0)] if one.form == "incident"}


def _day(at: str) -> date:
    found = moment(at)
    return found.date() if found else whole_day(at[:10]) or _NEVER
