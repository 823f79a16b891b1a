"""Capture histories as numbers: cell 0b101 is everybody who is on the first and the third list and on no other.

A set of lists is the number whose bits are those lists; a cell is the set of the lists that hold its people; a term of a
model is a set too. What follows works on arrays whose first axis runs over all 2^n_lists sets.
"""

from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def superset_sums(values: Floats) -> Floats:
    """Return for every set the sum over all sets that contain it.

    Parameters
    ----------
    values : array, shape (2^n_lists, ...)

    Examples
    --------
    >>> superset_sums(np.array([1.0, 2.0, 4.0, 8.0])).tolist()
    [15.0, 10.0, 12.0, 8.0]
    """
    sums = values.copy()
    for step in _steps(len(values)):
        pairs = sums.reshape(-1, 2, step, *values.shape[1:])
        pairs[:, 0] += pairs[:, 1]
    return sums


def subset_sums(values: Floats) -> Floats:
    """Return for every set the sum over all sets within it.

    Examples
    --------
    >>> subset_sums(np.array([1.0, 2.0, 4.0, 8.0])).tolist()
    [1.0, 3.0, 5.0, 15.0]
    """
    sums = values.copy()
    for step in _steps(len(values)):
        pairs = sums.reshape(-1, 2, step, *values.shape[1:])
        pairs[:, 1] += pairs[:, 0]
    return sums


def _steps(n_cells: int) -> list[int]:
    return [1 << bit for bit in range(n_cells.bit_length() - 1)]


@cache
def sizes(n_lists: int) -> Ints:
    """Return how many lists each set holds; shape (2^n_lists,)."""
    return np.array([cell.bit_count() for cell in range(1 << n_lists)], dtype=np.int64)


@cache
def memberships(n_lists: int) -> Bools:
    """Say which lists each set holds; shape (2^n_lists, n_lists)."""
    return np.asarray((np.arange(1 << n_lists)[:, None] >> np.arange(n_lists) & 1).astype(np.bool_))


@cache
def incidence(n_lists: int) -> Floats:
    """Return 1 where a cell (row) contains a term (column), else 0; shape (2^n_lists, 2^n_lists)."""
    every = np.arange(1 << n_lists)
    return np.asarray(((every[:, None] & every) == every).astype(np.float64))


def moved(cell: int, places: Iterable[int]) -> int:
    """Return a set with its lists renumbered: list i becomes list ``places[i]``.

    Examples
    --------
    >>> moved(0b011, (2, 0, 1))
    5
    """
    return sum(1 << place for bit, place in enumerate(places) if cell >> bit & 1)
