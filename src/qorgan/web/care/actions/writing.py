"""Open a case, save a form of it, keep a draft, give a case to somebody else."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.models import Duty, Member
from qorgan.web.care import summary
from qorgan.web.care.actions import referring
from qorgan.web.care.actions.common import NotPossible, check_takes_new, key_of, own, record
from qorgan.web.care.consents import NOTHING_MORE, is_taken_back
from qorgan.web.care.conversation import is_unheard
from qorgan.web.care.forms.base import CaseForm
from qorgan.web.care.models import Case
from qorgan.web.care.records import ONLY, OpenedCase, Record, open_case, seal_record
from qorgan.web.sealed import drafts, sealing
from qorgan.web.shell import clock

NEW_CASE = "new"  # the name of the draft of a case that is not opened yet


class Changed(NotPossible):
    """Somebody saved this entry meanwhile; ``opened`` is the case as it is now."""

    def __init__(self, opened: OpenedCase) -> None:
        super().__init__(_("Somebody else has saved this form meanwhile."))
        self.opened = opened


@transaction.atomic
def begin_case(
    *, by: Actor, opening: Mapping[str, Any], consents: Sequence[Mapping[str, Any]], origin: str = "desk"
) -> Case:
    """Open a case with its first records, hers to work on; ``origin`` is a fixed word for the audit.

    Parameters
    ----------
    opening : mapping
        Data of the form ``opening``.
    consents : sequence of mapping
        Data of the form ``consent``, one for each; at least that to the file itself.

    Raises
    ------
    NotPossible
        If she holds no key, there is no consent to the file, or her centre closes.
    """
    key, today = key_of(by), clock.today()
    if by.centre is None or not any(one.get("purpose") == "case" for one in consents):
        raise NotPossible(_("Without her consent no file is kept. Ask her first."))
    check_takes_new(by)
    thread = sealing.begin_thread(0, today)
    case = Case.objects.create(thread=thread, centre=by.centre, assigned_to=by.member, opened_day=today)
    seal_record(thread=thread, form="opening", entry=ONLY, revision=1, data=opening, by=str(by.member.id), sender=key)
    for one in consents:
        seal_record(
            thread=thread,
            form="consent",
            entry=str(uuid.uuid4()),
            revision=1,
            data=one,
            by=str(by.member.id),
            sender=key,
        )
    summary.write(open_case(case, by.intake), key, today=today)
    drafts.forget(by.member, None, NEW_CASE, by.intake)
    record(by, "case.begun", case, origin=origin)
    return case


@transaction.atomic
def save_form(
    *, by: Actor, case: Case, form: CaseForm, entry: str, began_from: int, data: Mapping[str, Any]
) -> OpenedCase:
    """Save a form of a case as its next revision; what stands already is not saved again.

    Parameters
    ----------
    began_from : int
        The revision that she had before her when she began to write, 0 for none.

    Raises
    ------
    Changed
        If somebody saved another revision meanwhile.
    NotPossible
        If the case is closed, or she who it is about took back her consent to the file.
    """
    key, locked, today = key_of(by), own(by, case), clock.today()
    opened = open_case(locked, by.intake)
    check_open(opened, form.name)
    now = opened.current(form.name, entry)
    data = {**data, **{name: now.data[name] for name in form.form.CARRIED if now and name in now.data}}
    asks = bool(form.leads_to) and locked.state == Case.State.OPEN  # also where it was asked for before, and declined
    if now is None or asks or dict(now.data) != dict(data):
        if began_from != (now.revision if now else 0):
            raise Changed(opened)
        _seal(by, opened, form.name, entry, data)
        if asks:
            locked.state = form.leads_to
            locked.save(update_fields=["state"])
        opened = open_case(locked, by.intake)
        summary.write(opened, key, today=today)
        if form.name == "consent":
            referring.obey(by=by, opened=opened)  # what she takes back is taken back from others at once
        record(by, "record.saved", locked, form=form.name, revision=began_from + 1)
    drafts.forget(by.member, locked.thread, draft_name(form.name, entry), by.intake)
    return opened


def _seal(by: Actor, opened: OpenedCase, form: str, entry: str, data: Mapping[str, Any]) -> Record:
    revision = len(opened.history(form, entry)) + 1
    number = str(by.member.id)
    return seal_record(
        thread=opened.case.thread, form=form, entry=entry, revision=revision, data=data, by=number, sender=key_of(by)
    )


def check_open(opened: OpenedCase, form: str) -> None:
    """Check that something may still be written in a case.

    Raises
    ------
    NotPossible
        Saying why not.
    """
    if opened.case.state == Case.State.CLOSED:
        raise NotPossible(_("This case is closed. A supervisor can open it again."))
    if form not in NOTHING_MORE and is_taken_back(opened, today=clock.today()):
        if is_unheard(opened):
            raise NotPossible(_("Nobody knows what she allows now. Ask her anew, and write her consent down first."))
        raise NotPossible(_("She has taken back her consent to this file. Nothing more is written in it; close it."))


def draft_name(form: str, entry: str) -> str:
    """Return the name under which a draft of an entry is kept."""
    return f"{form}/{entry}"


def form_of_draft(name: str) -> str:
    """Return the form that a draft of an entry is of."""
    return name.partition("/")[0]


@transaction.atomic
def keep_draft(*, by: Actor, case: Case | None, name: str, sent: Mapping[str, Any], began_from: int) -> None:
    """Keep what she has written so far, for herself; nothing of the case changes.

    The audit has one row when a draft is begun, and none for each of the many times that it is kept while she writes.

    Raises
    ------
    NotPossible
        If it could not be saved either: what is kept and never saved is written all the same.
    """
    key_of(by)
    thread = None
    if case:
        locked = own(by, case)
        check_open(open_case(locked, by.intake), form_of_draft(name))
        thread = locked.thread
    begun = {"sent": dict(sent), "began_from": began_from, "at": clock.now().isoformat()}
    if drafts.keep(by.member, thread, name, begun, by.intake):
        record(by, "draft.begun", case)


@transaction.atomic
def drop_draft(*, by: Actor, case: Case | None, name: str) -> None:
    """Forget a draft, because she says so."""
    thread = own(by, case).thread if case else None
    drafts.forget(by.member, thread, name, by.intake)
    record(by, "draft.dropped", case)


@transaction.atomic
def assign(*, by: Actor, case: Case, to: Member) -> None:
    """Give a case to a member of the same centre who can read it."""
    locked = own(by, case)
    _check_can_read(by, to)
    locked.assigned_to = to
    locked.save(update_fields=["assigned_to"])
    record(by, "case.assigned", locked, to=str(to.id))


@transaction.atomic
def assign_all(*, by: Actor, whose: Member, to: Member) -> int:
    """Give every case of one member that is not closed to another, because she leaves; return how many."""
    _check_can_read(by, to)
    rows = Case.objects.visible_to(by.member).filter(assigned_to=whose).exclude(state=Case.State.CLOSED)
    count = rows.update(assigned_to=to)
    record(by, "cases.assigned", None, count=count, to=str(to.id))
    return count


def _check_can_read(by: Actor, to: Member) -> None:
    holds = (
        to.centre_id == by.member.centre_id
        and to.state == Member.State.ACTIVE
        and to.grants.filter(key__keyring__duty=Duty.INTAKE).exists()
    )
    if by.member.centre_id is None or not holds:
        raise NotPossible(_("She cannot read it: she has no keys of this centre. Choose somebody else."))
