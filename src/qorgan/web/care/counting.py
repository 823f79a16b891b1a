"""Cases as the indicators of `qorgan.care` read them: days and codes of opened cases, in memory, and nothing kept."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from qorgan.care.indicators.summaries import CaseSummary, FollowUp, Period
from qorgan.care.referral import Move, Side, Step
from qorgan.care.referral import Referral as Moved
from qorgan.kernel.errors import SealError
from qorgan.kernel.facts import whole_day
from qorgan.web.accounts.keyrings import HeldKey
from qorgan.web.care.actions.closing import DECISION
from qorgan.web.care.documents import orders_of
from qorgan.web.care.forms.base import day_in
from qorgan.web.care.models import Case, Referral
from qorgan.web.care.records import OpenedCase, open_case
from qorgan.web.sealed import across
from qorgan.web.shell.templatetags.shell import moment

_UNKNOWN: Final = date.max


def counted(cases: Iterable[Case], held: Sequence[HeldKey], period: Period) -> list[CaseSummary]:
    """Open cases one after another and keep of each only what indicators need; referrals only those sent in the period."""
    sent: dict[object, list[Referral]] = {}
    for row in Referral.objects.filter(day__range=(period.first, period.last)):
        sent.setdefault(row.case_id, []).append(row)
    return [summary_of(open_case(one, held), sent.get(one.pk, [])) for one in cases]


def summary_of(opened: OpenedCase, referrals: Iterable[Referral] = ()) -> CaseSummary:
    """Return what indicators need of one case.

    She was asked for her consent to the file by somebody, so that she was answered on that day at the latest. A follow-up
    that was called off was not due.
    """
    case = opened.case
    asked = min(day_in(opened.data("opening"), "came_day") or case.opened_day, case.opened_day)
    spoken = [day for one in opened.entries("consent") if (day := day_in(one.data, "given")) is not None]
    spoken += [day for one in opened.entries("follow-up") if (day := day_in(one.data, "contact_day")) is not None]
    plans = opened.history("safety-plan")
    back = [_day(one.at) for one in opened.entries(DECISION) if one.data.get("about") == "reopening"]
    return CaseSummary(
        worker=str(case.assigned_to_id),
        asked=asked,
        opened=case.opened_day,
        answered=max(asked, min(spoken)) if spoken else None,
        closed=case.closed_day,
        returned=tuple(back),
        plan_made=_day(plans[0].at) if plans else None,
        follow_ups=tuple(_follow_ups(opened)),
        referrals=tuple(_moved(row, opened.held) for row in referrals),
        orders=tuple(order for _record, order in orders_of(opened)),
    )


def _follow_ups(opened: OpenedCase) -> Iterable[FollowUp]:
    for one in opened.entries("follow-up"):
        due, outcome = day_in(one.data, "planned"), one.data.get("outcome")
        if due is not None and outcome != "called-off":
            yield FollowUp(due, day_in(one.data, "contact_day") if outcome == "met" else None)


def _moved(row: Referral, held: Sequence[HeldKey]) -> Moved:
    """Return a referral with its steps: the other centre's answers have their days inside, taking back has none."""
    steps = [Step(Move.SEND, Side.SENDER, row.day)]
    try:
        answers = across.open_across(row.thread_id, held, between={row.from_centre_id, row.to_centre_id})[1:]
    except SealError:
        answers = []
    for one in answers:
        if one.document.get("move") in set(Move):
            steps.append(Step(Move(one.document["move"]), Side.RECEIVER, _day(str(one.document.get("at", "")))))
    if row.state == Referral.State.REVOKED:
        steps.append(Step(Move.REVOKE, Side.SENDER, steps[-1].day))
    return Moved(str(row.from_centre_id), str(row.to_centre_id), is_transfer=row.is_transfer, steps=tuple(steps))


def _day(at: str) -> date:
    found = moment(at)
    return found.date() if found else whole_day(at[:10]) or _UNKNOWN
