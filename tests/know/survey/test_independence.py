"""The tests of Rao and Scott: what they are without clusters, how often they err, what they refuse."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from qorgan.kernel.errors import DataError
from qorgan.know.survey.design import design_of
from qorgan.know.survey.independence import independence


def labels(rng, n, k):
    return rng.integers(0, k, n).astype(str)


def test_of_a_simple_sample_the_first_order_is_nearly_chi_square():
    rng = np.random.default_rng(3)
    one, two = labels(rng, 5000, 3), labels(rng, 5000, 2)
    table = [[((one == a) & (two == b)).sum() for b in "01"] for a in "012"]
    plain = chi2_contingency(table)
    found = independence(design_of(5000), one, two, order="first")
    assert found.statistic == pytest.approx(plain.statistic, rel=0.02)
    assert (found.df, found.df_below, found.effect) == (2, None, pytest.approx(1, abs=0.02))
    assert found.p == pytest.approx(plain.pvalue, abs=0.01)


def test_clusters_that_answer_alike_do_not_make_a_finding():
    rng, wrong, careless = np.random.default_rng(7), 0, 0
    cluster = np.repeat(np.arange(40), 10)
    for _ in range(400):
        one = np.repeat(labels(rng, 40, 2), 10)  # a whole village is near a centre, or is not
        two = np.where(rng.random(400) < np.repeat(rng.beta(2, 2, 40), 10), "yes", "no")
        wrong += independence(design_of(400, clusters=[cluster]), one, two).p < 0.05
        careless += independence(design_of(400), one, two).p < 0.05
    assert 8 <= wrong <= 34
    assert careless > 80


def test_gaps_are_counted_and_a_group_keeps_the_design():
    rng = np.random.default_rng(1)
    one, two = labels(rng, 200, 2), labels(rng, 200, 2)
    one[:7] = ""
    found = independence(design_of(200), one, two)
    assert (found.n, found.missing, found.shares.sum()) == (193, 7, pytest.approx(1))
    assert (found.first, found.second) == (("0", "1"), ("0", "1"))
    assert independence(design_of(200), one, two, rows=np.arange(100)).n == 93


def test_the_order_of_the_groupings_does_not_matter():
    rng = np.random.default_rng(2)
    one, two = labels(rng, 300, 3), labels(rng, 300, 2)
    design = design_of(300, clusters=[np.repeat(np.arange(60), 5)])
    assert independence(design, one, two).p == pytest.approx(independence(design, two, one).p)


def test_the_text_says_p_with_few_digits():
    rng = np.random.default_rng(2)
    found = independence(design_of(300), labels(rng, 300, 2), labels(rng, 300, 2))
    assert f"p {found.p:.2g} " in str(found)
    assert found.to_dict()["order"] == "second"


@pytest.mark.parametrize(
    ("one", "options", "words"),
    [
        (["a"] * 4, {}, "fewer than two groups"),
        (["a", "b"] * 2, {"order": "third"}, "no such order"),
    ],
)
def test_what_is_no_table_is_refused(one, options, words):
    with pytest.raises(DataError, match=words):
        independence(design_of(4), np.array(one), np.array(["x", "y", "y", "x"]), **options)


def test_one_cluster_has_no_degrees_of_freedom():
    with pytest.raises(DataError, match="no degrees of freedom"):
        independence(design_of(4, clusters=[np.ones(4)]), np.array(list("abab")), np.array(list("xyyx")), lonely="certainty")  # fmt: skip


def test_numbers_are_labels_too():
    rng = np.random.default_rng(2)
    one, two = rng.integers(0, 3, 300), rng.integers(0, 2, 300)
    assert independence(design_of(300), one, two).p == independence(design_of(300), one.astype(str), two.astype(str)).p
