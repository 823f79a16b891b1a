"""All that changes something in files of the programme and of partner safety. One keyring each; what the other holds is never asked for."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext as _

from qorgan.care.programme import Attendance
from qorgan.web.accounts.actions.renewing import renew_if_due
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.keyrings import HeldKey
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.actions.writing import Changed, draft_name, form_of_draft
from qorgan.web.care.forms.base import CaseForm, Due, day_in
from qorgan.web.care.models import Case, ProgrammeFile
from qorgan.web.care.programme.forms.participant import GOES_ON
from qorgan.web.care.programme.forms.partner import may_be_reached
from qorgan.web.care.programme.kinds import ABOUT, ENDING, About, Kind, about
from qorgan.web.care.records import ONLY, OpenedCase, open_records, seal_record
from qorgan.web.sealed import drafts, sealing, summaries
from qorgan.web.sealed.models import Summary
from qorgan.web.shell import clock, journal
from qorgan.web.shell.journal import Entry

_ALWAYS = frozenset({"consent", ENDING})  # what stays open without her consent, and after the end
State = ProgrammeFile.State


@dataclass(frozen=True)
class Row:
    """One file of a list, with what its summary says."""

    row: ProgrammeFile
    summary: Mapping[str, Any]


def opened_of(row: ProgrammeFile, held: Sequence[HeldKey]) -> OpenedCase:
    """Open a file; no audit row: actions and pages that show it write that themselves."""
    # A file is read in the same way as a case: both have a thread, a centre, and who works on it.
    return OpenedCase(cast("Case", row), open_records(row.pk, held), held)


def may_see(by: Actor, row: ProgrammeFile) -> bool:
    """Say whether a file is of her centre and of her duty."""
    return by.member.centre_id is not None and row.centre_id == by.member.centre_id and by.may(about(row).permission)


@transaction.atomic
def begin(*, by: Actor, kind: Kind, records: Sequence[tuple[str, Mapping[str, Any]]]) -> ProgrammeFile:
    """Begin a file with its first records.

    Raises
    ------
    NotPossible
        If she holds no key, or a contact with a partner would begin without her consent.
    """
    what, today = ABOUT[kind], clock.today()
    renew_if_due(by=by, duty=what.duty)
    key = _key(by, what)
    if by.centre is None or not by.may(what.permission):
        raise NotPossible(_("You do not hold the keys of this duty. A colleague who holds them hands them on."))
    thread = sealing.begin_thread(0, today)
    row = ProgrammeFile.objects.create(
        thread=thread, centre=by.centre, assigned_to=by.member, kind=kind, opened_day=today
    )
    for name, data in records:
        _seal(by, row, (name, ONLY, 1), data)
    opened = opened_of(row, by.held(what.duty))
    if kind == Kind.PARTNER and not may_be_reached(opened, today=today):
        raise NotPossible(_("Without her consent she is not reached. Ask her first, or let her come to you."))
    _write_summary(opened, row, key)
    _record(by, "programme-file.begun", row)
    return row


@transaction.atomic
def show(*, by: Actor, row: ProgrammeFile, form: str = "") -> OpenedCase:
    """Open a file of hers for a page; ``form`` names the form that she looks at."""
    renew_if_due(by=by, duty=about(row).duty)
    opened = opened_of(row, by.held(about(row).duty))
    detail: dict[str, str | int] = {"form": form} if form else {}
    if opened.records.refused:
        detail["refused"] = opened.records.refused
    _record(by, "programme-file.opened", row, **detail)
    return opened


@transaction.atomic
def listed(*, by: Actor, kind: Kind) -> list[Row]:
    """Open a list in memory: open files first; one audit row with the count."""
    what = ABOUT[kind]
    renew_if_due(by=by, duty=what.duty)
    rows = list(of_hers(by, kind).select_related("assigned_to", "thread"))
    said = _of_today(by, what, rows, _summaries(by, what, rows))
    _record(by, "programme-files.listed", None, count=len(rows), kind=str(kind))
    found = [Row(one, said.get(one.pk, {})) for one in rows]
    return sorted(found, key=lambda one: (one.row.state, not one.summary.get("alarm"), one.summary.get("due", "9999")))


def of_hers(by: Actor, kind: Kind) -> Any:
    """Return the rows of a kind at her centre."""
    return ProgrammeFile.objects.filter(centre=by.member.centre_id, kind=kind) if by.centre else _nothing()


def _nothing() -> Any:
    return ProgrammeFile.objects.none()


def groups(by: Actor) -> list[tuple[str, str]]:
    """Return the open groups of her centre, by id and name."""
    rows = list(of_hers(by, Kind.GROUP).filter(state=State.OPEN))
    said = _summaries(by, ABOUT[Kind.GROUP], rows)
    return [(str(one.pk), str(said.get(one.pk, {}).get("name", one.ref))) for one in rows]


def in_group(by: Actor, group: ProgrammeFile) -> list[Row]:
    """Return the participants of a group whose files are open, by name."""
    rows = list(of_hers(by, Kind.PARTICIPANT).filter(state=State.OPEN).select_related("thread"))
    said = _summaries(by, ABOUT[Kind.PARTICIPANT], rows)
    found = [Row(one, said.get(one.pk, {})) for one in rows if said.get(one.pk, {}).get("group") == str(group.pk)]
    return sorted(found, key=lambda one: str(one.summary.get("name", "")).casefold())


def _summaries(by: Actor, what: About, rows: Sequence[ProgrammeFile]) -> dict[Any, dict[str, Any]]:
    held = by.held(what.duty)
    found = Summary.objects.filter(key__in=[key.row.id for key in held], thread__in=[one.pk for one in rows])
    known = summaries.read(found, held)
    # What is missing or was altered is read from the records; the next save writes it anew.
    missing = {one.pk: summary_of(opened_of(one, held), one) for one in rows if one.pk not in known} if held else {}
    return known | missing


def _of_today(by: Actor, what: About, rows: Sequence[ProgrammeFile], said: dict[Any, Any]) -> dict[Any, Any]:
    """Write the summaries of open files anew, once a day: what is due and what warns changes with the day alone."""
    held, today = by.held(what.duty), clock.today().isoformat()
    stale = [one.pk for one in rows if one.state == State.OPEN and said.get(one.pk, {}).get("on") != today]
    if not held or not stale:
        return said
    locked = ProgrammeFile.objects.select_for_update(of=("self",)).select_related("thread").filter(pk__in=stale)
    for row in locked.order_by("pk"):
        opened = opened_of(row, held)
        _write_summary(opened, row, held[0])
        said[row.pk] = summary_of(opened, row)
    return said


@transaction.atomic
def save(
    *, by: Actor, row: ProgrammeFile, form: CaseForm, entry: str, began_from: int, data: Mapping[str, Any]
) -> OpenedCase:
    """Save a form as its next revision; what stands already is not saved again.

    Raises
    ------
    Changed
        If somebody saved another revision meanwhile.
    NotPossible
        If the file is closed, or her consent does not hold.
    """
    renew_if_due(by=by, duty=about(row).duty)
    locked, key = _locked(by, row), _key(by, about(row))
    opened = opened_of(locked, by.held(about(row).duty))
    check_open(opened, locked, form.name)
    now = opened.current(form.name, entry)
    if now is None or dict(now.data) != dict(data):
        if began_from != (now.revision if now else 0):
            raise Changed(opened)
        _seal(by, locked, (form.name, entry, began_from + 1), data)
        if form.name == ENDING:
            _end(locked, data)
        opened = opened_of(locked, by.held(about(row).duty))
        _write_summary(opened, locked, key)
        _record(by, "programme-file.saved", locked, form=form.name, revision=began_from + 1)
    drafts.forget(by.member, locked.thread, draft_name(form.name, entry), by.held(about(row).duty))
    return opened


def _end(locked: ProgrammeFile, data: Mapping[str, Any]) -> None:
    goes_on = data.get("how") == GOES_ON
    locked.state = State.OPEN if goes_on else State.CLOSED
    locked.closed_day = None if goes_on else day_in(data, "day") or clock.today()
    locked.save(update_fields=["state", "closed_day"])


def check_open(opened: OpenedCase, row: ProgrammeFile, form: str) -> None:
    """Check that something may still be written.

    Raises
    ------
    NotPossible
        Saying why not.
    """
    if not may_leave(opened, row, form):
        raise NotPossible(_("Her consent does not hold. She is not reached, and nothing more is written."))
    if row.state == State.CLOSED and form not in _ALWAYS:
        raise NotPossible(_("This file has ended. Under “End” it can go on."))


def may_leave(opened: OpenedCase, row: ProgrammeFile, form: str) -> bool:
    """Say whether something of a form may be written or printed: of hers only as long as her consent holds."""
    return row.kind != Kind.PARTNER or form in _ALWAYS or may_be_reached(opened, today=clock.today())


@transaction.atomic
def save_sheet(
    *, by: Actor, group: ProgrammeFile, number: int, day: date, words: str, attended: Mapping[str, Attendance]
) -> int:
    """Note a session of a group, and in the file of each participant how it went for him; return how many were noted.

    Raises
    ------
    NotPossible
        If the session does not fit to somebody's programme; then nothing is noted for anybody.
    """
    locked, key = _locked(by, group), _key(by, about(group))
    told = {"number": number, "day": day.isoformat(), **({"words": words} if words else {})}
    _seal(by, locked, ("session", str(uuid.uuid4()), 1), told)
    members = [one for one in in_group(by, group) if attended.get(str(one.row.pk))]
    for one in members:
        _note(by, one, number, day, attended[str(one.row.pk)])
    _write_summary(opened_of(locked, by.programme), locked, key)
    _record(by, "programme-file.saved", locked, form="session", count=len(members))
    return len(members)


def _note(by: Actor, one: Row, number: int, day: date, attendance: Attendance) -> None:
    row = _locked(by, one.row)
    opened = opened_of(row, by.programme)
    intake = opened.data("intake")
    first = day_in(intake, "first_day")
    if not intake or number > int(intake["n_sessions"]) or (first and day < first):
        said = _("This session does not fit to the programme of %(who)s: look at his first day and his curriculum.")
        raise NotPossible(said % {"who": one.summary.get("name", row.ref)})
    # A sheet that is sent twice, or written anew, changes the session and does not add one.
    old = next((record for record in opened.entries("session") if record.data.get("number") == number), None)
    told = {**(old.data if old else {}), "number": number, "day": day.isoformat(), "attendance": attendance.value}
    if old is None or dict(old.data) != told:
        _seal(by, row, ("session", old.entry if old else str(uuid.uuid4()), old.revision + 1 if old else 1), told)
        _write_summary(opened_of(row, by.programme), row, by.programme[0])
        _record(by, "programme-file.saved", row, form="session")


@transaction.atomic
def keep_draft(*, by: Actor, row: ProgrammeFile, name: str, sent: Mapping[str, Any], began_from: int) -> None:
    """Keep what she has written so far, for herself; nothing of the file changes.

    Raises
    ------
    NotPossible
        If it could not be saved either.
    """
    _key(by, about(row))
    locked, held = _locked(by, row), by.held(about(row).duty)
    check_open(opened_of(locked, held), locked, form_of_draft(name))
    begun = {"sent": dict(sent), "began_from": began_from, "at": clock.now().isoformat()}
    if drafts.keep(by.member, locked.thread, name, begun, held):
        _record(by, "draft.begun", row)


@transaction.atomic
def drop_draft(*, by: Actor, row: ProgrammeFile, name: str) -> None:
    """Forget a draft, because she says so."""
    drafts.forget(by.member, _locked(by, row).thread, name, by.held(about(row).duty))
    _record(by, "draft.dropped", row)


@transaction.atomic
def take(*, by: Actor, row: ProgrammeFile) -> None:
    """Take a file over from a colleague of the same duty."""
    locked = _locked(by, row)
    _key(by, about(row))
    locked.assigned_to = by.member
    locked.save(update_fields=["assigned_to"])
    _record(by, "programme-file.taken", locked)


def due_of(opened: OpenedCase, row: ProgrammeFile) -> list[Due]:
    """Return what waits to be done, the nearest first; nothing where her consent does not hold."""
    today = clock.today()
    if row.state == State.CLOSED or (row.kind == Kind.PARTNER and not may_be_reached(opened, today=today)):
        return []
    found = [
        one
        for form in about(row).forms.values()
        for record in opened.entries(form.name)
        for one in form.form.due_in(record, opened, today=today)
    ]
    return sorted(found, key=lambda one: one.day)


def flags_of(opened: OpenedCase, row: ProgrammeFile) -> list[Any]:
    """Return what warns of something, as long as the file is open."""
    today = clock.today()
    forms = about(row).forms.values() if row.state == State.OPEN else []
    return [flag for form in forms for flag in form.form.flags(opened, today=today)]


def summary_of(opened: OpenedCase, row: ProgrammeFile) -> dict[str, Any]:
    """Return what a list shows of a file."""
    today, due = clock.today(), due_of(opened, row)
    told: dict[str, Any] = {
        "on": today.isoformat(),
        "due": due[0].day.isoformat() if due else "",
        "alarm": bool(flags_of(opened, row)),
    }
    for form in about(row).forms.values():
        told |= form.form.in_summary(opened, today=today)
    return {name: value for name, value in told.items() if value}


def _write_summary(opened: OpenedCase, row: ProgrammeFile, key: HeldKey) -> None:
    summaries.write(row.thread, summary_of(opened, row), key)


def _locked(by: Actor, row: ProgrammeFile) -> ProgrammeFile:
    locked = ProgrammeFile.objects.select_for_update(of=("self",)).select_related("thread").get(pk=row.pk)
    if not may_see(by, locked):
        raise NotPossible(_("This file is not yours to write in."))
    return locked


def _key(by: Actor, what: About) -> HeldKey:
    held = by.held(what.duty)
    if not held:
        raise NotPossible(_("You do not hold the keys of this duty. A colleague who holds them hands them on."))
    return held[0]


def _seal(by: Actor, row: ProgrammeFile, place: tuple[str, str, int], data: Mapping[str, Any]) -> None:
    (form, entry, revision), key = place, _key(by, about(row))
    number = str(by.member.id)
    seal_record(thread=row.thread, form=form, entry=entry, revision=revision, data=data, by=number, sender=key)


def _record(by: Actor, what: str, row: ProgrammeFile | None, **detail: str | int) -> None:
    told = {"kind": str(row.kind), **detail} if row else detail
    journal.record(
        Entry(
            chain=by.chain,
            what=what,
            day=clock.today(),
            who=str(by.member.id),
            about=str(row.pk) if row else "",
            at=clock.now(),
            detail=dict(told),
        )
    )
