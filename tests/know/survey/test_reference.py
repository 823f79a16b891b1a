"""Every number of the reference, but for quantiles, which are in test_quantiles.py; what differs stands with its reason."""

import numpy as np
import pytest
from tests.know.survey.references import column, detail, rows, rows_of, sample

from qorgan.know.survey.calibration import calibrate, post_stratify
from qorgan.know.survey.linearised import estimate
from qorgan.know.survey.regression import regress
from qorgan.know.survey.variance import covariance

# Rows in which the peer errs or takes another convention, by the start of design and call, how near they still come, and why.
# All others are met to 1e-8 relative or 1e-10 absolute, linear regressions to 1e-6.
LISTED = {
    ("clus1 svyciprop asin", "low end"): (None, "the peer squares the sine of an angle below 0, so that the low end turns round and rises again; here it is 0"),
    ("* svyciprop logit", "share"): (3e-9, "the peer fits a model and stops this far from the mean; its ends follow, to 1e-7"),
    ("* svyciprop likelihood", "share"): (3e-9, "the same"),
    ("* svyciprop likelihood", "ends"): (4e-4, "the peer reads its ends off a curve through a few points; with many it finds ours, in test_more_reference.py"),
    ("* svyglm quasibinomial", "se"): (5e-5, "the peer takes the information of the step before the last; shown below, to 1e-6"),
}  # fmt: skip


def nearness(row, what):
    """Return how near a listed row comes; None: it is not listed."""
    for (start, part), (near, why) in LISTED.items():
        design, call = start.split(" ", 1)
        if part == what and design in {"*", row["design"]} and row["call"].startswith(call):
            assert why
            return near
    return None


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
    near_share = nearness(row, "share")
    assert found.point == pytest.approx(float(row["estimate"]), rel=near_share or 1e-8, abs=1e-10)
    assert found.se == pytest.approx(float(row["se"]), **CLOSE)
    ends = (float(row["lower"]), float(row["upper"]))
    near_ends = nearness(row, "ends")
    near = {"abs": near_ends} if near_ends else {"rel": 1e-7 if near_share else 1e-8, "abs": 1e-10}
    if row["design"] == "clus1" and method == "asin":
        assert found.low == 0
        ends = (0.0, ends[1])
    assert (found.low, found.high) == pytest.approx(ends, **near)


TOTALS = {"E": 4421, "H": 755, "M": 1018}


@pytest.mark.parametrize("row", rows_of("calibrate", "postStratify"), ids=shown)
def test_weights_that_meet_totals_give_the_numbers_of_the_peer(row):
    table, design = sample(row["design"])
    types = table.labels("stype", "")
    if row["call"].startswith("postStratify"):
        fitted = post_stratify(design, types, TOTALS)
    else:
        columns = np.column_stack([np.ones(len(types)), types == "H", types == "M"])
        fitted = calibrate(design, columns, np.array([6194, 755, 1018]))
    found = estimate(fitted.design, column(table, row["term"]))
    assert (found.point, found.se) == pytest.approx((float(row["estimate"]), float(row["se"])), **CLOSE)


COVARIATES = ["ell", "meals", "mobility"]


def answers(row):
    table, design = sample(row["design"])
    covariates = np.column_stack([table.numbers(name, "") for name in COVARIATES])
    if "gaussian" in row["call"]:
        return design, table.numbers("api00", ""), covariates, "linear"
    return design, (table.labels("sch.wide", "") == "Yes").astype(float), covariates, "logistic"


@pytest.mark.parametrize("row", rows_of("svyglm"), ids=shown)
def test_regressions_are_those_of_the_peer(row):
    design, answer, covariates, family = answers(row)
    found = regress(design, answer, covariates, COVARIATES, family=family)
    place = ["(Intercept)", *COVARIATES].index(row["term"])
    one, p = found.coefficients[place], found.p_values()[place]
    t_value, p_value = (float(part.split("=")[1]) for part in row["extra"].split())
    assert one.point == pytest.approx(float(row["estimate"]), rel=1e-6)
    near = nearness(row, "se") or 1e-6
    assert one.se == pytest.approx(float(row["se"]), rel=near)
    assert one.point / one.se == pytest.approx(t_value, rel=near, abs=1e-6)
    assert p == pytest.approx(p_value, rel=2e-5 if family == "linear" else 2e-4)


@pytest.mark.parametrize("row", rows_of("svyglm quasibinomial"), ids=shown)
def test_standard_errors_of_the_peer_take_the_information_of_the_step_before_the_last(row):
    design, answer, covariates, _ = answers(row)
    x, weights = np.column_stack([np.ones(len(answer)), covariates]), design.weights / design.weights.mean()
    chance, before = (weights * answer + 0.5) / (weights + 1), np.inf
    line = np.log(chance / (1 - chance))
    while True:  # the peer's scoring: its start, and a relative change of the deviance below 1e-8 is the end
        chance = 1 / (1 + np.exp(-line))
        spread = chance * (1 - chance)
        information = (x * (weights * spread)[:, None]).T @ x
        slopes = np.linalg.solve(information, x.T @ (weights * spread * (line + (answer - chance) / spread)))
        line = x @ slopes
        last = 1 / (1 + np.exp(-line))
        deviance = -2 * (weights * np.log(np.where(answer == 1, last, 1 - last))).sum()
        if abs(deviance - before) / (abs(deviance) + 0.1) < 1e-8:
            break
        before = deviance
    scores = x * (weights * spread * (answer - last) / (last * (1 - last)))[:, None] @ np.linalg.inv(information)
    se = np.sqrt(np.diag(covariance(design, None, scores)))[["(Intercept)", *COVARIATES].index(row["term"])]
    assert se == pytest.approx(float(row["se"]), rel=1e-6)


def test_no_row_of_the_reference_is_forgotten():
    tested = rows_of(
        "svymean", "svytotal", "svyratio", "svyby", "subset", "svyciprop", "calibrate", "postStratify", "svyglm", "svyquantile"
    )  # fmt: skip  # the last in test_quantiles.py
    assert [row for row in rows() if row not in tested] == []
    assert len(tested) == len(rows()) == 86
