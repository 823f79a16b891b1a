"""What records of the programme say, as the plain objects of `qorgan.care.programme`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from qorgan.care.programme import Attendance, Basis, FollowUp, Participation, PartnerSafety, Session
from qorgan.web.care.forms.base import day_in
from qorgan.web.care.models import ProgrammeFile
from qorgan.web.care.records import OpenedCase


def participation_of(opened: OpenedCase, intake: Mapping[str, Any] | None = None) -> Participation:
    """Return how he takes part; ``intake`` is looked at in the place of what stands.

    Raises
    ------
    InputError
        If the days, numbers or who ordered it contradict each other; what was saved does not.
    """
    data = opened.data("intake") if intake is None else intake
    # A session that was written twice counts as it was written last.
    sessions = {int(one.data["number"]): _session(one.data) for one in opened.entries("session")}
    return Participation(
        basis=Basis(data["basis"]),
        ordered_by=data.get("ordered_by", ""),
        first_day=day_in(data, "first_day") or date.max,
        n_sessions=int(data["n_sessions"]),
        allowed_misses=int(data.get("allowed_misses", 0)),
        sessions=tuple(sorted(sessions.values(), key=lambda one: (one.day, one.number))),
    )


def _session(data: Mapping[str, Any]) -> Session:
    return Session(int(data["number"]), day_in(data, "day") or date.max, Attendance(data["attendance"]))


def missed_days(taking_part: Participation) -> list[date]:
    """Return the days of the sessions that he missed without an excuse."""
    return [one.day for one in taking_part.sessions if one.attendance is Attendance.MISSED]


def is_to_be_told(opened: OpenedCase) -> bool:
    """Say whether there is a breach that who ordered the programme was not yet told of."""
    if not opened.data("intake"):
        return False
    taking_part = participation_of(opened)
    told = max((len(one.data.get("missed", [])) for one in opened.entries("breach-report")), default=0)
    return taking_part.is_breached and taking_part.n_missed > told


def follow_ups_of(opened: OpenedCase) -> tuple[FollowUp, ...]:
    """Return what she said of her safety."""
    return tuple(
        FollowUp(int(one.data["months"]), day_in(one.data, "day") or date.max, PartnerSafety(one.data["report"]))
        for one in opened.entries("report")
        if one.data.get("months")
    )


def is_not_safe(opened: OpenedCase) -> bool:
    """Say whether she was not safe when last asked, and nothing was done since."""
    warned = False
    for one in opened.records.all:
        if one.form == "report":
            warned = one.data.get("in_danger") == "yes" or one.data.get("report") == PartnerSafety.LESS_SAFE
        elif one.form == "action":
            warned = False
    return warned


def his_row(opened: OpenedCase) -> ProgrammeFile | None:
    """Return the row of his file, where her contact names it: of it, the day of its end is all that is looked at."""
    return row_by_ref(str(opened.data("opening").get("his_file", "")), opened.case.centre_id)


def row_by_ref(ref: str, centre: Any) -> ProgrammeFile | None:
    """Return the participant of a centre whose file has this short number."""
    rows = ProgrammeFile.objects.filter(centre=centre, kind=ProgrammeFile.Kind.PARTICIPANT)
    found = [one for one in rows if ref and one.ref == ref.strip().lower()]
    return found[0] if len(found) == 1 else None


def programme_ended(opened: OpenedCase) -> date | None:
    """Return the day on which his programme ended: as she or the centre said, or as his file was closed."""
    said = day_in(opened.data("opening"), "programme_ended")
    row = his_row(opened) if said is None else None
    return said or (row.closed_day if row else None)
