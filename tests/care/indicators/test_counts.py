"""Each indicator counts what was so at the end of its period, by hand on small caseloads."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.care.indicators.counts import (
    Kept,
    Wait,
    came_back,
    caseload,
    follow_ups,
    orders_about_to_end,
    orders_in_force,
    programmes,
    referrals,
    responses,
    safety_plans,
    without_plan,
)
from qorgan.care.indicators.summaries import CaseSummary, FollowUp, Period, ProgrammeSummary
from qorgan.care.orders import Order, OrderKind
from qorgan.care.programme import Attendance, Basis, Participation, Session
from qorgan.care.referral import Move, Referral, Side, State

NOVEMBER = Period.month(2026, 11)
DAY = date(2026, 11, 10)


def after(days):
    return DAY + timedelta(days=days)


def case(**more):
    return CaseSummary(**{"worker": "w", "asked": DAY, "opened": DAY, **more})


def test_caseload_counts_what_is_open_for_each_worker():
    cases = [case(), case(), case(worker="v"), case(worker="v", closed=DAY), case(worker="u", opened=after(1))]
    assert caseload(cases, DAY) == {"w": 2, "v": 1}


@pytest.mark.parametrize(
    ("answered", "wait"),
    [(DAY, Wait.SAME_DAY), (after(1), Wait.THREE_DAYS), (after(3), Wait.THREE_DAYS), (after(4), Wait.LATER)],
)
def test_a_first_answer_is_counted_by_how_long_she_waited(answered, wait):
    assert responses([case(answered=answered)], NOVEMBER).waits[wait] == 1


def test_who_was_answered_after_the_period_was_waiting_at_its_end():
    found = responses([case(answered=date(2026, 12, 1)), case()], NOVEMBER)
    assert (found.waits[Wait.STILL], found.median_days) == (2, None)


def test_the_median_is_of_those_who_were_answered():
    assert responses([case(answered=after(days)) for days in (0, 2, 9)] + [case()], NOVEMBER).median_days == 2


@pytest.mark.parametrize(
    ("due", "done", "kept"),
    [
        (DAY, DAY, Kept.ON_TIME),
        (DAY, after(-2), Kept.ON_TIME),
        (DAY, after(1), Kept.LATE),
        (DAY, None, Kept.MISSED),
        (DAY, date(2026, 12, 2), Kept.MISSED),
        (NOVEMBER.last, None, Kept.AHEAD),
    ],
)
def test_a_follow_up_that_was_due_is_kept_late_missed_or_still_ahead(due, done, kept):
    found = follow_ups([case(follow_ups=(FollowUp(due, done),))], NOVEMBER)
    assert {one for one, count in found.items() if count} == {kept}


def test_a_follow_up_of_another_month_is_not_counted():
    assert sum(follow_ups([case(follow_ups=(FollowUp(date(2026, 12, 1)),))], NOVEMBER).values()) == 0


def moved(*moves, first=DAY):
    referral = Referral("a", "b")
    for number, (move, side) in enumerate(moves):
        day = first + timedelta(days=number)
        referral = referral.moved(move, side, day=day, is_allowed=True, reason="no-place")
    return referral


SEND, ACCEPT, FINISH = (Move.SEND, Side.SENDER), (Move.ACCEPT, Side.RECEIVER), (Move.FINISH, Side.RECEIVER)


def test_referrals_count_by_where_they_stand():
    sent = (moved(SEND), moved(SEND, ACCEPT), moved(SEND, ACCEPT, FINISH), moved(SEND, (Move.DECLINE, Side.RECEIVER)))
    found = referrals([case(referrals=(*sent, Referral("a", "c")))], NOVEMBER)
    assert {state: count for state, count in found.items() if count} == dict.fromkeys(
        [State.SENT, State.ACCEPTED, State.DONE, State.DECLINED], 1
    )


def test_what_is_done_with_a_referral_later_does_not_change_the_month_in_which_it_was_sent():
    late = moved(SEND, ACCEPT, FINISH, first=NOVEMBER.last - timedelta(days=1))
    found = referrals([case(referrals=(late,))], NOVEMBER)
    assert (found[State.ACCEPTED], found[State.DONE]) == (1, 0)
    assert sum(referrals([case(referrals=(late,))], Period.month(2026, 12)).values()) == 0


def test_safety_plans_count_those_made_and_those_that_are_missing():
    cases = [case(plan_made=DAY), case(plan_made=date(2026, 12, 1)), case(), case(closed=DAY)]
    assert (safety_plans(cases, NOVEMBER), without_plan(cases, NOVEMBER.last)) == (1, 2)


@pytest.mark.parametrize(("last_day", "ending"), [(DAY, 1), (after(14), 1), (after(15), 0)])
def test_an_order_is_about_to_end_fourteen_days_before(last_day, ending):
    cases = [case(orders=(Order(OrderKind.PROTECTION, DAY, last_day), Order(OrderKind.PROTECTION, after(1), after(3))))]
    assert (orders_in_force(cases, DAY), orders_about_to_end(cases, DAY)) == (1, ending)


def test_who_came_back_twice_counts_once():
    cases = [case(returned=(DAY, after(3))), case(returned=(date(2026, 10, 1),)), case()]
    assert came_back(cases, NOVEMBER) == 1


def test_a_programme_counts_in_the_month_in_which_it_ended():
    part = Participation(Basis.OWN_WILL, "", DAY, 1, sessions=(Session(1, DAY),))
    parts = [
        ProgrammeSummary(part, DAY),
        ProgrammeSummary(part.attended(1, Attendance.CAME), DAY),
        ProgrammeSummary(part),
    ]
    assert programmes(parts, NOVEMBER) == (2, 1)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.booleans()), max_size=8))
def test_every_follow_up_is_counted_in_exactly_one_month(found):
    made = tuple(FollowUp(after(due), after(done) if is_done else None) for due, done, is_done in found)
    months = [Period.month(2026, 11), Period.month(2026, 12), Period.month(2027, 1)]
    assert sum(sum(follow_ups([case(follow_ups=made)], month).values()) for month in months) == len(made)
