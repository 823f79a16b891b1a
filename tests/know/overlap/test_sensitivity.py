"""The dependence that no data can see."""

import numpy as np
import pytest

from qorgan.know.overlap.closed import chapman
from qorgan.know.overlap.estimates import Estimate
from qorgan.know.overlap.report import estimate
from qorgan.know.overlap.sensitivity import curve, factor
from qorgan.know.overlap.tables import from_rows


def test_two_lists_with_a_known_odds_ratio_have_the_people_that_it_implies():
    """On both 10, on one 20 and 30, odds ratio 2: 2 · 20 · 30 / 10 = 120 are hidden."""
    rows = curve(Estimate("m", 60 + 60, 60 + 40, 60 + 90, 0.95), 60, 2, [1, 2])
    assert [row["estimate"] for row in rows] == [120, 180]
    assert (rows[1]["low"], rows[1]["high"]) == (140, 240)


@pytest.mark.parametrize("n_lists", [2, 3, 4, 5])
def test_the_highest_odds_ratio_of_the_completed_table_is_the_one_asked_for(n_lists):
    seen = [3.0 + cell for cell in range(1, 1 << n_lists)]

    def odds(hidden):
        product = 1.0
        for cell, count in enumerate([hidden, *seen]):
            product *= count ** ((-1) ** (n_lists - cell.bit_count()))
        return product

    assert odds(7.0 * factor(2.5, n_lists)) / odds(7.0) == pytest.approx(2.5)


def test_an_odds_ratio_of_one_is_the_estimate_itself():
    found = chapman(200, 100, 20)
    row = next(row for row in curve(found, 280, 2) if row["odds_ratio"] == 1)
    assert row == {"odds_ratio": 1, "estimate": found.point, "low": found.low, "high": found.high}


def test_without_an_estimate_there_is_no_curve():
    assert curve(Estimate("m", None, None, None, 0.95), 60, 3) == []


def test_impossible_combinations_leave_no_odds_ratio_of_the_highest_order():
    rows = [(1, 40), (2, 30), (4, 20), (5, 9), (6, 8)]
    found = estimate(from_rows(("a", "b", "c"), rows, [("a", "b")]), np.random.default_rng(1))
    assert found.sensitivity == []
