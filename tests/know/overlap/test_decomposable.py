"""Averaging over decomposable models: a peer's numbers, known numbers of graphs, a plain sum."""

from math import lgamma

import numpy as np
import pytest
from tests.know.overlap.reference import detail, rows, table

from qorgan.know.overlap.decomposable import decomposable, decomposable_graphs, log_spaced, posterior
from qorgan.know.sentences import say

PEER = [row for row in rows() if row["peer"] == "dga"]


@pytest.mark.parametrize(("n_lists", "number"), [(3, 8), (4, 61), (5, 822), (6, 18154)])
def test_decomposable_graphs_are_as_many_as_are_known(n_lists, number):
    graphs = decomposable_graphs(n_lists)
    assert len(np.unique(graphs, axis=0)) == len(graphs) == number


@pytest.mark.parametrize("row", PEER, ids=lambda row: row["dataset"])
def test_the_posterior_is_that_of_a_peer(row):
    one = table(row["dataset"])
    largest = int(row["spec"].split("..")[1].split()[0])
    step = 1 if largest < 60000 else 20  # the widest by every twentieth number, weighted
    hidden = np.arange(1.0, largest + 1, step)
    delta = 1.0 if one.observed == 626 else None
    found = posterior(one, (hidden, np.full(len(hidden), float(step))), delta=delta)
    quantiles = [one.observed + found.quantile(share) for share in (0.5, 0.025, 0.975)]
    assert quantiles == pytest.approx([float(row[name]) for name in ("estimate", "lower", "upper")], abs=step)
    assert one.observed + (found.mass * found.hidden).sum() == pytest.approx(float(detail(row, "mean")), rel=1e-3)
    assert found.graphs.max() == pytest.approx(float(row["detail"].split("weight=")[1].split(";")[0]), abs=6e-4)


def test_the_chance_of_a_table_is_the_plain_product_for_one_graph():
    counts = np.array([3, 40, 30, 6, 20, 5, 4, 2])
    row = decomposable_graphs(3)[0]
    cells = range(8)

    def chance(lists):
        margins = {}
        for cell in cells:
            margins[cell & lists] = margins.get(cell & lists, 0) + counts[cell]
        weight = 2.0**-3 * 8 / len(margins)
        start = lgamma(weight * len(margins)) - lgamma(weight * len(margins) + counts.sum())
        return start + sum(lgamma(weight + count) - lgamma(weight) for count in margins.values())

    assert sorted(np.flatnonzero(row).tolist()) == [1, 2, 4]  # no list beside another
    expected = sum(chance(lists) for lists in (1, 2, 4))
    from qorgan.know.overlap.decomposable import _log_chance
    from qorgan.know.overlap.tables import CaptureTable

    one = CaptureTable(("a", "b", "c"), (0, *counts[1:].tolist()))
    parts = sum(_log_chance(one, lists, np.array([3.0]), 2.0**-3)[0] for lists in (1, 2, 4))
    assert parts == pytest.approx(expected, rel=1e-12)


def test_far_numbers_stand_for_all_around_them():
    hidden, widths = log_spaced(100_000)
    assert widths.sum() == pytest.approx(hidden[-1] + 1)
    assert (np.diff(hidden) > 0).all()
    assert hidden[-1] >= 100_000 * 0.99


def test_spacing_changes_nothing_that_is_printed():
    one = table("kosovo")
    found, edge = decomposable(one)
    assert found.point == pytest.approx(12595, rel=2e-3)
    assert (found.low, found.high) == (pytest.approx(9827, rel=2e-3), pytest.approx(16544, rel=3e-3))
    assert edge < 1e-6
    assert "largest N 4,400,000" in say(found.note)


def test_belief_at_the_edge_is_told():
    found, edge = decomposable(table("Artificial_3"))
    assert edge > 1e-3
    assert "mass at the edge 0.001" in say(found.note)
    assert "масса у края 0,001" in say(found.note, "ru")
