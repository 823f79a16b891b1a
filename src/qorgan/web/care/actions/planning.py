"""A supervisor approves a safety plan, or says what is missing in it."""

from django.db import transaction
from django.utils.translation import gettext as _

from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care import summary
from qorgan.web.care.actions.common import NotPossible, key_of, own, record
from qorgan.web.care.actions.writing import check_open
from qorgan.web.care.models import Case
from qorgan.web.care.plans import DECISION, FORM, State, askers, state_of
from qorgan.web.care.records import ONLY, open_case, seal_record
from qorgan.web.shell import clock


@transaction.atomic
def decide_plan(*, by: Actor, case: Case, revision: int, is_approved: bool, reason: str) -> None:
    """Approve the plan as it stood before her, or do not and say why; never by somebody who wrote it.

    Raises
    ------
    NotPossible
        If the plan was changed meanwhile or does not wait, she does not lead or wrote it, a no has no reason, or the case
        is closed.
    """
    locked, key = own(by, case), key_of(by)
    opened = open_case(locked, by.intake)
    check_open(opened, FORM)
    plan = opened.current(FORM)
    if plan is None or plan.revision != revision:
        raise NotPossible(_("The plan was changed meanwhile. Load the page again and read it once more."))
    if state_of(opened) is not State.WAITING:
        raise NotPossible(_("This plan does not wait for a decision. Load the page again."))
    if not by.may(Permission.LEAD) or str(by.member.id) in askers(opened):
        raise NotPossible(_("A supervisor decides it who did not write it herself."))
    if not is_approved and not reason.strip():
        raise NotPossible(_("Write what is missing: whoever wrote the plan reads that."))
    seal_record(
        thread=locked.thread,
        form=DECISION,
        entry=ONLY,
        revision=len(opened.history(DECISION)) + 1,
        data={"revision": revision, "is_approved": is_approved, "reason": reason.strip()},
        by=str(by.member.id),
        sender=key,
    )
    summary.write(open_case(locked, by.intake), key, today=clock.today())
    record(by, "plan.approved" if is_approved else "plan.declined", locked)
