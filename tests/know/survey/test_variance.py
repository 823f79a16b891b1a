"""The variance of a design: by hand for two stages and every rule for one unit, and against repeated drawing."""

import numpy as np
import pytest

from qorgan.kernel.errors import DataError
from qorgan.know.survey.design import design_of
from qorgan.know.survey.linearised import estimate
from qorgan.know.survey.variance import variance

EVERY = np.array([1.0, 3.0, 2.0, 6.0, 10.0])
STRATA = np.array(["a", "a", "b", "b", "c"])  # c has one unit


def of_totals(lonely, strata=STRATA, **options):
    return variance(design_of(len(strata), strata=strata, **options), None, EVERY, lonely=lonely)


def test_two_stages_are_those_of_the_textbook():
    # 2 of 10 villages, with 20 and 30 households of which 2 and 3 were drawn
    village = np.array([1, 1, 2, 2, 2])
    households = np.array([20.0, 20, 30, 30, 30])
    design = design_of(5, clusters=[village], populations=[np.full(5, 10.0), households])
    assert design.weights.tolist() == pytest.approx([50.0] * 5)
    totals = 10 * EVERY[:2].sum(), 10 * EVERY[2:].sum()
    first = 10**2 * (1 - 2 / 10) / 2 * np.var(totals, ddof=1)
    second = sum(
        n_all**2 * (1 - len(of) / n_all) / len(of) * np.var(of, ddof=1)
        for n_all, of in ((20, EVERY[:2]), (30, EVERY[2:]))
    )
    found = estimate(design, EVERY, stat="total")
    assert found.point == pytest.approx(5 * sum(totals))
    assert found.se**2 == pytest.approx(first + 10 / 2 * second)


def test_a_named_second_stage_is_the_same_as_rows():
    village, household = np.array([1, 1, 2, 2, 2]), np.array([1, 2, 1, 2, 3])
    populations = [np.full(5, 10.0), np.array([20.0, 20, 30, 30, 30])]
    rows, named = (
        estimate(design_of(5, clusters=clusters, populations=populations), EVERY, stat="total")
        for clusters in ([village], [village, household])
    )
    assert (named.point, named.se) == (rows.point, rows.se)


def test_people_of_one_household_are_summed_before_they_are_compared():
    village, household = np.array([1, 1, 1, 2, 2, 2]), np.array([1, 1, 2, 3, 4, 4])
    values = np.array([1.0, 2, 4, 3, 5, 1])
    populations = [np.full(6, 4.0), np.full(6, 8.0)]
    design = design_of(6, weights=np.ones(6), clusters=[village, household], populations=populations)
    first = (1 - 2 / 4) * 2 * np.var([7, 9], ddof=1)
    second = 2 / 4 * (1 - 2 / 8) * 2 * (np.var([3, 4], ddof=1) + np.var([3, 6], ddof=1))
    assert variance(design, None, values) == pytest.approx(first + second)


def test_without_a_population_the_first_stage_holds_all_the_variance():
    village, household = np.array([1, 1, 2, 2, 2]), np.array([1, 2, 3, 4, 5])
    one, two = (variance(design_of(5, clusters=of), None, EVERY) for of in ([village], [village, household]))
    assert two == one == pytest.approx(2 * np.var([4, 18], ddof=1))


def test_a_stratum_of_which_all_were_drawn_adds_nothing():
    assert of_totals("fail", populations=[np.array([2.0, 2, 4, 4, 1])]) == pytest.approx(
        0.5 * 2 * np.var([2, 6], ddof=1)
    )


@pytest.mark.parametrize(
    ("lonely", "adds"), [("certainty", 0), ("adjust", (10 - 22 / 5) ** 2), ("average", (4 + 16) / 2)]
)
def test_a_stratum_with_one_unit_adds_what_its_rule_says(lonely, adds):
    assert of_totals(lonely) == pytest.approx(2 * np.var([1, 3], ddof=1) + 2 * np.var([2, 6], ddof=1) + adds)


def test_a_stratum_with_one_unit_is_refused_unless_a_rule_is_named():
    with pytest.raises(DataError, match="1 stratum holds one unit alone"):
        of_totals("fail")
    with pytest.raises(DataError, match="2 strata hold one unit alone"):
        of_totals("fail", np.array(["a", "a", "a", "b", "c"]))


def test_there_is_no_average_of_no_strata():
    with pytest.raises(DataError, match="no stratum has two units"):
        of_totals("average", np.array(list("abcde")))


def test_one_unit_of_a_group_is_not_one_unit_of_a_stratum():
    design = design_of(4, strata=np.array(["a", "a", "b", "b"]))
    found = estimate(design, np.array([1.0, 5, 2, 7]), rows=np.array([0, 2]))
    assert found.point == 1.5
    # terms ±0.25 in the group and 0 for the two units outside it
    assert found.se**2 == pytest.approx(2 * 2 * np.var([0.25, 0], ddof=1))
    assert (found.df, found.low) == (0, None)


def drawn(rng, villages, n_villages=12, n_women=8):
    """Draw villages, then women of each; return answers, villages, and both populations."""
    taken = rng.choice(len(villages), n_villages, replace=False)
    answers = [rng.choice(villages[one], n_women, replace=False) for one in taken]
    sizes = [len(villages[one]) for one in taken]
    return np.concatenate(answers), taken.repeat(n_women), np.full(n_villages * n_women, float(len(villages))), np.array(sizes, float).repeat(n_women)  # fmt: skip


def test_intervals_of_two_stages_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(11)
    villages = [rng.normal(rng.normal(0, 1), 1, size=rng.integers(20, 60)) for _ in range(40)]
    truth = np.concatenate(villages).mean()
    inside, errors, off, careless = 0, [], [], []
    for _ in range(1000):
        answers, village, n_villages, n_women = drawn(rng, villages)
        found = estimate(design_of(len(answers), clusters=[village], populations=[n_villages, n_women]), answers)
        inside += found.low <= truth <= found.high
        errors.append(found.se**2)
        off.append((found.point - truth) ** 2)
        careless.append(estimate(design_of(len(answers)), answers).se ** 2)
    assert 920 <= inside <= 975
    assert np.mean(errors) == pytest.approx(np.mean(off), rel=0.12)
    assert np.mean(careless) < np.mean(off) / 1.5  # who forgets the villages is far too sure
