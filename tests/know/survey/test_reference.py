"""Every number of the reference that means, totals, ratios and shares give, and the list of those that nothing here gives."""

import numpy as np
import pytest
from tests.know.survey.references import column, detail, rows, rows_of, sample

from qorgan.know.survey.linearised import estimate

# the peer squares the sine of an angle below 0, so that its low end turns round and rises again; here it is 0
TURNED = ("clus1", "svyciprop asin")
# why a row of the reference is in no test here
LEFT_OUT = {
    "svyglm": "regression is not built",
    "calibrate": "calibration is not built",
    "postStratify": "post-stratification is not built",
}
CLOSE = {"rel": 1e-8, "abs": 1e-10}
NAMES = {"mean": "t", "xlogit": "logit"}


def shown(row):
    return f"{row['design']} {row['call']} {row['term']}"


@pytest.mark.parametrize("row", rows_of("svymean"), ids=shown)
def test_means_are_those_of_the_peer(row):
    table, design = sample(row["design"])
    found = estimate(design, column(table, row["term"]))
    assert found.point == pytest.approx(float(row["estimate"]), **CLOSE)
    assert found.se == pytest.approx(float(row["se"]), **CLOSE)
    if row["lower"] != "NA":
        assert (found.low, found.high) == pytest.approx((float(row["lower"]), float(row["upper"])), **CLOSE)
        assert found.df == int(detail(row, "df"))
        assert found.deff == pytest.approx(float(detail(row, "deff")), abs=5e-7)
        reach = 1.959963984540054 * found.se
        ends = [float(one) for one in detail(row, "z_ci").strip("[]").split(",")]
        assert [found.point - reach, found.point + reach] == pytest.approx(ends, abs=1e-4)


@pytest.mark.parametrize("row", rows_of("svytotal", "svyratio"), ids=shown)
def test_totals_and_ratios_are_those_of_the_peer(row):
    table, design = sample(row["design"])
    above, _, below = row["term"].partition("/")
    stat = "ratio" if below else "total"
    found = estimate(design, column(table, above), stat=stat, over=column(table, below) if below else None)
    assert (found.point, found.se) == pytest.approx((float(row["estimate"]), float(row["se"])), **CLOSE)


@pytest.mark.parametrize("row", rows_of("svyby", "subset"), ids=shown)
def test_groups_keep_the_design_as_the_peer_does(row):
    table, design = sample(row["design"])
    if row["call"].startswith("subset"):
        rows = np.flatnonzero(table.labels("sch.wide", "") == "Yes")
    else:
        rows = np.flatnonzero(table.labels("stype", "") == row["term"])
    found = estimate(design, column(table, "api00"), rows=rows)
    assert (found.point, found.se) == pytest.approx((float(row["estimate"]), float(row["se"])), **CLOSE)
    if detail(row, "df"):
        assert found.df == int(detail(row, "df"))


@pytest.mark.parametrize("row", rows_of("svyciprop"), ids=shown)
def test_intervals_of_shares_are_those_of_the_peer(row):
    table, design = sample(row["design"])
    method = row["call"].split()[1]
    found = estimate(design, column(table, row["term"]), interval=NAMES.get(method, method))
    is_model = method in {"logit", "likelihood"}  # the peer fits a model and stops 1e-9 or so away from the mean
    assert found.point == pytest.approx(float(row["estimate"]), rel=3e-9 if is_model else 1e-8, abs=1e-10)
    assert found.se == pytest.approx(float(row["se"]), **CLOSE)
    ends = (float(row["lower"]), float(row["upper"]))
    near = {"abs": 1.5e-4} if method == "likelihood" else {"rel": 1e-7 if is_model else 1e-8, "abs": 1e-10}
    if (row["design"], row["call"]) == TURNED:
        assert found.low == 0
        ends = (0.0, ends[1])
    assert (found.low, found.high) == pytest.approx(ends, **near)


def test_no_row_of_the_reference_is_forgotten():
    tested = rows_of(
        "svymean", "svytotal", "svyratio", "svyby", "subset", "svyciprop", "svyquantile"
    )  # the last in test_quantiles.py
    left = [row for row in rows() if row not in tested]
    assert len(tested) + len(left) == len(rows())
    assert [row for row in left if not any(one in row["call"] for one in LEFT_OUT)] == []
    assert len(tested) == 60
