"""What may be said without her consent: asked by one member, approved by a second, and worked out anew at each question.

An exception is an entry of the form ``exception``. What a second member said of it is a record of its own, whose entry is
that of the exception and whose data is ``{revision, answer, reason}``. It answers the terms of that revision: whoever
changes a term afterwards asks anew, and until then nothing may be said by it.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final

from qorgan.care.consent import Content, Excepted, ExceptionKind
from qorgan.kernel.errors import ConsentError
from qorgan.web.care.forms.base import day_in
from qorgan.web.care.law import articles
from qorgan.web.care.records import OpenedCase, Record

FORM: Final = "exception"
DECISION: Final = "exception-decision"
# What is approved. Another word on any of them is another exception; the day on which she was told is not among them.
TERMS: Final = (
    "kind",
    "statute",
    "recipient",
    "content",
    "reason",
    "first_day",
    "last_day",
    "telling",
    "untold_because",
)
CONTENTS: Final = tuple(one for one in Content if one is not Content.FILE)


class Answer(StrEnum):
    """What somebody says of an exception."""

    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class State(StrEnum):
    """Where an exception stands on a day."""

    WAITING = "waiting"  # for a second member
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    AHEAD = "ahead"
    HOLDS = "holds"
    ENDED = "ended"
    NO_ARTICLE = "no-article"  # no checked article makes it a duty today


def state_of(record: Record, opened: OpenedCase, *, today: date) -> State:
    """Say where an exception stands today."""
    decision = decision_on(record, opened)
    if decision is None:
        return State.WAITING
    answer = decision.data.get("answer")
    if answer != Answer.APPROVED:
        return State.WITHDRAWN if answer == Answer.WITHDRAWN else State.DECLINED
    found = _excepted(record, opened, decision)
    if found is None:
        return State.WAITING
    if today < found.first_day or today > found.last_day:
        return State.AHEAD if today < found.first_day else State.ENDED
    return State.HOLDS if found.kind is not ExceptionKind.LEGAL_DUTY or _is_duty(found, today) else State.NO_ARTICLE


def exceptions_of(opened: OpenedCase, *, today: date) -> tuple[Excepted, ...]:
    """Return the exceptions that hold today. They are for letters only: nothing hands the file over by one of them."""
    holding = [one for one in opened.entries(FORM) if state_of(one, opened, today=today) is State.HOLDS]
    found = [_excepted(one, opened, decision_on(one, opened)) for one in holding]
    return tuple(one for one in found if one is not None)


def decision_on(record: Record, opened: OpenedCase) -> Record | None:
    """Return the answer that stands for an exception as it is worded now; None where there is none yet."""
    decision = opened.current(DECISION, record.entry)
    if decision is None:
        return None
    asked = [one for one in opened.history(FORM, record.entry) if one.revision == decision.data.get("revision")]
    return decision if asked and _terms(asked[-1].data) == _terms(record.data) else None


def askers(record: Record, opened: OpenedCase, *, until: int) -> set[str]:
    """Return who wrote an exception up to a revision: none of them answers it."""
    return {one.by for one in opened.history(FORM, record.entry) if one.revision <= until}


def excepted(data: Mapping[str, Any], *, asked_by: str, approved_by: str) -> Excepted:
    """Return an exception as the rules of consent read it.

    Raises
    ------
    ConsentError
        If it is not complete.
    """
    first, last = day_in(data, "first_day"), day_in(data, "last_day")
    try:
        kind = ExceptionKind(data.get("kind", ""))
        content = frozenset(Content(one) for one in data.get("content", []))
    except ValueError:
        raise ConsentError("This exception names something unknown. Next: ask for it anew.") from None
    if first is None or last is None:
        raise ConsentError("This exception has no days. Next: write its first and its last day.")
    return Excepted(
        kind=kind,
        recipient=str(data.get("recipient", "")),
        content=content,
        approved_by=frozenset({asked_by, approved_by}),
        first_day=first,
        last_day=last,
        statute=str(data.get("statute", "")),
        untold_because=str(data.get("untold_because", "")),
    )


def _excepted(record: Record, opened: OpenedCase, decision: Record | None) -> Excepted | None:
    if decision is None:
        return None
    wrote = askers(record, opened, until=int(decision.data["revision"]))
    if not wrote or decision.by in wrote:
        return None
    try:
        return excepted(record.data, asked_by=sorted(wrote)[0], approved_by=decision.by)
    except ConsentError:
        return None


def _is_duty(found: Excepted, today: date) -> bool:
    return found.statute in articles(today=today)


def _terms(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: data.get(name) for name in TERMS}
