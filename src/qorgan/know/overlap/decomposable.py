"""Averaging over all decomposable models, by Bayes' rule, in closed form.

A decomposable model says by an undirected graph which lists depend directly. Under a hyper-Dirichlet prior the chance of
the complete table factors over the graph's cliques and separators, so that it is known exactly for every graph and every
number of people [madigan1997]_. The prior on the number of people N is 1/N.
"""

from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Final

import numpy as np
from scipy.special import gammaln, logsumexp

from qorgan.know.digits import p_alone
from qorgan.know.overlap.cells import Floats
from qorgan.know.overlap.estimates import Estimate, checked, none_of
from qorgan.know.overlap.sentences import message, whole
from qorgan.know.overlap.tables import CaptureTable

MIN_LISTS, MAX_LISTS = 3, 6  # 8, 61, 822 and 18,154 graphs
LARGEST: Final = 1000  # times the people seen: as far as N is looked for
EDGE_MASS: Final = 1e-3  # more posterior mass than this beyond half the largest N: the prior speaks, not the table

_EXACT: Final = 200  # every number of hidden people up to here, then steps of
_STEP: Final = 0.004  # of the logarithm
_CHUNK: Final = 2048  # graphs at once

ASSUMPTIONS = (message("assumption.graphs"), message("assumption.closed"))


@dataclass(frozen=True, slots=True)
class Posterior:
    """What is believed of the number of people on no list.

    Parameters
    ----------
    hidden : array, shape (n_points,)
        Numbers of hidden people, rising.
    mass : array, shape (n_points,)
        Posterior probability of each, or of the numbers around it.
    graphs : array, shape (n_graphs,)
        Posterior probability of each graph, in the order of :func:`decomposable_graphs`.
    """

    hidden: Floats
    mass: Floats
    graphs: Floats

    def quantile(self, share: float) -> float:
        """Return the number of hidden people that ``share`` of the belief lies at or below."""
        return float(self.hidden[min(int(np.searchsorted(np.cumsum(self.mass), share)), len(self.hidden) - 1)])

    @property
    def edge_mass(self) -> float:
        """Belief in more than half of the largest number that was looked at."""
        return float(self.mass[self.hidden > self.hidden[-1] / 2].sum())


def decomposable(table: CaptureTable, *, level: float = 0.95) -> tuple[Estimate, float]:
    """Estimate the number of people by the median over all decomposable models.

    Returns
    -------
    estimate : Estimate
    edge_mass : float
        See :attr:`Posterior.edge_mass`; nan where the method does not apply.
    """
    if not MIN_LISTS <= table.n_lists <= MAX_LISTS or table.impossible:
        why = message("note.lists_between", least=whole(MIN_LISTS), most=whole(MAX_LISTS))
        return none_of("decomposable", level, why), float("nan")
    found = posterior(table, log_spaced(LARGEST * table.observed))
    low, point, high = (table.observed + found.quantile(share) for share in ((1 - level) / 2, 0.5, (1 + level) / 2))
    edge = found.edge_mass
    note = message(
        "note.graphs", n=whole(len(found.graphs)), largest=whole(LARGEST * table.observed), mass=p_alone(edge)
    )
    kept = None if edge > (1 - level) / 2 else high
    return checked(
        Estimate("decomposable", point, low, kept, level, note, ASSUMPTIONS, (), "madigan1997"), table.observed
    ), edge


def log_spaced(largest: int) -> tuple[Floats, Floats]:
    """Return numbers of hidden people from 0 on, ever farther apart, and how many whole numbers each stands for."""
    count = int(np.log(max(largest, _EXACT) / _EXACT) / _STEP) + 1
    far = np.unique(np.round(_EXACT * np.exp(_STEP * np.arange(count + 1))))
    hidden = np.concatenate([np.arange(_EXACT), far])
    ends = np.concatenate([[-0.5], (hidden[1:] + hidden[:-1]) / 2, [hidden[-1] + 0.5]])
    return hidden, np.diff(ends)


def posterior(table: CaptureTable, points: tuple[Floats, Floats], *, delta: float | None = None) -> Posterior:
    """Return the posterior of the hidden people over all decomposable models.

    Parameters
    ----------
    table : CaptureTable
        3 to 6 lists.
    points : (array, array)
        Numbers of hidden people and how many whole numbers each stands for.
    delta : float, optional
        Prior weight of every cell, in people; 2^−n_lists if not given.

    Notes
    -----
    log P(table, N | graph) = log N! − log m! + sum over cliques of L − sum over separators of L + constant, with L(C) the
    logarithm of the Dirichlet-multinomial chance of the margin over the lists C.
    """
    hidden, widths = points
    weight = 2.0**-table.n_lists if delta is None else delta
    parts = np.array([_log_chance(table, lists, hidden, weight) for lists in range(1 << table.n_lists)])
    total = table.observed + hidden
    common = gammaln(total + 1) - gammaln(hidden + 1) - np.log(total) + np.log(widths)
    coefficients = decomposable_graphs(table.n_lists)
    by_number = np.full(len(hidden), -np.inf)
    by_graph = []
    for start in range(0, len(coefficients), _CHUNK):
        logs = coefficients[start : start + _CHUNK] @ parts + common
        by_number = np.logaddexp(by_number, logsumexp(logs, axis=0))
        by_graph.append(logsumexp(logs, axis=1))
    graphs = np.concatenate(by_graph)
    return Posterior(hidden, _shares(by_number), _shares(graphs))


def _shares(logs: Floats) -> Floats:
    shares = np.exp(logs - logs.max())
    return np.asarray(shares / shares.sum())


def _log_chance(table: CaptureTable, lists: int, hidden: Floats, delta: float) -> Floats:
    """Return the Dirichlet-multinomial log chance of the margin over some lists, for every number of hidden people."""
    counts = np.zeros(1 << table.n_lists)
    for cell, count in enumerate(table.counts):
        counts[cell & lists] += count
    cells = [cell for cell in range(1 << table.n_lists) if cell & lists == cell]
    weight = delta * 2 ** (table.n_lists - lists.bit_count())
    seen = counts[cells[1:]]
    n_all = table.observed + hidden
    everything = weight * len(cells)
    rest = float((gammaln(weight + seen) - gammaln(weight)).sum())
    first = gammaln(weight + counts[0] + hidden) - gammaln(weight)
    return np.asarray(gammaln(everything) - gammaln(everything + n_all) + first + rest)


@cache
def decomposable_graphs(n_lists: int) -> Floats:
    """Return every decomposable graph as what its cliques and separators add up to.

    Returns
    -------
    array, shape (n_graphs, 2^n_lists)
        +1 for each clique, −1 for each time a set separates; 8, 61, 822 and 18,154 graphs for 3 to 6 lists.
    """
    pairs = list(combinations(range(n_lists), 2))
    rows = []
    for chosen in range(1 << len(pairs)):
        around = [0] * n_lists
        for bit, (first, second) in enumerate(pairs):
            if chosen >> bit & 1:
                around[first] |= 1 << second
                around[second] |= 1 << first
        row = _eliminated(around, n_lists)
        if row is not None:
            rows.append(row)
    return np.array(rows)


def _eliminated(around: list[int], n_lists: int) -> Floats | None:
    """Take lists away whose neighbours are all neighbours; None if one is left whose are not.

    Taking list v with neighbours B away multiplies the chance by that of B ∪ {v} over that of B.
    """
    row = np.zeros(1 << n_lists)
    left = (1 << n_lists) - 1
    while left:
        for place in range(n_lists):
            beside = around[place] & left
            if left >> place & 1 and _is_clique(beside, around):
                break
        else:
            return None
        row[beside | 1 << place] += 1
        row[beside] -= 1
        left &= ~(1 << place)
    row[0] = 0
    return row


def _is_clique(lists: int, around: list[int]) -> bool:
    return all(lists & ~(1 << place) & ~around[place] == 0 for place in range(len(around)) if lists >> place & 1)
