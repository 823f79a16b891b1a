"""An interval that counts the choice of the model: in every replicate the model is chosen again.

People are drawn anew from those who were seen, so that each replicate is a table of as many people. Every replicate takes
the model that is best for it, among the models that were best for the table itself: first 1, then 10, 50 and 100, until
the interval stands still [silverman2024]_. The ends are corrected for bias and skewness (BCa, [efron1987]_).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.stats import norm

from qorgan.know.overlap.cells import Bools, Floats
from qorgan.know.overlap.fitting import fit
from qorgan.know.overlap.selection import Selection
from qorgan.know.overlap.tables import CaptureTable

TOP: Final = (1, 10, 50, 100)
REPLICATES: Final = 1000
STANDS_STILL: Final = 0.02  # relative change of both ends
_PIECE: Final = 200  # tables between two signs of life

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Interval:
    """A bootstrap interval of the number of people.

    Parameters
    ----------
    low, high : float
        inf where so many replicates have no finite estimate.
    n_models : int
        Over how many models the choice was made.
    stood_still : bool
        Whether the last increase of that number moved neither end by more than 2 %, or these were all models.
    without_estimate : float
        Share of the replicates in which no model had a finite estimate, in [0, 1].
    """

    low: float
    high: float
    n_models: int
    stood_still: bool
    without_estimate: float


class Replicates:
    """Tables drawn from one table, and for each the best of the models tried so far.

    Parameters
    ----------
    selection : Selection
        Of a table in canonical order; nothing else would make draws the same for the same people.
    rng : numpy.random.Generator
    n_replicates : int
        At least 1.
    """

    def __init__(self, selection: Selection, rng: np.random.Generator, n_replicates: int) -> None:
        self.selection = selection
        table = selection.table
        self.tables = rng.multinomial(table.observed, table.array / table.observed, size=n_replicates).astype(
            np.float64
        )
        self.left_out, self.shares = _left_out(table)
        n_tables = len(self.tables) + len(self.left_out)
        self.criteria = np.full(n_tables, np.inf)
        self.totals = np.full(n_tables, np.inf)
        self.n_models = 0

    def try_models(self, models: Bools, *, threads: int, progress: Progress | None = None) -> None:
        """Fit more models to every table and keep the best of each by BIC."""
        table = self.selection.table
        every = np.concatenate([self.tables, self.left_out])
        for start in range(0, len(every), _PIECE):
            piece = every[start : start + _PIECE]
            fits = fit(models, piece, table.possible, directions=self.selection.directions, threads=threads)
            people = piece.sum(axis=1).repeat(len(models))
            criteria = np.where(fits.exists, -2 * fits.log_likelihood + np.log(people) * fits.n_terms, np.inf)
            totals = (people + fits.hidden).reshape(len(piece), -1)
            self._keep(start, criteria.reshape(len(piece), -1), totals)
            if progress is not None:
                progress(min(start + _PIECE, len(every)), len(every))
        self.n_models += len(models)

    def _keep(self, start: int, criteria: Floats, totals: Floats) -> None:
        best = criteria.argmin(axis=1)
        rows = np.arange(len(criteria))
        at = slice(start, start + len(criteria))
        is_better = criteria[rows, best] < self.criteria[at]
        self.criteria[at] = np.where(is_better, criteria[rows, best], self.criteria[at])
        self.totals[at] = np.where(is_better, totals[rows, best], self.totals[at])

    @property
    def drawn(self) -> Floats:
        """Estimates of the drawn tables; shape (n_replicates,)."""
        return self.totals[: len(self.tables)]

    def bca(self, point: float, level: float) -> tuple[float, float]:
        """Return the ends of the interval around an estimate."""
        return bca(self.drawn, point, self.totals[len(self.tables) :], self.shares, level)


def _left_out(table: CaptureTable) -> tuple[Floats, Floats]:
    """Return the table without one person of each filled cell, and how many people each stands for."""
    filled = np.flatnonzero(table.array)
    tables = np.repeat(table.array[None], len(filled), axis=0)
    tables[np.arange(len(filled)), filled] -= 1
    return tables, table.array[filled]


def bca(drawn: Floats, point: float, left_out: Floats, shares: Floats, level: float) -> tuple[float, float]:
    """Return the bias-corrected and accelerated interval.

    Parameters
    ----------
    drawn : array, shape (n_replicates,)
        Estimates of replicates; inf is allowed.
    point : float
        Estimate of the table.
    left_out : array, shape (n_cells,)
        Estimates without one person of each filled cell.
    shares : array, shape (n_cells,)
        People for whom each of them stands.
    level : float
    """
    below = (np.sum(drawn < point) + np.sum(drawn == point) / 2) / len(drawn)
    bias = norm.ppf(np.clip(below, 0.5 / len(drawn), 1 - 0.5 / len(drawn)))
    skew = _acceleration(left_out, shares)
    ends = []
    for share in ((1 - level) / 2, (1 + level) / 2):
        shifted = bias + norm.ppf(share)
        divisor = 1 - skew * shifted
        at = norm.cdf(bias + shifted / divisor) if divisor > 0 else float(share > 0.5)
        ends.append(float(np.quantile(drawn, at, method="inverted_cdf")))
    return ends[0], ends[1]


def _acceleration(left_out: Floats, shares: Floats) -> float:
    """Return the skewness of what one person changes, of those left out where an estimate is left."""
    is_finite = np.isfinite(left_out)
    if not is_finite.any():
        return 0.0
    off = np.average(left_out[is_finite], weights=shares[is_finite]) - left_out[is_finite]
    spread = float((shares[is_finite] * off**2).sum())
    return float((shares[is_finite] * off**3).sum() / (6 * spread**1.5)) if spread > 0 else 0.0


def reselecting_interval(
    selection: Selection,
    rng: np.random.Generator,
    *,
    level: float = 0.95,
    n_replicates: int = REPLICATES,
    top: tuple[int, ...] = TOP,
    threads: int = 1,
    progress: Progress | None = None,
) -> Interval | None:
    """Return the interval of the best model by BIC; None if no model has a finite estimate.

    Parameters
    ----------
    selection : Selection
    rng : numpy.random.Generator
    level : float
    n_replicates : int
    top : tuple of int
        Numbers of models to choose among, rising. ``(len(selection.models),)`` is all of them.
    threads : int
        The result does not depend on it.
    progress : callable, optional
        Called with tables done and tables to do.
    """
    best = selection.best()
    if best is None:
        return None
    point = selection.total(best)
    replicates = Replicates(selection, rng, n_replicates)
    ends: tuple[float, float] | None = None
    stood_still = False
    for number in top:
        models = selection.top(number)[replicates.n_models :]
        if not len(models):
            stood_still = True
            break
        replicates.try_models(models, threads=threads, progress=progress)
        before, ends = ends, replicates.bca(point, level)
        if before is not None and _is_close(before, ends):
            stood_still = True
            break
    assert ends is not None  # noqa: S101  there is a best model, so the first number tries one
    is_all = replicates.n_models == int(selection.fits.exists.sum())
    return Interval(*ends, replicates.n_models, stood_still or is_all, float(np.isinf(replicates.drawn).mean()))


def _is_close(before: tuple[float, float], after: tuple[float, float]) -> bool:
    return all(one == other or abs(one / other - 1) < STANDS_STILL for one, other in zip(before, after, strict=True))
