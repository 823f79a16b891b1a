"""People who differ in how easily they are found bend the numbers upwards."""

import numpy as np
import pytest
from scipy.stats import kstest
from tests.know.overlap.reference import table

from qorgan.know.overlap.cells import memberships
from qorgan.know.overlap.differing import SEEN, bend
from qorgan.know.overlap.selection import select
from qorgan.know.overlap.tables import CaptureTable


def drawn(rng, size, chances, weights):
    marks = memberships(4)
    cells = weights @ np.where(marks[None], chances[:, None], 1 - chances[:, None]).prod(axis=2)
    counts = rng.multinomial(size, cells)
    return CaptureTable(("a", "b", "c", "d"), (0, *(int(count) for count in counts[1:])))


def test_people_who_do_not_differ_give_standard_normal_numbers():
    rng = np.random.default_rng(4)
    alike = np.array([[0.4, 0.3, 0.35, 0.25]])
    found = [bend(select(drawn(rng, 4000, alike, np.ones(1)))) for _ in range(60)]
    assert kstest(found, "norm").pvalue > 0.01
    assert np.mean(np.array(found) > SEEN) < 0.45


def test_people_who_differ_are_seen_to():
    rng = np.random.default_rng(4)
    differing = np.array([[0.6] * 4, [0.15] * 4])
    found = [bend(select(drawn(rng, 4000, differing, np.array([0.5, 0.5])))) for _ in range(10)]
    assert np.mean(np.array(found) > SEEN) > 0.6


def test_a_model_that_leaves_nothing_to_bend_says_so():
    assert np.isnan(bend(select(CaptureTable(("a", "b", "c"), (0, 3, 4, 0, 5, 0, 0, 0)))))


@pytest.mark.parametrize("name", ["HIV", "kosovo"])
def test_published_tables_have_a_number(name):
    assert np.isfinite(bend(select(table(name))))
