"""Whether published shares admit any joint distribution, the smallest change that would mend them, and what follows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from qorgan.know.figures.atoms import BESIDE, WITHIN, tabulate
from qorgan.know.figures.claims import System
from qorgan.know.figures.expressions import parse_share
from qorgan.know.figures.programme import TOLERANCE, Floats, Optimum, Part, Programme

Bounds = tuple[float, float]

DIGITS: Final = 12  # what is printed of a share; the solver knows no more
_NUDGE: Final = 1e-4  # relative; what decides between changes that cost the same


@dataclass(frozen=True, slots=True)
class Move:
    """A claim that the smallest change touches.

    Parameters
    ----------
    place : int
        Of the claim, from 0.
    change : float
        On the joint scale: the a of P(event and given) = value P(given) ± a.
    value : float
        The share that the event then has of its population.
    """

    place: int
    change: float
    value: float


@dataclass(frozen=True, slots=True)
class Coherence:
    """What a set of claims allows.

    Parameters
    ----------
    feasible : bool
        Whether some joint distribution has all claimed shares.
    min_total_slack : float
        Smallest sum of the claims' changes, each times its weight, that would make them hold together; 0 if they do.
    moves : tuple of Move
        One such smallest change. There may be others of the same size; this one prefers to move later claims.
    bounds : (float, float) or None
        Between which the target lies. None without a target, if the claims do not hold together, and for a conditional
        target whose population may be empty.
    """

    feasible: bool
    min_total_slack: float
    moves: tuple[Move, ...]
    bounds: Bounds | None


class Assessor:
    """Answers all questions about one system from one table of kinds.

    Parameters
    ----------
    system : System
        Row i of the table is claim i; the target, where there is one, is the last row.
    """

    def __init__(self, system: System) -> None:
        self.system = system
        shares = [claim.share for claim in system.claims]
        if system.target is not None:
            shares.append(parse_share(system.target))
        self.everything = tuple(range(len(system.claims)))
        self.programme = Programme(tabulate(system, shares), system.claims)

    def coherence(self) -> Coherence:
        """Assess the whole system."""
        if not self.plain.is_no_change:
            mended = self.mended(self.everything)
            return Coherence(False, round(mended.value, DIGITS), self.moves(mended), None)
        is_asked = self.system.target is not None
        bounds = self.bounds(len(self.everything), self.everything, self.plain.slack) if is_asked else None
        return Coherence(True, 0.0, (), bounds)

    @cached_property
    def plain(self) -> Optimum:
        """The smallest change of all claims without their weights, on which it never depends whether they hold together."""
        return self.programme.least_change(self.everything)

    def mended(self, places: Sequence[int]) -> Optimum:
        """Return the cheapest change, by the weights, under which some claims hold together.

        Among several that cost the same, one that moves later claims: figures come before what was made of them.
        """
        weights = np.array([self.system.claims[place].weight for place in places])
        cheapest = self.programme.least_change(places, weights)
        later = self.programme.least_change(places, weights * np.linspace(1 + _NUDGE, 1, len(places)))
        is_as_cheap = float(weights @ later.slack[list(places)]) <= cheapest.value + TOLERANCE
        return replace(later, value=cheapest.value) if is_as_cheap else cheapest

    def moves(self, mended: Optimum) -> tuple[Move, ...]:
        """Say which claims a change touches, and what they then say."""
        found = []
        for place in np.flatnonzero(mended.slack > TOLERANCE).tolist():
            states = self.programme.states[place, mended.kinds]
            given = float(mended.shares[states >= BESIDE].sum())
            value = float(mended.shares[states == WITHIN].sum()) / given  # a claim about nobody needs no change
            found.append(Move(place, round(float(mended.slack[place]), DIGITS), tidy(value)))
        return tuple(found)

    def bounds(self, row: int, places: Sequence[int], allowance: Floats) -> Bounds | None:
        """Return between which the share of a row lies if some claims hold; None if its population may be empty.

        Parameters
        ----------
        row : int
            Row of the table: a claim, or the target.
        places : sequence of int
            Claims that hold together.
        allowance : array, shape (n_claims,)
            What each needs to do so, below the tolerance.
        """
        is_plain = bool((self.programme.states[row] >= BESIDE).all())
        if not is_plain and self.population(row, places, allowance, 1) <= TOLERANCE:
            return None
        of: Part = "joint" if is_plain else "conditional"
        low, high = (self.programme.extreme(row, sign, of=of, places=places, allowance=allowance) for sign in (1, -1))
        return tidy(low), max(tidy(low), tidy(high))

    def population(self, row: int, places: Sequence[int], allowance: Floats, sign: int) -> float:
        """Return the smallest (``sign`` 1) or largest (-1) share of everybody that a row's population can have."""
        return self.programme.extreme(row, sign, of="population", places=places, allowance=allowance)


def assess(system: System) -> Coherence:
    """Say whether claims can hold together, what would mend them, and what follows for the target.

    Notes
    -----
    Shares x of the kinds of people, at least 0 and summing to 1; for every claim lo P(given) - a <= P(event and given)
    <= hi P(given) + a with a >= 0; the least sum of weight times a. The claims hold together if the least sum of a alone
    moves none of them by more than 1e-9. A claim about a population that may be empty holds while it is.

    References
    ----------
    [hailperin1965]_, [charnes1962]_

    Examples
    --------
    >>> from qorgan.know.figures.claims import Claim
    >>> claims = (Claim("1", "physical", None, 0.22, 0.22), Claim("2", "sexual", None, 0.11, 0.11))
    >>> assess(System(("physical", "sexual"), claims, target="physical or sexual")).bounds
    (0.22, 0.33)
    """
    return Assessor(system).coherence()


def tidy(share: float) -> float:
    """Round away what the solver cannot know: digits, what lies outside 0 to 1, the sign of zero."""
    return min(max(round(share, DIGITS), 0.0), 1.0) + 0.0
