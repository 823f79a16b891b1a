"""Invented incidents of the months before, let leave for statistics by the same actions as real ones. No real person."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from qorgan.web.accounts.actor import Actor
from qorgan.web.care.actions.incidents import release
from qorgan.web.care.actions.writing import begin_case, save_form
from qorgan.web.care.registry import FORMS
from qorgan.web.shell import clock

_EACH = 8  # cases of a centre: together more than the 20 of which tables are made
_ANSWERS = (
    "q_penetration",
    "q_sexual_contact",
    "q_physical_assault",
    "q_forced_marriage",
    "q_denial",
    "q_psychological",
)
_TYPES = (2, 5, 2, 2, 5, 1, 2, 5)  # which of the six questions is answered with yes


def fill(*, leaders: Sequence[Actor]) -> None:
    """Open cases two months ago, let their incidents leave last month, and leave one that may leave now."""
    last_month = _before(clock.now())
    with clock.standing_at(_before(last_month)):
        for leader in leaders:
            for number in range(_EACH):
                _counted(leader, number)
    with clock.standing_at(last_month):
        for leader in leaders:
            release(by=leader)
        _counted(leaders[0], 0)


def _before(moment: datetime) -> datetime:
    """Return a moment in the middle of the month before, so that no time zone makes another month of it."""
    return moment.replace(day=1) - timedelta(days=15)


def _counted(by: Actor, number: int) -> None:
    today = clock.today()
    region = by.centre.region if by.centre else ""
    opening = {"called": f"No. {number + 1} (invented)", "region": region, "is_adult": "yes", "came": "herself"}
    agreed = [
        {"purpose": purpose, "giver": "herself", "given": today.isoformat()} for purpose in ("case", "statistics")
    ]
    case = begin_case(by=by, opening=opening, consents=agreed)
    kind = _TYPES[number]
    incident: dict[str, Any] = {
        "happened": (today - timedelta(days=10 + number)).isoformat(),
        "place_region": region,
        "age": 22 + 4 * number,
        "words": "What she said. (invented)",
        "is_partner": "yes" if number % 3 else "no",
        "sought": ["family"] if number % 2 else ["police"],
    }
    incident |= {question: "yes" if at == kind else "no" for at, question in enumerate(_ANSWERS[: kind + 1])}
    save_form(by=by, case=case, form=FORMS["incident"], entry=str(uuid.uuid4()), began_from=0, data=incident)
