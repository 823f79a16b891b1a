"""What a second person decides about a case: to close it, not to close it, to open it again."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care import summary
from qorgan.web.care.actions.common import NotPossible, check_takes_new, key_of, own, record
from qorgan.web.care.models import Case
from qorgan.web.care.records import open_case, seal_record
from qorgan.web.shell import clock

DECISION = "decision"  # the form of its record; data {about, is_approved, reason}


@transaction.atomic
def decide_closing(*, by: Actor, case: Case, is_approved: bool, reason: str) -> None:
    """Close a case, or leave it open and say why; never by the one who asked for it.

    Raises
    ------
    NotPossible
        If she does not lead, asked for it herself, gives no reason for a no, or it does not wait to be closed.
    """
    locked, key = own(by, case), key_of(by)
    opened = open_case(locked, by.intake)
    asked = opened.current("closure")
    if locked.state != Case.State.CLOSING or asked is None:
        raise NotPossible(_("This case does not wait to be closed. Load the page again."))
    if not by.may(Permission.LEAD) or asked.by == str(by.member.id):
        raise NotPossible(_("A supervisor decides it who did not ask for it herself."))
    if not is_approved and not reason.strip():
        raise NotPossible(_("Write why it is not closed: whoever asked for it reads that."))
    locked.state = Case.State.CLOSED if is_approved else Case.State.OPEN
    locked.closed_day = clock.today() if is_approved else None
    _keep(by, locked, "closure", is_approved=is_approved, reason=reason)
    summary.write(open_case(locked, by.intake), key, today=clock.today())
    record(by, "case.closed" if is_approved else "case.closing-declined", locked)


@transaction.atomic
def reopen(*, by: Actor, case: Case, reason: str) -> None:
    """Open a closed case again.

    Raises
    ------
    NotPossible
        If she does not lead, gives no reason, it is not closed, or her centre closes.
    """
    locked, key = own(by, case), key_of(by)
    if locked.state != Case.State.CLOSED:
        raise NotPossible(_("This case is not closed. Load the page again."))
    if not by.may(Permission.LEAD):
        raise NotPossible(_("A supervisor can open it again."))
    if not reason.strip():
        raise NotPossible(_("Write why it is opened again."))
    check_takes_new(by)
    locked.state, locked.closed_day = Case.State.OPEN, None
    _keep(by, locked, "reopening", is_approved=True, reason=reason)
    summary.write(open_case(locked, by.intake), key, today=clock.today())
    record(by, "case.reopened", locked)


def _keep(by: Actor, locked: Case, about: str, *, is_approved: bool, reason: str) -> None:
    locked.save(update_fields=["state", "closed_day"])
    seal_record(
        thread=locked.thread,
        form=DECISION,
        entry=str(uuid.uuid4()),
        revision=1,
        data={"about": about, "is_approved": is_approved, "reason": reason},
        by=str(by.member.id),
        sender=key_of(by),
    )
