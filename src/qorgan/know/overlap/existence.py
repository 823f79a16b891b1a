"""Whether a log-linear model has a finite estimate for a table, and only one.

A term whose lists share nobody has the estimate minus infinity: its cells hold nobody, and both leave the model
[chan2021]_. What is left has

- **more than one estimate** if the hidden cell is not fixed by the cells that are left (identifiability), or
- **no finite estimate** if there is a direction δ in which the likelihood rises forever: Aδ = 0 where people were seen,
  Aδ ≤ 0 where nobody was, and not 0 everywhere [fienberg2012]_.

Such a direction rules out every larger model, too, and every table with people in none of the cells it moves. So each is
kept, and a linear programme is solved only for what the kept ones leave open.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from scipy.optimize import linprog

from qorgan.know.overlap.cells import Bools, Floats, incidence, subset_sums, superset_sums

_TOLERANCE: Final = 1e-7  # of the solver; an entry of a direction that is scaled to at most 1


@dataclass(frozen=True, slots=True)
class Reduced:
    """Models after the terms without people have left; columns are pairs of model and table.

    Parameters
    ----------
    terms : array of bool, shape (2^n_lists, n_pairs)
        Terms with people.
    live : array of bool, shape (2^n_lists, n_pairs)
        Cells that are left.
    """

    terms: Bools
    live: Bools

    def __getitem__(self, columns: Bools) -> "Reduced":
        return Reduced(self.terms[:, columns], self.live[:, columns])


def reduce(terms: Bools, counts: Floats, possible: Bools) -> Reduced:
    """Let the terms whose lists share nobody leave, with their cells.

    Parameters
    ----------
    terms : array of bool, shape (2^n_lists, n_pairs)
    counts : array, shape (2^n_lists, n_pairs)
    possible : array of bool, shape (2^n_lists,)
        Cells that data can fill.
    """
    filled = superset_sums(counts) > 0
    dead = subset_sums((terms & ~filled).astype(np.float64)) > 0
    return Reduced(terms & filled, possible[:, None] & ~dead)


def is_identified(reduced: Reduced) -> Bools:
    """Say for which models the cells that are left fix every term.

    Each term but the intercept has its own cell, and these cells form a triangle. So one direction only can leave all of
    them as they are; it is computed, in whole numbers, and the model is identified if it moves another cell.

    Returns
    -------
    array of bool, shape (n_pairs,)
    """
    terms, live = reduced.terms, reduced.live
    own = terms[1:] & ~live[1:]
    identified = _moves_a_cell(terms, live)
    for column in np.flatnonzero(own.any(axis=0)):  # a cell where nobody can be breaks the triangle
        matrix = incidence(len(terms).bit_length() - 1)[live[:, column]][:, terms[:, column]]
        identified[column] = np.linalg.matrix_rank(matrix) == matrix.shape[1]
    return identified


def _moves_a_cell(terms: Bools, live: Bools) -> Bools:
    """Build the direction set by set: it is 0 on every cell that is a term's own, and what follows on the others."""
    moved = np.zeros(terms.shape)
    direction = np.zeros(terms.shape)
    direction[0] = moved[0] = 1
    for cell in range(1, len(terms)):
        inner = [term for term in range(cell) if term & cell == term]
        below = direction[inner].sum(axis=0)
        direction[cell] = np.where(terms[cell], -below, 0)
        moved[cell] = below + direction[cell]
    moved[0] = 0
    return np.asarray((live & (np.abs(moved) > 0.5)).any(axis=0))


@dataclass(slots=True)
class Directions:
    """Directions of no finite estimate that were found, for one number of lists.

    Parameters
    ----------
    terms, up, down : list of array of bool, shape (2^n_lists,)
        The terms a direction needs, and the cells that it raises and lowers.
    """

    terms: list[Bools] = field(default_factory=list)
    up: list[Bools] = field(default_factory=list)
    down: list[Bools] = field(default_factory=list)
    n_solved: int = 0

    def copy(self) -> "Directions":
        """Return a copy that can be added to alone."""
        return Directions(list(self.terms), list(self.up), list(self.down), self.n_solved)

    def add(self, other: "Directions") -> None:
        """Take over what another one knows."""
        known = {_key(*one) for one in zip(self.terms, self.up, self.down, strict=True)}
        for one in zip(other.terms, other.up, other.down, strict=True):
            if _key(*one) not in known:
                known.add(_key(*one))
                self._keep(*one)
        self.n_solved = max(self.n_solved, other.n_solved)

    def _keep(self, terms: Bools, up: Bools, down: Bools) -> None:
        self.terms.append(terms)
        self.up.append(up)
        self.down.append(down)

    def rule_out(self, reduced: Reduced, counts: Floats) -> Bools:
        """Say for which pairs a kept direction shows that there is no finite estimate; shape (n_pairs,)."""
        if not self.terms:
            return np.zeros(counts.shape[1], dtype=np.bool_)
        needed, up, down = (np.array(kept, dtype=np.float32) for kept in (self.terms, self.up, self.down))
        filled = (counts > 0).astype(np.float32)
        empty = (reduced.live & (counts == 0)).astype(np.float32)
        faults = needed @ (~reduced.terms).astype(np.float32) + (up + down) @ filled + up @ empty
        return np.asarray((faults == 0).any(axis=0))

    def settle(self, reduced: Reduced, counts: Floats) -> Bools:
        """Say for which pairs there is a finite estimate, smallest models first; shape (n_pairs,)."""
        exists = np.ones(counts.shape[1], dtype=np.bool_)
        is_open = ~self.rule_out(reduced, counts)
        exists[~is_open] = False
        n_terms = reduced.terms.sum(axis=0)
        while is_open.any():
            column = int(np.flatnonzero(is_open)[np.argmin(n_terms[is_open])])
            is_open[column] = False
            if self._solve(reduced.terms[:, column], reduced.live[:, column], counts[:, column]):
                continue
            exists[column] = False
            found = is_open.copy()
            found[is_open] = self.rule_out(reduced[is_open], counts[:, is_open])
            exists[found] = False
            is_open &= ~found
        return exists

    def _solve(self, terms: Bools, live: Bools, counts: Floats) -> bool:
        """Look for a direction by a linear programme; keep it and return False if there is one."""
        self.n_solved += 1
        matrix = incidence(len(terms).bit_length() - 1)[:, terms]
        filled, empty = live & (counts > 0), live & (counts == 0)
        if not empty.any():
            return True
        found = linprog(
            matrix[empty].sum(axis=0),
            A_eq=matrix[filled],
            b_eq=np.zeros(int(filled.sum())),
            A_ub=np.vstack([matrix[empty], -matrix[empty]]),
            b_ub=np.repeat([0.0, 1.0], int(empty.sum())),
            bounds=(None, None),
            method="highs",
        )
        if found.x is None or found.fun is None:
            return False  # the solver could not tell; what is not shown to be finite is not reported
        if found.fun > -0.5:
            return True
        direction = np.where(np.abs(found.x) > _TOLERANCE, found.x, 0)
        change = matrix @ direction
        used = np.zeros(len(terms), dtype=np.bool_)
        used[terms] = direction != 0
        change[0] = 0  # the hidden cell is no data
        self._keep(used, change > _TOLERANCE, change < -_TOLERANCE)
        return False


def _key(*parts: Bools) -> bytes:
    return b"".join(part.tobytes() for part in parts)
