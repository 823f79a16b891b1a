"""What every estimator of a survey keeps: seeds, threads, the order of rows, the unit of weights, counts, and its interval."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qorgan.kernel.errors import DataError
from qorgan.know.survey.calibration import calibrate, post_stratify, rake
from qorgan.know.survey.design import design_of
from qorgan.know.survey.funnel import help_seeking
from qorgan.know.survey.indicators import SDG_5_2_2, indicate
from qorgan.know.survey.linearised import estimate
from qorgan.know.survey.quantiles import quantile
from qorgan.know.survey.regression import regress
from qorgan.know.survey.replicated import replicated, replicated_statistic
from qorgan.know.survey.replicates import bootstrap, jackknife
from qorgan.know.survey.standardisation import Standard, standardised
from qorgan.know.survey.trimming import trim

EVEN = Standard("even", "made up", {"a": 1, "b": 1})
AGES = {"a": 3000.0, "b": 5000.0}


def sample(n=240, seed=17):
    """Return columns of a sample with gaps, in strata and clusters."""
    rng = np.random.default_rng(seed)
    cluster = np.sort(rng.integers(0, 24, n))
    yes = (rng.random(n) < 0.2 + 0.3 * (cluster % 3 == 0)).astype(float)
    yes[rng.random(n) < 0.05] = np.nan
    ages = np.where(rng.random(n) < 0.4, "a", "b")
    return {
        "w": rng.uniform(10, 60, n),
        "s": cluster % 4,
        "c": cluster,
        "yes": yes,
        "x": rng.normal(50, 9, n),
        "ages": ages,
    }


def design(of):
    return design_of(len(of["w"]), weights=of["w"], strata=of["s"], clusters=[of["c"]])


def drawn(of):
    return bootstrap(design(of), np.random.default_rng(5), 60)


ESTIMATORS = {
    "mean": lambda of: [estimate(design(of), of["x"])],
    "share": lambda of: [estimate(design(of), of["yes"], interval="logit")],
    "beta": lambda of: [estimate(design(of), of["yes"], interval="beta")],
    "likelihood": lambda of: [estimate(design(of), of["yes"], interval="likelihood")],
    "ratio": lambda of: [estimate(design(of), of["yes"], stat="ratio", over=of["x"])],
    "group": lambda of: [estimate(design(of), of["x"], rows=np.flatnonzero(of["ages"] == "a"))],
    "median": lambda of: [quantile(design(of), of["x"], 0.5)],
    "standardised": lambda of: [standardised(design(of), of["yes"], of["ages"], EVEN)],
    "logistic": lambda of: regress(design(of), of["yes"], of["x"][:, None], ["x"]).coefficients,
    "linear": lambda of: regress(design(of), of["x"], of["yes"][:, None], ["yes"], family="linear").coefficients,
    "jackknife": lambda of: [replicated(jackknife(design(of)), of["yes"])],
    "bootstrap": lambda of: [replicated(drawn(of), of["yes"])],
    "bootstrap of a median": lambda of: [
        replicated_statistic(drawn(of), lambda w: quantile(design_of(len(w), weights=w), of["x"], 0.5).point, name="median")
    ],
    "post-stratified": lambda of: [estimate(post_stratify(design(of), of["ages"], AGES).design, of["yes"])],
    "raked": lambda of: [estimate(rake(design(of), [(of["ages"], AGES), (of["s"].astype(str), dict.fromkeys("0123", 2000.0))]).design, of["yes"])],
    "calibrated": lambda of: [estimate(calibrate(design(of), np.column_stack([np.ones(len(of["w"])), of["x"]]), np.array([8000.0, 401000.0])).design, of["yes"])],
    "indicator": lambda of: indicate(design(of), SDG_5_2_2, {"sexual": of["yes"]}, of["x"]).rows,
    "funnel": lambda of: help_seeking(design(of), *[np.where(of["x"] > at, of["yes"], 0.0) for at in (0, 45, 50, 55)]).rows,
}  # fmt: skip
every = pytest.mark.parametrize("name", ESTIMATORS)


def numbers(found):
    return [[float("nan") if one is None else one for one in (row.point, row.se, row.low, row.high)] for row in found]


@every
def test_the_order_of_rows_is_nothing(name):
    of = sample()
    moved = np.random.default_rng(1).permutation(len(of["w"]))
    found, other = (ESTIMATORS[name](one) for one in (of, {key: column[moved] for key, column in of.items()}))
    assert np.allclose(numbers(found), numbers(other), rtol=1e-9, atol=1e-12, equal_nan=True)
    assert [(row.group, row.n, row.missing, row.df) for row in found] == [(row.group, row.n, row.missing, row.df) for row in other]  # fmt: skip


@every
def test_the_same_call_gives_the_same_bits(name):
    assert repr(numbers(ESTIMATORS[name](sample()))) == repr(numbers(ESTIMATORS[name](sample())))


@every
def test_every_row_is_counted_and_the_point_lies_in_its_interval(name):
    of = sample()
    for row in ESTIMATORS[name](of):
        assert 0 < row.n + row.missing <= len(of["w"])
        assert row.se > 0
        if row.low is None:
            assert row.df <= 0
            assert row.warnings
        else:
            assert row.low <= row.point <= row.high
            assert not row.method.startswith(("share", "mean, logit")) or 0 <= row.low < row.high <= 1
        assert row.source
        assert row.assumptions


@every
def test_every_estimate_is_an_object_and_a_sentence(name):
    for row in ESTIMATORS[name](sample()):
        assert json.loads(json.dumps(row.to_dict(), allow_nan=False))["n"] == row.n
        assert f"n {row.n}" in str(row)
        if not row.is_publishable:
            assert "not published" in str(row)


def test_threads_change_nothing():
    code = (
        "from tests.know.survey.test_contract import *\n"
        "print({name: repr(numbers(of(sample()))) for name, of in ESTIMATORS.items()})"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True,
            env={**os.environ, "OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads, "PYTHONPATH": os.pathsep.join(sys.path)},
        ).stdout
        for threads in ("1", "2")
    ]  # fmt: skip
    assert said[0] == said[1]
    assert "bootstrap" in said[0]


rows = st.lists(
    st.tuples(st.sampled_from([0.0, 1.0, float("nan")]), st.floats(0.5, 50), st.integers(0, 1), st.integers(0, 4)), min_size=2, max_size=40
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(rows, st.sampled_from(["logit", "asin", "beta", "likelihood"]))
def test_any_sample_of_shares_has_an_interval_within_0_and_1_or_none(people, interval):
    values, weights, strata, clusters = (np.array(one) for one in zip(*people, strict=True))
    made = design_of(len(people), weights=weights, strata=strata, clusters=[clusters])
    found = estimate(made, values, interval=interval, lonely="certainty")
    assert found.n + found.missing == len(people)
    if found.low is None:
        assert found.df == 0 or found.point is None
        assert found.warnings
    else:
        assert 0 <= found.low <= found.point + 1e-12
        assert found.point - 1e-12 <= found.high <= 1


@settings(max_examples=80, deadline=None)
@given(rows, st.floats(1.05, 4))
def test_trimming_any_weights_keeps_their_sum_and_its_bounds(people, times):
    weights = np.array([one[1] for one in people])
    try:
        found = trim(design_of(len(people), weights=weights), upper=times * weights.mean())
    except DataError:
        pytest.fail("the mean lies below this bound")
    assert found.design.weights.sum() == pytest.approx(weights.sum(), rel=1e-9)
    assert found.design.weights.max() <= times * weights.mean() * (1 + 1e-9)
