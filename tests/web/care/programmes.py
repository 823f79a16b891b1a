"""Files of the programme and of partner safety for tests: invented, in the way the pages make them."""

import uuid

from qorgan.web.care.models import ProgrammeFile
from qorgan.web.care.programme import actions
from qorgan.web.care.programme.kinds import Kind, about
from qorgan.web.care.records import ONLY

INTAKE = {
    "called": "Nobody",
    "basis": "court",
    "ordered_by": "The invented court",
    "first_day": "2026-09-01",
    "n_sessions": 4,
    "allowed_misses": 1,
}
OPENING = {"called": "Nameless", "is_adult": "yes", "ways": ["call"], "where": "invented, no number"}
CONSENT = {"purpose": "partner-safety", "giver": "herself", "given": "2026-11-20"}


def participant(member, **more) -> ProgrammeFile:
    """Return a participant of the programme."""
    return actions.begin(by=member.actor, kind=Kind.PARTICIPANT, records=[("intake", {**INTAKE, **more})])


def group(member, **more) -> ProgrammeFile:
    """Return a group of the programme."""
    return actions.begin(by=member.actor, kind=Kind.GROUP, records=[("about", {"called": "Tuesdays", **more})])


def partner(member, **more) -> ProgrammeFile:
    """Return a contact with a partner, who agreed to it."""
    records = [("opening", {**OPENING, **more}), ("consent", CONSENT)]
    return actions.begin(by=member.actor, kind=Kind.PARTNER, records=records)


def opened(member, row):
    """Return a file, opened."""
    row.refresh_from_db()
    return actions.opened_of(row, member.actor.held(about(row).duty))


def save(member, row, form, data, entry=None):
    """Save a form, as its next revision."""
    what = about(row).forms[form]
    entry = entry or (str(uuid.uuid4()) if what.many else ONLY)
    now = opened(member, row).current(form, entry)
    began_from = now.revision if now else 0
    return actions.save(by=member.actor, row=row, form=what, entry=entry, began_from=began_from, data=data)


def session(member, row, number, day, attendance):
    """Note a session of a participant."""
    return save(member, row, "session", {"number": number, "day": day, "attendance": attendance})
