"""Linear programmes over the kinds of people, solved by HiGHS with the few kinds that matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from qorgan.kernel.errors import DataError
from qorgan.know.figures.atoms import BESIDE, WITHIN, States, one_of_each
from qorgan.know.figures.claims import Claim

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Part = Literal["joint", "population", "conditional"]

TOLERANCE: Final = 1e-9  # shares nearer to each other than this are the same share

_PRECISION = 1e-10  # the finest that HiGHS takes
_NO_PRICE = 1e-12  # prices of rows below this are noise
_N_FIRST = 128  # kinds to begin with
_N_MORE = 50  # kinds added at a time


@dataclass(frozen=True, slots=True)
class Optimum:
    """What a programme found.

    Parameters
    ----------
    value : float
        Of the objective.
    kinds : array of int, shape (n,)
        The kinds that somebody is of.
    shares : array, shape (n,)
        How many are of each; they sum to 1, or to one over the population asked about.
    slack : array, shape (n_claims,)
        The change of every claim, on the joint scale, 0 for those that may not move.
    priced : tuple of int
        Places of the claims that the value depends on: over these alone it would be the same.
    """

    value: float
    kinds: Places
    shares: Floats
    slack: Floats
    priced: tuple[int, ...]

    @property
    def is_no_change(self) -> bool:
        """Whether every claim may stay as it is, to within the tolerance."""
        return bool((self.slack <= TOLERANCE).all())


class Programme:
    """All linear programmes over one table of kinds.

    Every claim is two rows that need no right-hand side, x being the share of each kind:

        P(event and given) - hi P(given) - a <= 0        lo P(given) - P(event and given) - a <= 0

    There may be 65,536 kinds, and an optimum needs one or two per claim. A programme therefore begins with some of them,
    and adds those that the prices of its rows show to be worth it, until none is. As the shares sum to 1, the value is
    then right to within the cheapest price left, 1e-10, and that of a conditional share to within 1e-10 / P(given). Kinds once added stay for the programmes that follow.

    Parameters
    ----------
    states : array of int8, shape (n_shares, n_kinds)
        As from `tabulate`; the claims come first.
    claims : sequence of Claim
        As many as there are, in the order of the rows.
    """

    def __init__(self, states: States, claims: Sequence[Claim]) -> None:
        self.states = states
        self.n_claims = len(claims)
        self.n_kinds = states.shape[1]
        lo, hi = (
            np.array([getattr(claim, end) for claim in claims], dtype=np.float64)[:, None] for end in ("lo", "hi")
        )
        of_claims = states[: self.n_claims]
        within, given = self._within(of_claims), self._given(of_claims)
        self._rows = np.concatenate([within - hi * given, lo * given - within])
        self._known = np.unique(np.linspace(0, self.n_kinds - 1, min(self.n_kinds, _N_FIRST)).astype(np.intp))

    def least_change(self, places: Sequence[int], weights: Floats | None = None) -> Optimum:
        """Return the smallest weighted change of some claims under which they hold together.

        Parameters
        ----------
        places : sequence of int
            Of the claims.
        weights : array, shape (len(places),), optional
            Price of each one's change; 1 by default.
        """
        prices = np.ones(len(places)) if weights is None else weights
        rows = _Rows(places, self.n_claims, weights=prices, allowance=None)
        return self._minimised(np.zeros(self.n_kinds), np.ones(self.n_kinds), rows)

    def extreme(self, row: int, sign: int, *, of: Part, places: Sequence[int], allowance: Floats) -> float:
        """Return the smallest (``sign`` 1) or largest (-1) share that some claims leave open.

        Parameters
        ----------
        row : int
            Row of the table that is asked about.
        of : {"joint", "population", "conditional"}
            P(event and given), P(given), or P(event given), for which P(given) must not be able to be 0.
        places : sequence of int
            Of claims that hold together once each may move by its ``allowance``.
        allowance : array, shape (n_claims,)
            On the joint scale; usually 0.

        Notes
        -----
        A conditional share is a ratio of two linear functions. With y = x / P(given), after Charnes and Cooper, it is
        linear again: the rows have no right-hand side and stay as they are, and P(given) = 1 in place of the sum.

        References
        ----------
        [charnes1962]_
        """
        asked = self.states[row : row + 1]
        within, given = self._within(asked)[0], self._given(asked)[0]
        cost = sign * (given if of == "population" else within)
        norm = given if of == "conditional" else np.ones(self.n_kinds)
        rows = _Rows(places, self.n_claims, weights=None, allowance=allowance[list(places)])
        return sign * self._minimised(cost, norm, rows, also=row).value

    @staticmethod
    def _within(states: States) -> Floats:
        return np.where(states == WITHIN, 1.0, 0.0)

    @staticmethod
    def _given(states: States) -> Floats:
        return np.where(states >= BESIDE, 1.0, 0.0)

    def _minimised(self, cost: Floats, norm: Floats, rows: "_Rows", also: int | None = None) -> Optimum:
        """Minimise cost x + weights a over x and a at least 0, with norm x = 1, subject to the rows.

        Kinds that stand alike in the claims in question, and in the row ``also``, begin as one.
        """
        told_apart = rows.claims if also is None else np.append(rows.claims, also)
        kinds = self._known[one_of_each(self.states[np.ix_(told_apart, self._known)])]
        is_floor = not cost.any()  # without a cost nothing is below 0
        while True:
            table = self._rows[np.ix_(rows.both_ends, kinds)]
            found = _solved(cost[kinds], norm[kinds], table, rows)
            more = self._worth_adding(cost, norm, rows, found, kinds)
            if not len(more) or (is_floor and found.value < _PRECISION):
                break
            kinds = np.concatenate([kinds, more])
        self._known = np.union1d(self._known, kinds[found.x > 0])
        slack = np.zeros(self.n_claims)
        if rows.may_move:
            slack[rows.claims] = found.slack
        priced = np.unique(np.tile(rows.claims, 2)[np.abs(found.prices) > _NO_PRICE])
        return Optimum(found.value, kinds[found.x > 0], found.x[found.x > 0], slack, tuple(priced.tolist()))

    def _worth_adding(self, cost: Floats, norm: Floats, rows: "_Rows", found: "_Solved", kinds: Places) -> Places:
        """Return the kinds whose reduced cost says that the value could fall, the cheapest first."""
        binds = found.prices != 0
        of_rows = found.prices[binds] @ self._rows[rows.both_ends[binds]] - found.prices @ np.tile(rows.allowance, 2)
        reduced = cost - of_rows - found.level * norm
        reduced[kinds] = 0
        more = np.flatnonzero(reduced < -_PRECISION)
        return more[np.argsort(reduced[more], kind="stable")][:_N_MORE]


class _Rows:
    """Which claims a programme is about, and what each may move: at a price, or so much for nothing."""

    def __init__(
        self, claims: Sequence[int], n_claims: int, *, weights: Floats | None, allowance: Floats | None
    ) -> None:
        self.claims = np.asarray(claims, dtype=np.intp)
        self.both_ends = np.concatenate([self.claims, self.claims + n_claims])
        self.may_move = weights is not None
        self.weights = np.zeros(0) if weights is None else weights
        self.allowance = np.zeros(len(claims)) if allowance is None else allowance

    @property
    def moves(self) -> Floats:
        """Which slack, by column, widens which row."""
        return np.tile(np.eye(len(self.claims), len(self.weights)), (2, 1))


@dataclass(frozen=True, slots=True)
class _Solved:
    """An optimum over some kinds: their shares, the slack of each claim, the prices of the rows and of the sum."""

    value: float
    x: Floats
    slack: Floats
    prices: Floats
    level: float


def _solved(cost: Floats, norm: Floats, table: Floats, rows: _Rows) -> _Solved:
    n_kinds, n_slacks = len(cost), len(rows.weights)
    found = linprog(
        np.concatenate([cost, rows.weights]),
        A_ub=np.concatenate([table - np.tile(rows.allowance, 2)[:, None], -rows.moves], axis=1),
        b_ub=np.zeros(len(table)),
        A_eq=np.concatenate([norm, np.zeros(n_slacks)])[None, :],
        b_eq=[1.0],
        method="highs-ds",
        options={
            "presolve": False,  # it costs more than it saves on tables this small
            "primal_feasibility_tolerance": _PRECISION,
            "dual_feasibility_tolerance": _PRECISION,
        },
    )
    if found.x is None or found.fun is None:
        raise _unsolved(found.message)
    prices, level = np.asarray(found.ineqlin.marginals), float(found.eqlin.marginals[0])
    return _Solved(float(found.fun), found.x[:n_kinds], found.x[n_kinds:], prices, level)


def _unsolved(message: str) -> DataError:
    return DataError(
        f"the linear programme was not solved: {message}",
        next_step="please report this with the file, it should not happen",
    )
