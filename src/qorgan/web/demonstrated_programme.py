"""An invented participant of the programme, his group, and a contact with his partner: made through the same actions as real ones."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from qorgan.web.accounts.actor import Actor
from qorgan.web.care.models import ProgrammeFile
from qorgan.web.care.programme.actions import begin, save
from qorgan.web.care.programme.kinds import Kind, about
from qorgan.web.shell import clock


def fill(*, facilitator: Actor, partner_worker: Actor) -> None:
    """Begin the files of one group, two participants and one partner, who is not safe."""
    group = begin(
        by=facilitator,
        kind=Kind.GROUP,
        records=[("about", {"called": "Tuesdays (invented)", "meets": "Tuesdays at 18 (invented)"})],
    )
    his = _participant(facilitator, "Nurlan (invented)", basis="court", group=str(group.pk))
    _participant(facilitator, "Sergei (invented)", basis="own-will", ordered_by="", group=str(group.pk))
    for number, attendance in ((1, "came"), (2, "missed"), (3, "missed")):
        told = {"number": number, "day": _day(7 * number - 35), "attendance": attendance}
        _save(facilitator, his, "session", told)
    _partner(partner_worker, his.ref)


def _participant(by: Actor, called: str, **more: Any) -> ProgrammeFile:
    told = {
        "called": called,
        "ordered_by": "A court that does not exist (invented)",
        "first_day": _day(-40),
        "last_day": _day(10),
        "n_sessions": 12,
        "allowed_misses": 1,
        **more,
    }
    return begin(by=by, kind=Kind.PARTICIPANT, records=[("intake", {name: one for name, one in told.items() if one})])


def _partner(by: Actor, his_file: str) -> None:
    opening = {
        "called": "Dina (invented)",
        "is_adult": "yes",
        "ways": ["messenger"],
        "where": "invented, no number",
        "hours": "weekdays 10 to 12",
        "his_file": his_file,
    }
    consent = {"purpose": "partner-safety", "giver": "herself", "given": _day(-30)}
    row = begin(by=by, kind=Kind.PARTNER, records=[("opening", opening), ("consent", consent)])
    words = "He waits for her after work since last week. (invented)"
    _save(by, row, "report", {"day": _day(-1), "report": "less-safe", "in_danger": "no", "words": words})


def _save(by: Actor, row: ProgrammeFile, form: str, data: Mapping[str, Any]) -> None:
    save(by=by, row=row, form=about(row).forms[form], entry=str(uuid.uuid4()), began_from=0, data=data)


def _day(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()
