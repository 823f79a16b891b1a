"""The kinds of people that a set of claims tells apart."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from qorgan.know.figures.claims import System
from qorgan.know.figures.expressions import Share, Truth, holds

States = NDArray[np.int8]
OUTSIDE, BESIDE, WITHIN = 0, 1, 2  # not in the population; in it, without the event; in both

_DIGITS = 24  # of base 3; with the number of one of 2^16 kinds before them they fit into 64 bits


def tabulate(system: System, shares: Sequence[Share]) -> States:
    """Say for every kind of person where it stands in every share.

    An atom says of each event whether it happened: n events make 2^n atoms. Atoms that stand alike in all shares
    cannot be told apart by any claim, so each kind is kept once.

    Returns
    -------
    array of int8, shape (n_shares, n_kinds)
        ``OUTSIDE``, ``BESIDE`` or ``WITHIN``; atoms that a nesting rules out are missing.
    """
    columns = columns_of(system.used, system.nested)
    n_atoms = len(next(iter(columns.values()))) if columns else 1
    everybody = np.ones(n_atoms, dtype=np.bool_)
    states = np.empty((len(shares), len(everybody)), dtype=np.int8)
    for row, share in zip(states, shares, strict=True):
        given = everybody if share.given is None else holds(share.given, columns)
        row[:] = given * (BESIDE + holds(share.event, columns))
    return states[:, one_of_each(states)]


def columns_of(events: Sequence[str], nested: Sequence[tuple[str, str]]) -> Mapping[str, Truth]:
    """Return for each event in which atoms it happened; atoms that a nesting rules out are missing.

    Returns
    -------
    mapping of str to array of bool, shape (n_atoms,)
        Of ``2 ** len(events)`` atoms at most.
    """
    atoms = np.arange(2 ** len(events), dtype=np.int64)
    columns = {name: (atoms >> place & 1).astype(np.bool_) for place, name in enumerate(events)}
    can_be = np.ones(len(atoms), dtype=np.bool_)
    for inner, outer in nested:
        can_be &= ~columns[inner] | columns[outer]
    return {name: column[can_be] for name, column in columns.items()}


def one_of_each(states: States) -> NDArray[np.intp]:
    """Return the place of the first column of every kind, kinds in the order of their states.

    Examples
    --------
    >>> one_of_each(np.array([[1, 0, 1], [2, 0, 2]], dtype=np.int8)).tolist()
    [1, 0]
    """
    keys = np.zeros(states.shape[1], dtype=np.uint64)
    for start in range(0, len(states), _DIGITS):
        for row in states[start : start + _DIGITS]:
            keys = keys * np.uint64(3) + row.astype(np.uint64)
        keys = np.unique(keys, return_inverse=True)[1].astype(np.uint64)
    return np.unique(keys, return_index=True)[1]
