"""How likely all of several normal numbers are above 0, and the weights of a test of inequalities that follow from it."""

import itertools
import math
from typing import Final

import numpy as np
from scipy.special import ndtr, ndtri

from qorgan.know.survey.design import Floats

_POINTS: Final = 1 << 14
_PRIMES: Final = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29)


def orthant(covariance: Floats) -> float:
    """Return the chance that normal numbers around 0 are all above 0.

    Parameters
    ----------
    covariance : array, shape (d, d)
        Positive definite, d at most 11.

    Notes
    -----
    Up to three numbers by arcsines. Beyond, one conditional number after the other [genz1992]_ over the points of a
    lattice, which are no chance and always the same; good to 1e-4.

    Examples
    --------
    >>> round(orthant(np.eye(2)), 12), round(orthant(np.array([[1, 0.5], [0.5, 1]])), 12)
    (0.25, 0.333333333333)
    """
    size = len(covariance)
    if size <= 1:
        return 0.5**size
    deviations = np.sqrt(np.maximum(np.diag(covariance), 1e-300))  # rounding
    correlation = np.clip(covariance / np.outer(deviations, deviations), -1, 1)
    if size <= 3:
        angles = np.arcsin(correlation[np.triu_indices(size, 1)]).sum()
        return float(0.5**size + angles / (2**size * math.pi / 2))
    return _by_lattice(correlation)


def _by_lattice(correlation: Floats) -> float:
    size = len(correlation)
    root = np.linalg.cholesky(correlation + 1e-12 * np.eye(size))
    steps = np.sqrt(np.array(_PRIMES[: size - 1], dtype=np.float64))
    points = np.arange(1, _POINTS + 1)[:, None] * steps % 1
    points = 1 - np.abs(2 * points - 1)  # folded: the rest of a smooth sum over a lattice shrinks faster
    normal = np.zeros((_POINTS, size))
    product = np.full(_POINTS, 0.5)
    below = product
    for place in range(1, size):
        normal[:, place - 1] = ndtri(np.clip(points[:, place - 1] * below, 1e-300, 1 - 1e-16))
        below = ndtr(-(normal[:, :place] @ root[place, :place]) / root[place, place])
        product = product * below
    return float(product.mean())


def chi_bar_weights(covariance: Floats) -> Floats:
    """Return how likely it is that so many of d normal numbers are moved to 0 by the nearest point without one below 0.

    Parameters
    ----------
    covariance : array, shape (d, d)
        Positive definite. Near is meant by its inverse.

    Returns
    -------
    array, shape (d + 1,)
        From none moved to all; sums to 1.

    References
    ----------
    [kudo1963]_
    """
    size = len(covariance)
    weights = np.zeros(size + 1)
    for n_moved in range(size + 1):
        for moved in itertools.combinations(range(size), n_moved):
            kept = [place for place in range(size) if place not in moved]
            inverse: Floats = np.empty((0, 0))
            if moved:
                inverse = np.asarray(np.linalg.inv(covariance[np.ix_(moved, moved)]), dtype=np.float64)
            across = covariance[np.ix_(kept, moved)]
            rest = covariance[np.ix_(kept, kept)] - across @ inverse @ across.T
            weights[n_moved] += orthant(inverse) * orthant(np.asarray(rest))
    return np.asarray(weights / weights.sum())
