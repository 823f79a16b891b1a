"""What a second person says of a safety plan: whole plans wait for a supervisor who did not write them.

A decision is a record of its own, ``{revision, is_approved, reason}``. It is about that revision of the plan: whoever
changes the plan afterwards asks anew.
"""

from enum import StrEnum
from typing import Final

from qorgan.kernel.errors import InputError
from qorgan.web.care.documents import plan_of
from qorgan.web.care.records import OpenedCase, Record

FORM: Final = "safety-plan"
DECISION: Final = "plan-decision"


class State(StrEnum):
    """Where a plan stands."""

    BEGUN = "begun"  # something is still open
    WAITING = "waiting"  # for a second person
    APPROVED = "approved"
    DECLINED = "declined"


def state_of(opened: OpenedCase) -> State | None:
    """Say where the plan stands; None where there is none."""
    plan = opened.current(FORM)
    if plan is None:
        return None
    decision = decision_on(opened)
    if decision is not None:
        return State.APPROVED if decision.data.get("is_approved") else State.DECLINED
    try:
        return State.WAITING if plan_of(plan.data).is_complete else State.BEGUN
    except InputError:
        return State.BEGUN


def decision_on(opened: OpenedCase) -> Record | None:
    """Return what was decided about the plan as it stands, by somebody who had not written it; None where nothing was."""
    plan, decision = opened.current(FORM), opened.current(DECISION)
    if plan is None or decision is None or decision.data.get("revision") != plan.revision:
        return None
    return None if decision.by in askers(opened, until=decision) else decision


def askers(opened: OpenedCase, *, until: Record | None = None) -> set[str]:
    """Return who wrote the plan since the decision before: none of them decides about it."""
    decided = [one for one in opened.history(DECISION) if one is not until]
    since = max((int(one.data.get("revision", 0)) for one in decided), default=0)
    return {one.by for one in opened.history(FORM) if one.revision > since}
