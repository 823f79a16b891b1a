"""Records are kept as the checked law says, warned of before their end, and never destroyed by a rule nobody checked."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.care.retention import DELETED_ON_HER_WORD, WARN_DAYS, Period, Phase, Record, last_day, phase
from qorgan.kernel.errors import InputError
from qorgan.kernel.facts import Fact

CLOSED = date(2026, 1, 1)


def period(days=100, *, record=Record.CASE, is_checked=True):
    """An invented length; the country's are the pack's, once a lawyer has checked them."""
    fact = Fact(days, "an invented source", "2025-01-05", date(2025, 1, 5), "A")
    checked = fact.checked(by="an invented lawyer", on=date(2025, 1, 6), days=36500) if is_checked else fact
    return Period(record, checked)


@pytest.mark.parametrize(
    ("after", "expected"),
    [(0, Phase.KEPT), (70, Phase.KEPT), (71, Phase.WARNED), (100, Phase.WARNED), (101, Phase.DUE)],
)
def test_a_closed_case_is_kept_then_warned_of_then_due(after, expected):
    assert phase(Record.CASE, CLOSED, [period()], today=CLOSED + timedelta(days=after)) is expected


def test_an_open_case_has_no_timer():
    assert phase(Record.CASE, None, [period()], today=date(2099, 1, 1)) is Phase.OPEN


@pytest.mark.parametrize(
    "periods", [[], [period(is_checked=False)], [period(record=Record.PROGRAMME)], [period(100), period(200)]]
)
def test_without_exactly_one_checked_rule_nothing_is_ever_due(periods):
    assert phase(Record.CASE, CLOSED, periods, today=date(2099, 1, 1)) is Phase.NO_RULE
    assert last_day(Record.CASE, CLOSED, periods, today=date(2099, 1, 1)) is None


@given(st.integers(WARN_DAYS, 4000), st.integers(0, 5000))
def test_the_phases_follow_one_another_without_gap(days, after):
    today = CLOSED + timedelta(days=after)
    found = phase(Record.CASE, CLOSED, [period(days)], today=today)
    assert (found is Phase.DUE) == (after > days)
    assert (found is Phase.WARNED) == (days - WARN_DAYS < after <= days)


def test_she_can_always_have_her_disclosure_deleted():
    assert {Record.DISCLOSURE} == DELETED_ON_HER_WORD


def test_a_period_shorter_than_its_warning_is_refused():
    with pytest.raises(InputError, match="at least 30 days"):
        period(29)
