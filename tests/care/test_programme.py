"""Attendance is attendance; the outcome is her own word on her safety, and nothing else is one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.care.programme import (
    FOLLOW_UP_MONTHS,
    Attendance,
    Basis,
    FollowUp,
    Participation,
    PartnerSafety,
    Session,
    follow_up_days,
    outcome,
)
from qorgan.kernel.errors import InputError

FIRST = date(2026, 1, 12)
SESSIONS = tuple(Session(number, date(2026, 1, 11 + number)) for number in (1, 2, 3))


def taking_part(**more):
    given_fields = {"basis": Basis.COURT, "ordered_by": "a court", "first_day": FIRST, "n_sessions": 3, **more}
    return Participation(
        sessions=more.pop("sessions", SESSIONS), **{k: v for k, v in given_fields.items() if k != "sessions"}
    )


def test_he_has_completed_it_when_he_came_to_every_session():
    part = taking_part()
    for number in (1, 2, 3):
        assert not part.is_completed
        part = part.attended(number, Attendance.CAME)
    assert part.is_completed


def test_an_excused_session_is_no_miss_and_no_attendance():
    part = taking_part().attended(1, Attendance.EXCUSED)
    assert (part.n_missed, part.is_breached, part.is_completed) == (0, False, False)


def test_one_miss_more_than_allowed_is_a_breach_for_who_ordered_it():
    part = taking_part(allowed_misses=1).attended(1, Attendance.MISSED)
    assert not part.is_breached
    assert part.attended(2, Attendance.MISSED).is_breached


def test_of_his_own_will_there_is_nobody_to_tell():
    part = taking_part(basis=Basis.OWN_WILL, ordered_by="").attended(1, Attendance.MISSED)
    assert not part.is_breached


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ordered_by": ""}, "ordered_by"),
        ({"basis": Basis.OWN_WILL}, "ordered_by"),
        ({"n_sessions": 0, "sessions": ()}, "n_sessions"),
        ({"sessions": (Session(4, FIRST),)}, "sessions"),
        ({"sessions": (Session(1, FIRST), Session(1, FIRST))}, "sessions"),
        ({"sessions": (Session(1, date(2026, 1, 1)),)}, "sessions"),
    ],
)
def test_what_does_not_fit_together_is_refused(wrong, field):
    with pytest.raises(InputError, match=field):
        taking_part(**wrong)


def test_a_session_that_was_not_planned_has_no_attendance():
    with pytest.raises(InputError, match="planned"):
        taking_part().attended(9, Attendance.CAME)


def test_her_latest_word_is_the_outcome():
    reports = (FollowUp(3, FIRST, PartnerSafety.SAFER), FollowUp(12, FIRST, PartnerSafety.LESS_SAFE))
    assert outcome(reports) is PartnerSafety.LESS_SAFE


def test_a_later_silence_does_not_take_her_earlier_word_away_and_is_none_itself():
    reports = (FollowUp(3, FIRST, PartnerSafety.AS_BEFORE), FollowUp(6, FIRST, PartnerSafety.DOES_NOT_SAY))
    assert outcome(reports) is PartnerSafety.AS_BEFORE
    assert outcome(reports[1:]) is None


def test_a_completed_programme_has_no_outcome_without_her():
    part = taking_part()
    for number in (1, 2, 3):
        part = part.attended(number, Attendance.CAME)
    assert part.is_completed
    assert outcome(()) is None


def test_reconciled_is_not_among_the_answers():
    assert not [one for one in PartnerSafety if "reconcil" in one or "together" in one]


def test_she_is_asked_at_three_times_only():
    with pytest.raises(InputError, match="3, 6 or 12"):
        FollowUp(4, FIRST, PartnerSafety.SAFER)


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_the_days_of_asking_lie_the_months_later(ended):
    for months, day in follow_up_days(ended).items():
        assert months in FOLLOW_UP_MONTHS
        assert (day.year * 12 + day.month) - (ended.year * 12 + ended.month) == months
        assert day.day == ended.day or (day.day < ended.day and day.day >= 28)
