"""Which log-linear models a table speaks for: all of them where they can be counted, else those found step by step."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from scipy.stats import poisson

from qorgan.know.overlap.cells import Bools, Floats, subset_sums, superset_sums
from qorgan.know.overlap.existence import Directions
from qorgan.know.overlap.fitting import Fits, fit, fitted_means
from qorgan.know.overlap.models import MAX_EXHAUSTIVE_LISTS, all_models, as_array, bracket, independence, neighbours
from qorgan.know.overlap.tables import CaptureTable

STEPWISE_P: Final = 0.02  # the threshold of chan2021, which its authors found by simulation
WEIGHTY: Final = 0.01  # a model of less weight says nothing about the table
_SEARCH_ORDER: Final = 3  # beyond 5 lists: terms of more than three lists would be met by next to nobody
_MAX_STEPS: Final = 60


@dataclass(frozen=True)
class Selection:
    """Models fitted to one table, the best by BIC first.

    Parameters
    ----------
    table : CaptureTable
    models : array of bool, shape (n_models, 2^n_lists)
    fits : Fits
        Of these models.
    is_exhaustive : bool
        Whether these are all hierarchical models.
    directions : Directions
        What was learnt about tables without a finite estimate.
    """

    table: CaptureTable
    models: Bools
    fits: Fits
    is_exhaustive: bool
    directions: Directions

    @cached_property
    def weights(self) -> Floats:
        """Share of each model in exp(−BIC/2), those without a finite estimate too; shape (n_models,)."""
        bic = self.fits.bic(self.table.observed)
        shares = np.exp((bic.min() - bic) / 2)
        return np.asarray(shares / shares.sum())

    @property
    def weight_without_estimate(self) -> float:
        """Weight of the models that would have the number of people rise forever, in [0, 1]."""
        return float(self.weights[~self.fits.exists].sum())

    def best(self, criterion: str = "bic") -> int | None:
        """Return the place of the best model with a finite estimate by ``bic`` or ``aicc``; None if there is none."""
        values = getattr(self.fits, criterion)(self.table.observed)
        values = np.where(self.fits.exists, values, np.inf)
        return None if np.isinf(values).all() else int(values.argmin())

    def top(self, number: int) -> Bools:
        """Return the best models by BIC that have a finite estimate; shape (at most ``number``, 2^n_lists)."""
        return self.models[self.fits.exists][:number]

    def weighty(self) -> list[int]:
        """Return the places of the models with a finite estimate and a weight of at least 0.01."""
        return [int(place) for place in np.flatnonzero(self.fits.exists & (self.weights >= WEIGHTY))]

    def bracket(self, place: int) -> str:
        """Write a model, as in ``[12,23]``, with the lists in the order of the table."""
        return bracket(np.flatnonzero(self.models[place]).tolist())

    def total(self, place: int) -> float:
        """Return the estimated number of people, seen and not."""
        return self.table.observed + float(self.fits.hidden[place])


def select(table: CaptureTable, *, max_order: int | None = None, threads: int = 1) -> Selection:
    """Fit all hierarchical models, or from six lists on those on the way to the best.

    A model that differs from a smaller one only by terms that are at minus infinity whether it names them or not, is left
    out: it is the same model under another name.

    Parameters
    ----------
    table : CaptureTable
    max_order : int, optional
        Lists in the largest term.
    threads : int
        The result does not depend on it.
    """
    directions = Directions()
    is_exhaustive = table.n_lists <= MAX_EXHAUSTIVE_LISTS
    if is_exhaustive:
        models = all_models(table.n_lists, max_order)
    else:
        models = _searched(table, max_order or _SEARCH_ORDER, directions, threads)
    models = models[~_is_renamed(models, table)]
    fits = fit(models, table.array[None], table.possible, directions=directions, threads=threads)
    order = np.lexsort((np.arange(len(models)), fits.bic(table.observed)))
    return Selection(table, models[order], fits.take(order), is_exhaustive, directions)


def _is_renamed(models: Bools, table: CaptureTable) -> Bools:
    """Say which models name a term without people that holds another such term."""
    dead = models & (superset_sums(table.array) == 0)
    inner = subset_sums(dead.T.astype(np.float64)).T
    return np.asarray((dead & (inner > 1.5)).any(axis=1))


def _searched(table: CaptureTable, max_order: int, directions: Directions, threads: int) -> Bools:
    """Go from independence to the best neighbour by BIC until none is better; return all models that were met."""
    at = independence(table.n_lists)
    met = {at: _criteria([at], table, directions, threads)[0]}
    for _ in range(_MAX_STEPS):
        around = [terms for terms in neighbours(at, table.n_lists, max_order) if terms not in met]
        met |= dict(zip(around, _criteria(around, table, directions, threads), strict=True))
        best = min(met, key=lambda terms: (met[terms], len(terms), sorted(terms)))
        if best == at:
            break
        at = best
    return as_array(list(met), table.n_lists)


def _criteria(models: list[frozenset[int]], table: CaptureTable, directions: Directions, threads: int) -> list[float]:
    if not models:
        return []
    rows = as_array(models, table.n_lists)
    fits = fit(rows, table.array[None], table.possible, directions=directions, threads=threads)
    return [float(value) for value in np.where(fits.exists, fits.bic(table.observed), np.inf)]


def stepwise(table: CaptureTable, *, threshold: float = STEPWISE_P) -> frozenset[int] | None:
    """Add the pair of lists with the smallest p-value until none is below the threshold.

    The p-value of a pair is one-sided, of the people seen on both lists, which are Poisson under the model so far. Pairs
    whose model has no finite estimate are passed over [chan2021]_.

    Returns
    -------
    frozenset of int or None
        Terms of the model; None if not even independence has a finite estimate.
    """
    at = independence(table.n_lists)
    if not _exists(at, table):
        return None
    while True:
        pairs = [term for term in range(1 << table.n_lists) if term.bit_count() == 2 and term not in at]
        tried = [(_p_value(at, pair, table), pair) for pair in pairs if _exists(at | {pair}, table)]
        if not tried or min(tried)[0] >= threshold:
            return at
        at |= {min(tried)[1]}


def _exists(terms: Iterable[int], table: CaptureTable) -> bool:
    return bool(fit(as_array([terms], table.n_lists), table.array[None], table.possible).exists[0])


def _p_value(terms: frozenset[int], pair: int, table: CaptureTable) -> float:
    row = as_array([terms], table.n_lists)[0]
    seen = superset_sums(table.array)[pair]
    expected = superset_sums(fitted_means(row, table.array, table.possible))[pair]
    return float(min(poisson.cdf(seen, expected), poisson.sf(seen - 1, expected)))
