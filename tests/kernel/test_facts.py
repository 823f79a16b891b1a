from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.kernel.errors import InputError
from qorgan.kernel.facts import Fact

READ = date(2026, 11, 20)
FACT = Fact(
    value="102",
    source="https://example.org/page",
    source_date_text="2026-02-03",
    retrieved=READ,
    confidence="B",
)


def test_an_unchecked_fact_is_never_shown() -> None:
    assert not FACT.is_checked(READ)
    assert not FACT.is_shown(READ)


def test_a_checked_fact_is_shown_up_to_its_last_day() -> None:
    fact = FACT.checked(by="worker", on=READ, days=90)
    assert fact.is_shown(READ)
    assert fact.is_shown(READ + timedelta(days=90))
    assert not fact.is_shown(READ + timedelta(days=91))


def test_an_expired_fact_was_checked_all_the_same() -> None:
    fact = FACT.checked(by="worker", on=READ, days=1)
    assert fact.is_checked(READ + timedelta(days=365))


def test_a_check_dated_in_the_future_does_not_count_yet() -> None:
    fact = FACT.checked(by="worker", on=READ + timedelta(days=1), days=90)
    assert not fact.is_shown(READ)


@pytest.mark.parametrize("text", ["undated (before 2024)", "2026-02", "2025", "2026-13-01", "20260203", "2026-W06-2"])
def test_a_source_date_that_is_no_whole_day_stays_as_printed(text: str) -> None:
    fact = replace(FACT, source_date_text=text)
    assert (fact.source_date, fact.source_date_text) == (None, text)


def test_a_whole_source_date_is_a_day() -> None:
    assert FACT.source_date == date(2026, 2, 3)


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": " "},
        {"source_date_text": ""},
        {"confidence": "M"},
        {"source_date_text": "2026-11-21"},
        {"checked_by": "worker"},
        {"checked_on": READ},
        {"checked_by": "", "checked_on": READ, "shown_until": READ},
        {"checked_by": "worker", "checked_on": READ, "shown_until": READ - timedelta(days=1)},
    ],
)
def test_a_fact_that_cannot_be_trusted_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        replace(FACT, **wrong)


@given(st.dates(), st.integers(1, 400), st.integers(-500, 500))
def test_shown_means_checked_by_then_and_not_expired(on: date, days: int, later: int) -> None:
    on = max(date(1900, 1, 1), min(on, date(2900, 1, 1)))
    fact = FACT.checked(by="worker", on=on, days=days)
    assert fact.is_shown(on + timedelta(days=later)) == (0 <= later <= days)
