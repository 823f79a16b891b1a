"""Quantiles, beside the peer and by hand."""

import numpy as np
import pytest
from tests.know.survey.references import column, detail, rows_of, sample

from qorgan.kernel.errors import DataError
from qorgan.know.survey.design import design_of
from qorgan.know.survey.quantiles import quantile


@pytest.mark.parametrize("row", rows_of("svyquantile"), ids=lambda row: f"{row['design']} {row['extra']}")
def test_quantiles_are_those_of_the_peer(row):
    table, design = sample(row["design"])
    found = quantile(design, column(table, "api00"), float(detail(row, "q")))
    expected = [float(row[name]) for name in ("estimate", "se", "lower", "upper")]
    assert [found.point, found.se, found.low, found.high] == pytest.approx(expected, rel=1e-8)


def test_the_median_is_the_smallest_value_that_half_do_not_pass():
    values, weights = np.array([5.0, 1, 9, 3, np.nan]), np.array([1.0, 1, 1, 1, 7])
    found = quantile(design_of(5, weights=weights), values, 0.5)
    assert (found.point, found.n, found.missing) == (3, 4, 1)
    assert quantile(design_of(5, weights=np.array([3.0, 1, 1, 1, 1])), values, 0.5).point == 5
    assert quantile(design_of(10), np.arange(10.0), 0.3).point == 2


def test_groups_have_their_own_quantiles_within_the_design():
    values = np.arange(40.0)
    found = quantile(design_of(40), values, 0.5, rows=np.arange(20), group="young")
    assert (found.group, found.point, found.n) == ("young", 9, 20)
    assert found.low < 9 < found.high < 20


def test_nobody_has_no_median():
    found = quantile(design_of(3), np.full(3, np.nan), 0.5)
    assert (found.point, found.se, found.low, found.n, found.missing) == (None, None, None, 0, 3)


@pytest.mark.parametrize("share", [0, 1, 50, float("nan")])
def test_what_is_no_share_is_refused(share):
    with pytest.raises(DataError, match="this is no share"):
        quantile(design_of(3), np.arange(3.0), share)
