"""Poisson log-linear models, many at once: Newton's method over all pairs of model and table together.

log μ(cell) = sum of α(term) over the terms within the cell. Nobody is seen in cell 0, so exp α(∅) is the number of
hidden people. Information matrices are read off the sums of μ over supersets: entry (θ, φ) is the sum over all cells that
contain θ ∪ φ.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import gammaln

from qorgan.know.overlap.cells import Bools, Floats, Ints, subset_sums, superset_sums
from qorgan.know.overlap.existence import Directions, Reduced, is_identified, reduce

_BLOCK: Final = 2048  # pairs fitted together; fixed, so that no result depends on the number of threads
_STEP: Final = 1e-6  # Newton's method doubles the digits: after a step as small as this the next would change nothing
_EASY, _HARD = 12, 200  # iterations after which existence is in doubt, and at most
_HALVINGS: Final = 20
_CLOSE: Final = 1e-9  # relative ridge that keeps a likelihood without a single maximum computable


@dataclass(frozen=True, slots=True)
class Fits:
    """What was fitted; every array has one entry a pair of model and table.

    Parameters
    ----------
    exists : array of bool
        Whether there is one finite estimate.
    hidden : array
        Estimated people on no list; inf where there is no finite estimate.
    log_error : array
        Standard error of log ``hidden``; inf where there is none.
    log_likelihood : array
        Of the Poisson counts; its supremum where no finite estimate reaches it.
    n_terms : array of int
        Parameters, those at minus infinity too.
    """

    exists: Bools
    hidden: Floats
    log_error: Floats
    log_likelihood: Floats
    n_terms: Ints

    def take(self, places: Ints) -> "Fits":
        """Return some of the fits, in the order of their places."""
        return Fits(*(getattr(self, name)[places] for name in Fits.__slots__))

    def bic(self, n_people: int) -> Floats:
        """Bayesian information criterion, with the number of people seen as sample size."""
        return np.asarray(-2 * self.log_likelihood + np.log(n_people) * self.n_terms)

    def aic(self) -> Floats:
        """Akaike's information criterion."""
        return -2 * self.log_likelihood + 2 * self.n_terms

    def aicc(self, n_people: int) -> Floats:
        """AIC for few people; inf where there are not two people more than terms."""
        left = n_people - self.n_terms - 1
        return self.aic() + np.where(left > 0, 2 * self.n_terms * (self.n_terms + 1) / np.maximum(left, 1), np.inf)


def fit(
    models: Bools,
    tables: Floats,
    possible: Bools,
    *,
    pairs: tuple[Ints, Ints] | None = None,
    directions: Directions | None = None,
    threads: int = 1,
) -> Fits:
    """Fit models to tables.

    Parameters
    ----------
    models : array of bool, shape (n_models, 2^n_lists)
    tables : array, shape (n_tables, 2^n_lists)
        Counts; cell 0 is 0.
    possible : array of bool, shape (2^n_lists,)
        Cells that data can fill.
    pairs : (array of int, array of int), optional
        Which model with which table. Every model with every table, tables varying slowest, if not given.
    directions : Directions, optional
        What is known of tables without a finite estimate; is added to.
    threads : int
        The result does not depend on it.

    Returns
    -------
    Fits
        One entry a pair.
    """
    if pairs is None:
        grid = np.indices((len(tables), len(models))).reshape(2, -1)
        pairs = grid[1].astype(np.int64), grid[0].astype(np.int64)
    known = Directions() if directions is None else directions
    starts = range(0, len(pairs[0]), _BLOCK)
    blocks = [(pairs[0][start : start + _BLOCK], pairs[1][start : start + _BLOCK]) for start in starts]

    def one(block: tuple[Ints, Ints]) -> tuple[Fits, Directions]:
        learnt = known.copy()  # every block begins with the same knowledge, whichever is done first
        return _fit_block(models[block[0]].T, tables[block[1]].T, possible, learnt), learnt

    with ThreadPoolExecutor(threads) as pool:
        done = list(pool.map(one, blocks))
    for _, learnt in done:
        known.add(learnt)
    return _joined([fits for fits, _ in done])


def fitted_means(terms: Bools, counts: Floats, possible: Bools) -> Floats:
    """Return what a model that has a finite estimate expects in every cell, the hidden one too.

    Parameters
    ----------
    terms, possible : array of bool, shape (2^n_lists,)
    counts : array, shape (2^n_lists,)

    Returns
    -------
    array, shape (2^n_lists,)
        People; 0 where nobody can be.
    """
    columns = counts[:, None]
    reduced = reduce(terms[:, None], columns, possible)
    search = _Search.of(reduced, columns)
    search.run(np.ones(1, dtype=np.bool_), _HARD)
    means = search.groups[0].means()[:, 0]
    means[0] = np.exp(search.log_hidden[0])
    return means


def _joined(fits: Sequence[Fits]) -> Fits:
    return Fits(*(np.concatenate([getattr(one, name) for one in fits]) for name in Fits.__slots__))


def _fit_block(terms: Bools, counts: Floats, possible: Bools, directions: Directions) -> Fits:
    """Fit pairs that lie in the columns of two arrays."""
    reduced = reduce(terms, counts, possible)
    exists = is_identified(reduced)
    exists &= ~directions.rule_out(reduced, counts)
    search = _Search.of(reduced, counts)
    search.run(exists, _EASY)
    doubtful = exists & ~search.is_done
    if doubtful.any():
        exists[doubtful] = directions.settle(reduced[doubtful], counts[:, doubtful])
        search.run(exists & ~search.is_done, _HARD)
        exists &= search.is_done
    search.climb(~exists)
    hidden = np.where(exists, np.exp(np.where(exists, search.log_hidden, 0)), np.inf)
    constant = gammaln(counts + 1).sum(axis=0)
    return Fits(
        exists, hidden, np.where(exists, search.log_error, np.inf), search.log_likelihood - constant, terms.sum(axis=0)
    )


@dataclass(slots=True)
class _Search:
    """Newton's method for columns of pairs, in groups with equally many terms."""

    reduced: Reduced
    counts: Floats
    groups: "list[_Group]"
    is_done: Bools
    log_hidden: Floats
    log_error: Floats
    log_likelihood: Floats

    @classmethod
    def of(cls, reduced: Reduced, counts: Floats) -> "_Search":
        n_terms = reduced.terms.sum(axis=0)
        groups = [_Group(reduced, counts, np.flatnonzero(n_terms == number)) for number in np.unique(n_terms)]
        blank = np.zeros(counts.shape[1])
        return cls(
            reduced, counts, groups, np.zeros(counts.shape[1], dtype=np.bool_), blank, blank.copy(), blank.copy()
        )

    def run(self, wanted: Bools, n_iterations: int) -> None:
        """Iterate where it is wanted, until all are done or the iterations are."""
        for group in self.groups:
            group.run(wanted[group.columns], n_iterations)
            self._take(group)

    def climb(self, wanted: Bools) -> None:
        """Come close to a likelihood that no finite estimate reaches; each step leaves a third of what is missing."""
        for group in self.groups:
            group.run(wanted[group.columns], _EASY * 2, ridge=_CLOSE)
            self._take(group)

    def _take(self, group: "_Group") -> None:
        self.is_done[group.columns] = group.is_done
        self.log_hidden[group.columns] = group.values[:, 0]
        self.log_error[group.columns] = group.log_error
        self.log_likelihood[group.columns] = group.log_likelihood


class _Group:
    """Pairs with equally many terms: their current values, likelihoods and how far they are."""

    def __init__(self, reduced: Reduced, counts: Floats, columns: Ints) -> None:
        self.columns = columns
        self.live = reduced.live[:, columns]
        self.counts = counts[:, columns] * self.live
        self.terms = np.nonzero(reduced.terms[:, columns].T)[1].reshape(len(columns), -1)
        self.margins = superset_sums(self.counts)
        self.is_done = np.zeros(len(columns), dtype=np.bool_)
        self.log_error = np.full(len(columns), np.inf)
        self.values = self._first_values()
        self.log_likelihood = self._log_likelihood(self.values, np.arange(len(columns)))

    def _first_values(self) -> Floats:
        """One weighted least squares fit to the logarithms of the counts, each raised by a half."""
        raised = (self.counts + 0.5) * self.live
        logs = np.log(np.where(self.live, self.counts + 0.5, 1))
        right = superset_sums(raised * logs - 0.5 * self.live)
        every = np.arange(len(self.columns))
        return self._solved(superset_sums(raised), right, every, ridge=_CLOSE)

    def run(self, wanted: Bools, n_iterations: int, ridge: float = 0.0) -> None:
        for _ in range(n_iterations):
            at = np.flatnonzero(wanted & ~self.is_done)
            if not len(at):
                return
            self._step(at, ridge)

    def _step(self, at: Ints, ridge: float) -> None:
        means = self._means(self.values[at], at)
        sums = superset_sums(means)
        change = self._solved(sums, self.margins[:, at] - sums, at, ridge)
        scale = np.ones(len(at))
        for _ in range(_HALVINGS):
            tried = self.values[at] + scale[:, None] * change
            reached = self._log_likelihood(tried, at)
            is_worse = ~(reached >= self.log_likelihood[at] - 1e-9 * (1 + np.abs(self.log_likelihood[at])))
            if not is_worse.any():
                break
            scale = np.where(is_worse, scale / 2, scale)
        self.values[at] = np.where(is_worse[:, None], self.values[at], tried)
        self.log_likelihood[at] = np.where(is_worse, self.log_likelihood[at], reached)
        if ridge:
            return
        ended = (np.abs(change).max(axis=1) < _STEP) & (scale == 1)
        self.is_done[at[ended]] = True
        if ended.any():
            self._measure(at[ended])

    def _measure(self, at: Ints) -> None:
        """Read the standard error of the intercept off the inverse of the information."""
        first = np.zeros((len(self.live), len(at)))
        first[0] = 1
        sums = superset_sums(self._means(self.values[at], at))
        self.log_error[at] = np.sqrt(np.maximum(self._solved(sums, first, at, 0.0)[:, 0], 0))

    def means(self) -> Floats:
        """Return the fitted counts; shape (2^n_lists, n_pairs)."""
        return self._means(self.values, np.arange(len(self.columns)))

    def _log_means(self, values: Floats, at: Ints) -> Floats:
        full = np.zeros((len(self.live), len(at)))
        full[self.terms[at].T, np.arange(len(at))] = values.T
        return subset_sums(full)

    def _means(self, values: Floats, at: Ints) -> Floats:
        return np.asarray(np.exp(np.minimum(self._log_means(values, at), 600)) * self.live[:, at])

    def _log_likelihood(self, values: Floats, at: Ints) -> Floats:
        logs = self._log_means(values, at)
        means = np.exp(np.minimum(logs, 600)) * self.live[:, at]
        return np.asarray((self.counts[:, at] * logs - means).sum(axis=0))

    def _solved(self, sums: Floats, right: Floats, at: Ints, ridge: float) -> Floats:
        """Solve the information matrix of ``sums`` for a right side; both by set and pair."""
        terms = self.terms[at]
        wide = np.ascontiguousarray(sums.T)
        unions = terms[:, :, None] | terms[:, None, :]
        unions += (np.arange(len(at)) * wide.shape[1])[:, None, None]
        information = wide.ravel()[unions]
        sides = np.take_along_axis(np.ascontiguousarray(right.T), terms, axis=1)[:, :, None]
        if not ridge:
            try:
                return np.asarray(np.linalg.solve(information, sides)[:, :, 0])
            except np.linalg.LinAlgError:
                ridge = _CLOSE  # one pair of the group runs to infinity; the others' steps hardly change
        diagonal = np.arange(terms.shape[1])
        information[:, diagonal, diagonal] = information[:, diagonal, diagonal] * (1 + ridge) + ridge
        return np.asarray(np.linalg.solve(information, sides)[:, :, 0])
