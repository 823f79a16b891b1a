"""One chain, piece by piece: what is compiled against the same formula in whole arrays, and draws against their means."""

import numpy as np
import pytest
from scipy.special import gammaln

from qorgan.know.overlap import chains
from qorgan.know.overlap.cells import memberships

MARKS = memberships(3).astype(np.bool_)
PEOPLE = np.array([400, 90, 70, 30, 60, 20, 15, 8])


@pytest.fixture
def rng():
    return np.random.default_rng(11)


@pytest.fixture
def at(rng):
    """Shares and chances of four classes."""
    return rng.dirichlet(np.ones(4)), rng.beta(1, 2, size=(4, 3))


def _cells(shares, chances):
    return (shares * np.where(MARKS[:, None], chances, 1 - chances).prod(axis=2)).copy()


def test_the_chances_of_cells_are_those_of_whole_arrays(at):
    found = np.empty((8, 4))
    chains._fill(found, *at, MARKS)
    assert found == pytest.approx(_cells(*at), rel=1e-13)


def test_the_posterior_is_that_of_whole_arrays(at):
    """Given that somebody is seen; a beta(1, e) for each break of the stick; shifts are even in log-odds and log-ratios."""
    shares, chances = at
    found, evenness = _cells(*at), 0.7
    seen = found.sum(axis=1)
    left = np.append(np.cumsum(shares[::-1])[::-1], 0.0)
    broken = shares[:3] / left[:3]
    expected = (
        (PEOPLE[1:] * np.log(seen[1:] / (1 - seen[0]))).sum()
        + ((evenness - 1) * np.log1p(-broken)).sum()
        - np.log(left[:3]).sum()
        + np.log(shares).sum()
        + np.log(chances * (1 - chances)).sum()
    )
    assert chains._log_posterior(shares, chances, evenness, PEOPLE, found) == pytest.approx(expected, rel=1e-12)


def test_people_are_divided_as_a_multinomial_divides_them(at, rng):
    found, by_class = _cells(*at), np.empty((8, 4), dtype=np.int64)
    sums = np.zeros((8, 4))
    for _ in range(4000):
        chains._divide(rng, by_class, PEOPLE, found)
        assert (by_class.sum(axis=1) == PEOPLE).all()
        sums += by_class
    chance = found / found.sum(axis=1, keepdims=True)
    error = np.sqrt(PEOPLE[:, None] * chance * (1 - chance) / 4000)
    assert (np.abs(sums / 4000 - PEOPLE[:, None] * chance) < 5 * error + 1e-9).all()


def test_a_class_of_nobody_divides_nothing(rng):
    """Where a share is as good as nothing nobody comes into it, and all are still somewhere."""
    found, by_class = np.full((8, 4), 1e-300), np.empty((8, 4), dtype=np.int64)
    found[:, 2] = 0.5
    chains._divide(rng, by_class, PEOPLE, found)
    assert by_class[:, 2].tolist() == PEOPLE.tolist()


def test_chances_of_lists_are_drawn_around_what_was_met(rng):
    by_class = np.zeros((8, 4), dtype=np.int64)
    by_class[:, 0] = PEOPLE * 100
    chances = np.empty((4, 3))
    chains._meet(rng, chances, by_class, MARKS)
    assert chances[0] == pytest.approx(MARKS.T @ PEOPLE / PEOPLE.sum(), abs=0.02)
    drawn = []
    for _ in range(2000):
        chains._meet(rng, chances, by_class, MARKS)
        drawn.append(chances[3].copy())
    assert np.mean(drawn, axis=0) == pytest.approx(0.5, abs=0.03)


def test_the_stick_is_broken_into_shares_of_one(rng):
    by_class = np.zeros((8, 4), dtype=np.int64)
    by_class[0] = [5000, 3000, 1500, 500]
    shares = np.empty(4)
    evenness = chains._break_stick(rng, shares, by_class, 1.0)
    assert shares.sum() == pytest.approx(1)
    assert shares == pytest.approx([0.5, 0.3, 0.15, 0.05], abs=0.03)
    assert evenness > 0


def test_a_shift_that_is_not_taken_leaves_the_chain_where_it_was(at, rng):
    shares, chances = (one.copy() for one in at)
    found = np.empty((8, 4))
    before = chains._shift(rng, shares, chances, 1.0, PEOPLE, MARKS, found, np.inf)
    assert before == np.inf
    assert np.array_equal(shares, at[0])
    assert np.array_equal(chances, at[1])


def test_a_shift_leaves_as_many_of_a_class_who_are_seen(at, rng):
    shares, chances = (one.copy() for one in at)
    chains._shift(rng, shares, chances, 1.0, PEOPLE, MARKS, np.empty((8, 4)), -np.inf)
    assert not np.array_equal(chances, at[1])
    seen = [one[0] * (1 - (1 - one[1]).prod(axis=1)) for one in (at, (shares, chances))]
    assert seen[1] / seen[1].sum() == pytest.approx(seen[0] / seen[0].sum())


def test_evenness_is_drawn_from_its_posterior_with_empty_classes_too(rng):
    """All 50 people of the first of two classes: its density is that of a gamma(1/4, 1/4) times e · B(51, e)."""
    by_class = np.zeros((8, 2), dtype=np.int64)
    by_class[0, 0] = 50
    shares, evenness, drawn = np.empty(2), 1.0, []
    for _ in range(40_000):
        evenness = chains._break_stick(rng, shares, by_class, evenness)
        drawn.append(evenness)
    at = np.linspace(np.log(1e-40), np.log(60), 100_001)
    one = np.exp(at)
    log_density = 0.25 * at - 0.25 * one + at + gammaln(one) - gammaln(51 + one)
    below = np.cumsum(np.exp(log_density - log_density.max()))
    for share in (0.1, 0.25, 0.5, 0.75, 0.9):
        assert np.mean(np.log(drawn) < at[np.searchsorted(below, share * below[-1])]) == pytest.approx(share, abs=0.03)


def test_a_stick_that_is_hardly_broken_leaves_shares_and_evenness_above_nothing(rng):
    by_class = np.zeros((8, 10), dtype=np.int64)
    by_class[0, 0] = 50
    shares = np.empty(10)
    for evenness in (1e-300, 1e-12, 1e12):
        after = chains._break_stick(rng, shares, by_class, evenness)
        assert 0 < after < np.inf
        assert shares.sum() == pytest.approx(1)
        assert (shares > 0).all()
