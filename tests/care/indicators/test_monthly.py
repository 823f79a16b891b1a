"""The monthly report holds no name of a worker, and its months taken together give no small count back either."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from qorgan.care.indicators.monthly import monthly
from qorgan.care.indicators.release import THRESHOLD, release
from qorgan.care.indicators.summaries import CaseSummary, FollowUp, Period

FIRST = date(2026, 9, 1)
MONTHS = [Period.month(2026, month) for month in (9, 10, 11)]


@st.composite
def cases(draw):
    opened = FIRST + timedelta(days=draw(st.integers(-20, 90)))
    length = draw(st.one_of(st.none(), st.integers(0, 80)))
    answered = draw(st.one_of(st.none(), st.integers(0, 6)))
    planned = draw(st.one_of(st.none(), st.integers(0, 30)))
    due = tuple(FollowUp(opened + timedelta(days=7 * number)) for number in range(draw(st.integers(0, 2))))
    return CaseSummary(
        worker=draw(st.sampled_from("vw")),
        asked=opened,
        opened=opened,
        answered=None if answered is None else opened + timedelta(days=answered),
        closed=None if length is None else opened + timedelta(days=length),
        plan_made=None if planned is None else opened + timedelta(days=planned),
        returned=(opened + timedelta(days=3),) if draw(st.booleans()) else (),
        follow_ups=due,
    )


def known(reports):
    """Return what a reader of several months knows: how each adds up, how cases flow, and that one month begins the next."""
    for number, report in enumerate(reports):
        for one in report.breakdowns:
            if one.adds_up:
                yield {(number, one.whole): -1, **{(number, part): 1 for part in one.parts}}
        yield {(number, "seen"): -1, (number, "from-before"): 1, (number, "new"): 1}
        yield {(number, "seen"): -1, (number, "open"): 1, (number, "closed"): 1}
    for number in range(1, len(reports)):
        yield {(number, "from-before"): 1, (number - 1, "open"): -1}


def given_back(reports):
    """Return the small counts of which a reader of all these reports can tell more than that they are small."""
    published = {(n, code): count for n, one in enumerate(reports) for code, count in release(one).counts.items()}
    true = {(n, code): count for n, one in enumerate(reports) for code, count in one.counts.items()}
    equations = list(known(reports))
    for equation in equations:
        assert sum(sign * true[code] for code, sign in equation.items()) == 0
    rows = np.array([[equation.get(code, 0.0) for code in published] for equation in equations])
    bounds = [(0, None) if count is None else (count, count) for count in published.values()]
    found = {}
    for place, (code, count) in enumerate(true.items()):
        aim = np.eye(len(published))[place]
        if 0 < count < THRESHOLD:
            low, high = (linprog(sign * aim, A_eq=rows, b_eq=np.zeros(len(rows)), bounds=bounds) for sign in (1, -1))
            if high.status != 3 and -high.fun - low.fun < THRESHOLD - 1e-6:
                found[code] = (low.fun, -high.fun)
    return found


@settings(max_examples=20, deadline=None)
@given(st.lists(cases(), min_size=1, max_size=45))
def test_three_months_together_give_no_small_count_back(found):
    assert given_back([monthly(found, (), month) for month in MONTHS]) == {}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 24), st.integers(0, 12))
def test_open_new_and_closed_cases_of_two_months_give_no_small_count_back(n_before, n_new, n_closed, n_later):
    days = [*[FIRST - timedelta(days=9)] * n_before, *[FIRST] * n_new]
    closing = [FIRST + timedelta(days=5) if number < n_closed else None for number in range(len(days))]
    found = [case(asked=day, opened=day, closed=end) for day, end in zip(days, closing, strict=True)]
    october = date(2026, 10, 2)
    assert (
        given_back([monthly([*found, *[case(asked=october, opened=october)] * n_later], (), one) for one in MONTHS])
        == {}
    )


def case(**more):
    return CaseSummary(**{"worker": "w", "asked": FIRST, "opened": FIRST, **more})


def test_the_report_counts_a_small_centre_by_hand():
    counts = monthly(
        [case(plan_made=FIRST), case(closed=FIRST, answered=FIRST), case(worker="v")], (), MONTHS[0]
    ).counts
    assert {code: counts[code] for code in ("seen", "new", "from-before", "open", "closed")} == {
        "seen": 3,
        "new": 3,
        "from-before": 0,
        "open": 2,
        "closed": 1,
    }
    assert (counts["with-plan"], counts["without-plan"], counts["plan-made"]) == (1, 1, 1)
    assert (counts["answered-same-day"], counts["answered-still"]) == (1, 2)


def test_new_and_closed_cases_are_withheld_together_so_that_open_ones_can_be_published():
    before = [case(asked=FIRST - timedelta(days=9), opened=FIRST - timedelta(days=9)) for _ in range(20)]
    told = release(monthly([*before, case(), case()], (), MONTHS[0])).counts
    assert (told["from-before"], told["open"]) == (20, 22)
    assert (told["new"], told["closed"], told["seen"]) == (None, None, None)


def test_no_worker_is_in_what_leaves_the_centre():
    report = monthly([case(worker="aizhan")] * 30, (), MONTHS[0])
    assert "aizhan" not in repr(release(report))
