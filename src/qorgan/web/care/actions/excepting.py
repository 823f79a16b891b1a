"""What a second member says of an exception to consent: approved, not approved, taken back."""

from django.db import transaction
from django.utils.translation import gettext as _

from qorgan.kernel.errors import ConsentError
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care import summary
from qorgan.web.care.actions.common import NotPossible, key_of, own, record
from qorgan.web.care.actions.writing import check_open
from qorgan.web.care.exceptions import DECISION, FORM, Answer, State, askers, excepted, state_of
from qorgan.web.care.forms.base import day_in
from qorgan.web.care.law import articles
from qorgan.web.care.models import Case
from qorgan.web.care.records import OpenedCase, Record, open_case, seal_record
from qorgan.web.shell import clock


@transaction.atomic
def answer(*, by: Actor, case: Case, entry: str, revision: int, said: Answer, reason: str = "") -> None:
    """Answer an exception as it stood before her; from this moment on it holds, or no longer does.

    Parameters
    ----------
    revision : int
        The one that she read.
    said : Answer
        Taking back is open to everybody of the centre, at any time; the others to a supervisor who did not ask for it.

    Raises
    ------
    NotPossible
        If it was changed meanwhile, does not wait for an answer, she may not give it, or a rule of exceptions is broken.
    """
    locked, key = own(by, case), key_of(by)
    opened = open_case(locked, by.intake)
    asked = opened.current(FORM, entry)
    if asked is None or asked.revision != revision:
        raise NotPossible(_("It was changed meanwhile. Load the page again and read it once more."))
    if said is Answer.WITHDRAWN:
        _check_stands(asked, opened)
    else:
        _check_second(by, asked, opened)
        if said is Answer.APPROVED:
            _check_terms(by, asked, opened)
        elif not reason.strip():
            raise NotPossible(_("Write why it is not approved: whoever asked for it reads that."))
    seal_record(
        thread=locked.thread,
        form=DECISION,
        entry=entry,
        revision=len(opened.history(DECISION, entry)) + 1,
        data={"revision": revision, "answer": said.value, "reason": reason.strip()},
        by=str(by.member.id),
        sender=key,
    )
    summary.write(open_case(locked, by.intake), key, today=clock.today())
    record(by, f"exception.{said.value}", locked)


def _check_stands(asked: Record, opened: OpenedCase) -> None:
    if state_of(asked, opened, today=clock.today()) in {State.DECLINED, State.WITHDRAWN, State.ENDED}:
        raise NotPossible(_("It does not hold any more. There is nothing to take back."))


def _check_second(by: Actor, asked: Record, opened: OpenedCase) -> None:
    if state_of(asked, opened, today=clock.today()) is not State.WAITING:
        raise NotPossible(_("It was answered already. Load the page again."))
    if not by.may(Permission.LEAD) or str(by.member.id) in askers(asked, opened, until=asked.revision):
        raise NotPossible(_("A supervisor answers it who did not ask for it herself."))


def _check_terms(by: Actor, asked: Record, opened: OpenedCase) -> None:
    check_open(opened, FORM)
    try:
        excepted(asked.data, asked_by=asked.by, approved_by=str(by.member.id))
    except ConsentError:
        raise NotPossible(_("Something is missing in it. Whoever asked for it completes it first.")) from None
    today, last = clock.today(), day_in(asked.data, "last_day")
    if last is None or last < today:
        raise NotPossible(_("Its last day is over. Ask for it anew, with other days."))
    if asked.data.get("statute") and asked.data["statute"] not in articles(today=today):
        raise NotPossible(_("No lawyer has checked this article for today. Choose another."))
