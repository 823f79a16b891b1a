"""Counters that do not fit, series that are none, shares that overlap."""

from datetime import date

from tests.know.figures.figures import MEANINGS, figure, found, ledger

from qorgan.kernel.text import Translated
from qorgan.know.figures.meanings import Break, Meanings
from qorgan.know.figures.rules.counters import counters_differ, one_series, sum_over_hundred

DV = {"event": "dv", "population": None}
BROKEN = Meanings(
    breaks=(Break("offences", date(2024, 6, 16), Translated({"en": "battery is a crime again"}), "law", "2024"),)
)


def test_more_orders_than_calls_are_found():
    orders, calls = figure("o", "77,000", unit="orders", **DV), figure("c", "52,000", unit="calls", **DV)
    assert found(counters_differ, calls, orders) == [("o", "c")]


def test_fewer_orders_than_calls_are_not():
    assert (
        found(counters_differ, figure("o", "40,000", unit="orders", **DV), figure("c", "52,000", unit="calls", **DV))
        == []
    )


def test_calls_of_other_months_or_places_are_not_held_against_orders():
    months = figure("m", "52,000", unit="calls", period="2023", **DV)
    place = figure("p", "5,000", unit="calls", place="KZ-61", **DV)
    assert found(counters_differ, figure("o", "77,000", unit="orders", **DV), months, place) == []


def test_one_counter_need_not_follow_another():
    assert found(counters_differ, figure("d", "9", unit="decisions", **DV), figure("c", "5", unit="calls", **DV)) == []


def test_a_series_of_two_counters_is_found():
    series = (
        figure("r", "99,000", unit="reports", series="s", **DV),
        figure("c", "52,000", unit="calls", series="s", **DV),
    )
    (finding,) = one_series(ledger(*series))
    assert "they count different things (reports; calls)" in finding.says()


def test_a_series_over_a_break_is_found():
    before = figure("b", "923", unit="offences", period="2023", series="s", **DV)
    after = figure("a", "3,382", unit="offences", period="2024", series="s", **DV)
    (finding,) = one_series(ledger(before, after, meanings=BROKEN))
    assert "from 2024-06-16 offences are counted otherwise (battery is a crime again)" in finding.says()
    since = figure("s", "1,630", unit="offences", period="2025", series="s", **DV)
    assert (
        found(
            one_series, since, figure("t", "1,700", unit="offences", period="2026", series="s", **DV), meanings=BROKEN
        )
        == []
    )


def test_a_series_of_unequal_spans_is_found():
    year = figure("y", "87,000", unit="orders", series="s", **DV)
    months = figure("m", "77,000", unit="orders", period="2025-01/2025-10", series="s", **DV)
    (finding,) = one_series(ledger(year, months))
    assert "spans of different length" in finding.says()


def test_whole_years_of_one_counter_are_a_series():
    years = [figure(str(year), "87,000", unit="orders", period=str(year), series="s", **DV) for year in (2023, 2024)]
    assert found(one_series, *years) == []


def test_shares_printed_as_parts_that_add_to_more_than_all_are_found():
    parts = [figure(name, wording, event=name, series="v") for name, wording in (("w", "82 %"), ("c", "over 33 %"))]
    assert found(sum_over_hundred, *parts) == [("w", "c")]


def test_parts_that_add_to_all_but_for_rounding_are_not():
    parts = [figure(name, wording, event=name, series="v") for name, wording in (("w", "67 %"), ("c", "34 %"))]
    assert found(sum_over_hundred, *parts) == []


def test_shares_of_different_people_or_years_are_not_added():
    parts = [
        figure("a", "82 %", event="w", series="v"),
        figure("b", "90 %", event="c", series="v", population="rural"),
        figure("c", "90 %", event="c", series="v", period="2023"),
        figure("d", "90 %", event="c"),
    ]
    assert found(sum_over_hundred, *parts, meanings=MEANINGS) == []
