"""Log-linear models with any columns, one at a time: fits and profile-likelihood intervals.

The models of ``fitting`` are made of lists. These have columns of how many lists hold somebody as well, which is how
people who differ in how easily they are found are written.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.special import gammaln
from scipy.stats import chi2

from qorgan.know.overlap.cells import Bools, Floats, memberships, sizes
from qorgan.know.overlap.tables import CaptureTable

_ITERATIONS: Final = 200
_FAR: Final = 1e6  # people on no list for each one on a list: further, an end of an interval is no end


@dataclass(frozen=True, slots=True)
class DesignFit:
    """A fitted Poisson model.

    Parameters
    ----------
    values : array, shape (n_columns,)
        The first is the logarithm of the hidden people.
    error : float
        Standard error of the first.
    deviance : float
    """

    values: Floats
    error: float
    deviance: float

    @property
    def hidden(self) -> float:
        """Estimated people on no list."""
        return float(np.exp(self.values[0]))


def list_columns(n_lists: int) -> Floats:
    """Return the intercept and a column a list; shape (2^n_lists, n_lists + 1)."""
    return np.column_stack([np.ones(1 << n_lists), memberships(n_lists)])


def capture_columns(n_lists: int) -> Floats:
    """Return the intercept and the number of lists; shape (2^n_lists, 2)."""
    return np.column_stack([np.ones(1 << n_lists), sizes(n_lists)])


def fit_design(columns: Floats, counts: Floats, rows: Bools) -> DesignFit | None:
    """Fit counts on columns by Newton's method, halving steps that lead downhill.

    Parameters
    ----------
    columns : array, shape (2^n_lists, n_columns)
        Row 0 is (1, 0, …, 0), so that the intercept is the hidden cell.
    counts : array, shape (2^n_lists,)
    rows : array of bool, shape (2^n_lists,)
        Cells that data can fill.

    Returns
    -------
    DesignFit or None
        None if there is no single finite estimate.
    """
    matrix, seen = columns[rows], counts[rows]
    if np.linalg.matrix_rank(matrix) < matrix.shape[1]:
        return None
    raised = seen + 0.5
    information = matrix.T @ (raised[:, None] * matrix)
    values: Floats = np.asarray(
        np.linalg.solve(information, matrix.T @ (raised * np.log(raised) - 0.5)), dtype=np.float64
    )
    reached = _log_likelihood(matrix, seen, values)
    for _ in range(_ITERATIONS):
        means = np.exp(np.minimum(matrix @ values, 600))
        information = matrix.T @ (means[:, None] * matrix)
        if np.linalg.cond(information) > 1e14:
            return None
        change = np.linalg.solve(information, matrix.T @ (seen - means))
        scale = 1.0
        while (
            _log_likelihood(matrix, seen, values + scale * change) < reached - 1e-9 * (1 + abs(reached))
            and scale > 1e-6
        ):
            scale /= 2
        values = np.asarray(values + scale * change, dtype=np.float64)
        reached = _log_likelihood(matrix, seen, values)
        if np.abs(change).max() < 1e-6:
            return _measured(matrix, seen, values)
    return None


def _log_likelihood(matrix: Floats, seen: Floats, values: Floats) -> float:
    logs = matrix @ values
    return float(seen @ logs - np.exp(np.minimum(logs, 600)).sum())


def _measured(matrix: Floats, seen: Floats, values: Floats) -> DesignFit:
    means = np.exp(matrix @ values)
    inverse = np.linalg.inv(matrix.T @ (means[:, None] * matrix))
    terms = np.where(seen > 0, seen * np.log(np.where(seen > 0, seen, 1) / means), 0)
    return DesignFit(values, float(np.sqrt(inverse[0, 0])), float(2 * (terms - seen + means).sum()))


def profile(columns: Floats, table: CaptureTable, level: float) -> tuple[float, float, float] | None:
    """Return the multinomial profile-likelihood estimate of the number of people and its interval.

    For each number N the table is completed by N − n people on no list, the model fitted to it, and the likelihood of N
    taken; the ends are where twice its logarithm has fallen by a quantile of χ²₁ [cormack1992]_.

    Returns
    -------
    (point, low, high) or None
        ``high`` is inf where a million hidden people for each one seen are still within. None if nothing can be fitted.
    """
    rows = table.possible.copy()
    rows[0] = True
    n_people = table.observed

    def fall(log_hidden: float) -> float:
        hidden = float(np.exp(log_hidden))
        counts = table.array
        counts[0] = hidden
        fitted = fit_design(columns, counts, rows)
        if fitted is None:
            return np.inf
        # Saturated log-likelihood less half the deviance, both of the completed multinomial table.
        total = n_people + hidden
        perfect = float((np.where(counts > 0, counts * np.log(np.maximum(counts, 1e-300)), 0)).sum())
        chance = perfect - total * np.log(total) - fitted.deviance / 2
        return -float(gammaln(total + 1) - gammaln(hidden + 1) + chance)

    ends = (math.log(1e-3), math.log(_FAR * n_people))
    grid = np.linspace(*ends, 60)
    falls = np.array([fall(at) for at in grid])
    if not np.isfinite(falls).any():
        return None
    place = int(np.argmin(falls))
    around = (grid[max(place - 1, 0)], grid[min(place + 1, len(grid) - 1)])
    best = minimize_scalar(fall, bounds=around, method="bounded", options={"xatol": 1e-9})
    limit = float(best.fun) + chi2.ppf(level, 1) / 2

    def over(at: float) -> float:
        return fall(at) - limit

    low = brentq(over, ends[0], best.x) if over(ends[0]) > 0 else -math.inf
    high = brentq(over, best.x, ends[1]) if over(ends[1]) > 0 else math.inf
    return tuple(n_people + math.exp(end) for end in (float(best.x), low, high))  # type: ignore[return-value]
