"""An article is shown for a day only if it was in force then, was checked, and its date is not in doubt."""

from datetime import date, timedelta

import pytest

from qorgan.care.statutes import Standing, Statute, that_apply
from qorgan.kernel.errors import InputError
from qorgan.kernel.facts import Fact

TODAY = date(2026, 11, 21)
ENTRY, OTHER = date(2025, 7, 16), date(2025, 9, 16)


def read(value, *, is_checked=True):
    fact = Fact(value, "an invented source", "2025-08-01", date(2025, 8, 2), "B")
    return fact.checked(by="an invented lawyer", on=date(2026, 1, 1), days=400) if is_checked else fact


def statute(*, says=True, entries=(ENTRY,), dates_checked=True, until=None):
    days = tuple(read(day, is_checked=dates_checked) for day in entries)
    return Statute("x", "An invented act", "1", read("What it says.", is_checked=says), days, until)


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (ENTRY - timedelta(days=1), Standing.NOT_IN_FORCE),
        (ENTRY, Standing.APPLIES),
        (date(2026, 3, 1), Standing.APPLIES),
        (date(2026, 3, 2), Standing.NOT_IN_FORCE),
    ],
)
def test_the_law_of_the_day_of_the_incident_counts(day, standing):
    assert statute(until=date(2026, 3, 1)).standing(day, today=TODAY) is standing


def test_two_dates_of_entry_are_never_chosen_between():
    doubtful = statute(entries=(ENTRY, OTHER))
    assert doubtful.standing(date(2026, 5, 1), today=TODAY) is Standing.DATES_CONFLICT
    assert doubtful.days_of_entry == (ENTRY, OTHER)
    assert that_apply([doubtful], date(2026, 5, 1), today=TODAY) == ()


def test_two_sources_that_agree_are_no_conflict():
    assert statute(entries=(ENTRY, ENTRY)).standing(ENTRY, today=TODAY) is Standing.APPLIES


@pytest.mark.parametrize("unchecked", [{"says": False}, {"dates_checked": False}, {"entries": ()}])
def test_what_no_lawyer_has_checked_is_for_staff_as_work_to_do(unchecked):
    assert statute(**unchecked).standing(ENTRY, today=TODAY) is Standing.UNCHECKED


def test_a_check_that_has_expired_counts_no_more():
    assert statute().standing(ENTRY, today=date(2027, 6, 1)) is Standing.UNCHECKED


def test_only_what_applies_is_listed():
    rows = [statute(), statute(says=False), statute(entries=(OTHER,))]
    assert that_apply(rows, ENTRY, today=TODAY) == (rows[0],)


def test_an_article_that_ends_before_it_begins_is_refused():
    with pytest.raises(InputError, match="in_force_until"):
        statute(until=ENTRY - timedelta(days=1))
