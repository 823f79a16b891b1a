"""Replicate weights: by hand, beside linearisation, seeded, and not bound to the order of rows."""

import numpy as np
import pytest

from qorgan.kernel.errors import DataError
from qorgan.know.sentences import say
from qorgan.know.survey import replicates as replicates_module
from qorgan.know.survey.calibration import post_stratify
from qorgan.know.survey.design import design_of
from qorgan.know.survey.linearised import estimate
from qorgan.know.survey.quantiles import quantile
from qorgan.know.survey.replicated import replicated, replicated_statistic
from qorgan.know.survey.replicates import bootstrap, given, jackknife, replicates_of

VALUES = np.array([4.0, 1, 7, 2, 2, 9])
STRATA = np.array(["a", "a", "a", "b", "b", "b"])


def seeded():
    return np.random.default_rng(20)


def test_the_jackknife_leaves_every_unit_out_once():
    found = jackknife(design_of(6, strata=STRATA))
    assert found.method == "JKn"
    assert found.weights_of(1).tolist() == [1.5, 0, 1.5, 1, 1, 1]
    assert found.scales == pytest.approx(np.full(6, 2 / 3))
    assert jackknife(design_of(6)).method == "JK1"


def test_the_jackknife_of_a_total_is_linearisation():
    design = design_of(6, strata=STRATA, populations=[np.full(6, 9.0)])
    one, other = replicated(jackknife(design), VALUES, stat="total"), estimate(design, VALUES, stat="total")
    assert (one.point, one.se, one.df, one.n) == pytest.approx((other.point, other.se, other.df, other.n))


def test_the_bootstrap_of_a_total_nears_linearisation():
    rng = np.random.default_rng(6)
    design = design_of(300, strata=np.repeat(np.arange(10), 30), populations=[np.full(300, 60.0)])
    values = rng.normal(5, 2, 300)
    found = replicated(bootstrap(design, seeded(), 2000), values, stat="total")
    assert found.se == pytest.approx(estimate(design, values, stat="total").se, rel=0.06)


def test_one_seed_gives_one_answer_and_another_seed_another():
    design = design_of(6, strata=STRATA)
    one, same, other = (bootstrap(design, np.random.default_rng(seed), 50).factors for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_the_order_of_rows_does_not_matter():
    rng = np.random.default_rng(4)
    values, strata, villages = rng.normal(size=40), rng.integers(0, 2, 40), rng.integers(0, 12, 40)
    moved = rng.permutation(40)

    def clustered(of):
        design = design_of(40, strata=strata[of], clusters=[villages[of]])
        return replicated(bootstrap(design, seeded(), 80), values[of]).se

    def of_rows(of):
        design = design_of(40, strata=strata[of])
        return replicated(bootstrap(design, seeded(), 80, order=[values[of]]), values[of]).se

    for act in (clustered, of_rows):
        assert act(moved) == pytest.approx(act(np.arange(40)), rel=1e-12)


def test_a_ratio_and_a_group_move_as_those_of_linearisation():
    rng = np.random.default_rng(9)
    design = design_of(500, clusters=[np.repeat(np.arange(100), 5)])
    values, over = rng.normal(5, 2, 500), rng.normal(10, 2, 500)
    values[:4] = np.nan
    rows = np.flatnonzero(rng.random(500) < 0.6)
    one, other = (
        act(values, stat="ratio", over=over, rows=rows)
        for act in (lambda *a, **k: replicated(jackknife(design), *a, **k), lambda *a, **k: estimate(design, *a, **k))
    )
    assert (one.point, one.n, one.missing, one.df) == (pytest.approx(other.point), other.n, other.missing, other.df)
    assert one.se == pytest.approx(other.se, rel=0.03)


def test_replicates_that_came_with_a_file_give_the_same():
    made = jackknife(design_of(6, strata=STRATA))
    columns = np.column_stack([made.weights_of(one) for one in range(6)])
    found = replicated(given(np.ones(6), columns, made.scales, df=4), VALUES)
    assert (found.se, found.df) == (pytest.approx(replicated(made, VALUES).se), 4)
    assert given(np.ones(6), columns, made.scales).df == 5


def test_anything_that_weights_give_has_an_error():
    rng = np.random.default_rng(12)
    values = rng.normal(100, 10, 200)

    def median(weights):
        return quantile(design_of(200, weights=weights), values, 0.5).point

    found = replicated_statistic(bootstrap(design_of(200), seeded(), 200), median, name="median")
    assert found.point == quantile(design_of(200), values, 0.5).point
    assert found.se == pytest.approx(quantile(design_of(200), values, 0.5).se, rel=0.4)
    assert found.method == "median, t, bootstrap"


def test_replicates_without_anybody_of_a_group_are_left_out_and_counted():
    found = replicated(jackknife(design_of(6)), VALUES, rows=np.array([2]))
    assert say(found.warnings[0]).startswith("Replicates that hold nobody of the group, and are left out: 1 of 6")
    assert (found.df, found.low) == (0, None)


def test_shares_stay_between_0_and_1():
    answers = np.r_[1.0, np.zeros(59)]
    found = replicated(jackknife(design_of(60)), answers, interval="logit")
    assert 0 < found.low < found.point < found.high < 0.2
    assert replicated(jackknife(design_of(60)), answers).low < 0
    assert found.method == "mean, logit, JK1"


def test_two_stages_are_taken_as_one_with_replacement_and_that_is_said():
    village = np.array([1, 1, 2, 2, 3, 3])
    populations = [np.full(6, 10.0), np.full(6, 20.0)]
    design = design_of(6, clusters=[village], populations=populations)
    found = replicated(jackknife(design), VALUES, stat="total")
    assert found.se == pytest.approx(estimate(design_of(6, clusters=[village], weights=design.weights), VALUES, stat="total").se)  # fmt: skip
    assert "the first stage only" in say(found.warnings[0])


def test_a_unit_that_was_sure_to_be_drawn_is_never_left_out():
    strata = np.array(["a", "a", "a", "b", "b", "c"])
    found = jackknife(design_of(6, strata=strata), lonely="certainty")
    assert found.n_replicates == 5
    drawn = bootstrap(design_of(6, strata=strata), seeded(), 20, lonely="certainty")
    assert set(drawn.factors[5]) == {1.0}


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda: jackknife(design_of(3, strata=np.array(["a", "a", "b"]))), "1 strata hold one unit alone"),
        (lambda: jackknife(post_stratify(design_of(2), np.array(["a", "a"]), {"a": 5}).design), "fitted to totals"),
        (lambda: jackknife(design_of(20000)), "too many replicates"),
        (lambda: bootstrap(design_of(6), seeded(), 1), "too few replicates"),
        (lambda: given(np.ones(6), np.ones((6, 3)), np.ones(2)), "do not fit"),
        (lambda: given(np.ones(6), np.full((6, 2), -1.0), np.ones(2)), "missing or below 0"),
        (lambda: replicated(jackknife(design_of(6)), VALUES, stat="ratio"), "over a second column"),
    ],
)  # fmt: skip
def test_what_cannot_be_replicated_is_refused(act, words):
    with pytest.raises(DataError, match=words):
        act()


@pytest.mark.parametrize(
    ("kind", "strata", "method"),
    [("jk1", None, "JK1"), ("jkn", [0, 0, 0, 1, 1, 1], "JKn"), ("bootstrap", None, "bootstrap")],
)
def test_replicates_are_asked_for_by_their_kind(kind, strata, method):
    design = design_of(6, strata=None if strata is None else np.array(strata))
    assert replicates_of(kind, design, np.random.default_rng(1), n_replicates=9).method == method


def test_jk1_of_strata_is_refused():
    with pytest.raises(DataError, match="take jkn"):
        replicates_of("jk1", design_of(4, strata=np.array([0, 0, 1, 1])), np.random.default_rng(1))


def test_more_fitted_weights_than_fit_into_memory_are_refused(monkeypatch):
    design = design_of(40, clusters=[np.arange(40) // 4])
    monkeypatch.setattr(replicates_module, "_MOST", 399)  # 10 units by 10 replicates, and 40 rows by 10
    with pytest.raises(DataError, match="too many replicates"):
        jackknife(design).refitted(lambda one: one)
