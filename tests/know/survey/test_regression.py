"""Regression: by hand, by recovery of a known truth, and what it refuses. Beside the peer: test_reference.py."""

import numpy as np
import pytest

from qorgan.kernel.errors import DataError
from qorgan.know.survey.design import design_of
from qorgan.know.survey.regression import INTERCEPT, indicators, regress

# answers of 30 and 40 women, 6 and 20 of them yes: log odds by hand
GROUP = np.repeat([0.0, 1.0], [30, 40])
YES = np.r_[np.ones(6), np.zeros(24), np.ones(20), np.zeros(20)]


def test_two_groups_are_the_log_odds_by_hand():
    found = regress(design_of(70), YES, GROUP[:, None], ["group"])
    first, second = found.coefficients
    assert (first.point, second.point) == pytest.approx((np.log(6 / 24), np.log(4)))
    assert second.se**2 == pytest.approx(70 / 69 * (1 / 6 + 1 / 24 + 1 / 20 + 1 / 20))
    assert (first.group, second.group, found.df, second.n) == (INTERCEPT, "group", 68, 70)
    ((name, ratio, low, high),) = found.odds_ratios
    assert (name, ratio) == ("group", pytest.approx(4))
    assert low < 4 < high


def test_covariates_of_any_size_give_the_same():
    rng = np.random.default_rng(8)
    incomes = rng.lognormal(12, 1, 70)
    plain = regress(design_of(70), YES, incomes[:, None] / 1e6, ["income"]).coefficients[1]
    large = regress(design_of(70), YES, incomes[:, None], ["income"]).coefficients[1]
    assert (large.point * 1e6, large.se * 1e6) == pytest.approx((plain.point, plain.se), rel=1e-9)


def test_intervals_hold_a_known_truth_as_often_as_they_say():
    rng, inside = np.random.default_rng(21), 0
    for _ in range(400):
        x = rng.normal(size=(300, 1))
        shared = np.repeat(rng.normal(0, 0.2, 30), 10)
        chance = 1 / (1 + np.exp(-(-1 + 0.7 * x[:, 0] + shared)))
        answers = (rng.random(300) < chance).astype(float)
        found = regress(design_of(300, clusters=[np.repeat(np.arange(30), 10)]), answers, x, ["x"]).coefficients[1]
        inside += found.low <= 0.7 <= found.high
    assert 365 <= inside <= 392


def test_gaps_are_counted_and_the_design_stays():
    gaps, refused = YES.copy(), np.zeros(70, dtype=bool)
    gaps[:3], refused[:2] = np.nan, True
    group = GROUP.copy()
    group[69] = np.nan
    design = design_of(70, clusters=[np.repeat(np.arange(14), 5)])
    found = regress(design, gaps, group[:, None], ["group"], refused=refused)
    assert (found.coefficients[0].n, found.coefficients[0].missing, found.coefficients[0].refused) == (66, 4, 2)
    assert found.df == 12


def test_labels_become_columns_beside_a_base_and_gaps_stay_gaps():
    columns, names = indicators(np.array(["a", "b", "", "c"]), "b")
    assert names == ("a", "c")
    assert np.array_equal(columns, [[1, 0], [0, 0], [np.nan, np.nan], [0, 1]], equal_nan=True)
    with pytest.raises(DataError, match="no row has the base"):
        indicators(np.array(["a"]), "z")


def test_the_text_gives_odds_and_warns_of_causes():
    text = str(regress(design_of(70), YES, GROUP[:, None], ["living in a village"]))
    assert "living in a village: odds ratio 4.0, 1.3 to 12.2" in text
    assert text.endswith("An association is not a cause.")
    assert len(regress(design_of(70), YES, GROUP[:, None], ["group"]).plot().axes) == 1


def test_a_linear_one_has_no_odds_ratios_and_few_rows_are_not_published():
    found = regress(design_of(20), np.arange(20.0) % 7, np.arange(20.0)[:, None], ["x"], family="linear")
    with pytest.raises(DataError, match="no odds ratios"):
        _ = found.odds_ratios
    assert "not published" in str(found)
    assert found.to_dict()["rows"][1]["p"] == pytest.approx(found.p_values()[1])


@pytest.mark.parametrize(
    ("answer", "columns", "options", "words"),
    [
        (GROUP, GROUP[:, None], {}, "tell some answers apart without fault"),
        (np.where(GROUP == 1, YES, 0), GROUP[:, None], {}, "tell some answers apart without fault"),
        (YES + 1, GROUP[:, None], {}, "neither 0 nor 1"),
        (YES, np.column_stack([GROUP, 1 - GROUP]), {}, "depend on one another"),
        (YES, np.ones((70, 1)), {}, "depend on one another"),
        (YES, GROUP, {}, "do not fit"),
        (YES, GROUP[:, None], {"family": "probit"}, "no such family"),
    ],
)  # fmt: skip
def test_what_has_no_finite_or_no_single_answer_is_refused(answer, columns, options, words):
    with pytest.raises(DataError, match=words):
        regress(design_of(70), answer, columns, ["x"] * (columns.shape[1] if columns.ndim == 2 else 1), **options)
