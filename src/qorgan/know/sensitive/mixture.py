"""The likelihood of a list experiment: whoever answered is a mixture of those whom the sensitive item holds for or not."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy.special import expit, log_expit

from qorgan.know.sensitive.item_counts import slopes_of
from qorgan.know.survey.design import Bools, Floats, Ints

End = Literal["floor", "ceiling"]
_UNLIKELY: Final = -1e10  # log-probability of what cannot be; finite, so that nothing becomes nan


@dataclass(frozen=True)
class Model:
    """What is assumed of the answers.

    Parameters
    ----------
    is_constrained : bool
        Whether the plain items hold as often for those whom the sensitive item holds for as for the others.
    is_overdispersed : bool
        Whether they are beta-binomial rather than binomial.
    liars : tuple of {"floor", "ceiling"}
        Ends of the list at which some whom the sensitive item holds for say one item fewer.
    """

    is_constrained: bool = True
    is_overdispersed: bool = False
    liars: tuple[End, ...] = ()

    def layout(self, size: int) -> "Layout":
        """Return where the parameters stand, for so many covariates."""
        n_plain = 1 if self.is_constrained else 2
        after = size * (1 + n_plain)
        plain = tuple(slice(size * (1 + min(z, n_plain - 1)), size * (2 + min(z, n_plain - 1))) for z in (0, 1))
        spread = tuple(after + min(z, n_plain - 1) if self.is_overdispersed else None for z in (0, 1))
        after += n_plain * self.is_overdispersed
        liars: dict[End, int] = {end: after + place for place, end in enumerate(self.liars)}
        return Layout(slice(0, size), plain, spread, liars, after + len(self.liars))


@dataclass(frozen=True)
class Layout:
    """Where the parameters of a model stand: δ, ψ by class, λ by class, logits of lying by end, and how many there are."""

    sensitive: slice
    plain: tuple[slice, ...]
    spread: tuple[int | None, ...]
    liars: dict[End, int]
    n_parameters: int


@dataclass(frozen=True)
class Cells:
    """People who are alike, once, with how many they are.

    Parameters
    ----------
    answers, treated : array, shape (m,)
    x : array, shape (m, k)
    weights : array, shape (m,)
        Sums of weights.
    place : array of int, shape (n,)
        Cell of each person.
    n_items : int
    """

    answers: Ints
    treated: Bools
    x: Floats
    weights: Floats
    place: Ints
    n_items: int


def cells_of(answers: Ints, treated: Bools, x: Floats, weights: Floats, n_items: int) -> Cells:
    """Return the cells of some people."""
    rows, place = np.unique(np.column_stack([answers, treated, x]), axis=0, return_inverse=True)
    place = place.reshape(-1)
    sums: Floats = np.bincount(place, weights, minlength=len(rows)).astype(np.float64, copy=False)
    return Cells(rows[:, 0].astype(np.int64), rows[:, 1] == 1, rows[:, 2:], sums, place, n_items)


@dataclass(frozen=True)
class _Part:
    """One way in which an answer can have come about: its joint log-probability and slopes, shapes (m,) and (m, p)."""

    log: Floats
    scores: Floats
    curved: "tuple[tuple[slice | int, slice | int, Floats], ...]"  # second derivatives by block, a number a cell


@dataclass(frozen=True)
class Likelihood:
    """The log-likelihood at some parameters.

    Parameters
    ----------
    log : float
    scores : array, shape (m, p)
        Of each cell, for one person of it.
    posterior : array, shape (m,)
        Chance that the sensitive item holds, given the answer.
    complete, observed : array, shape (p, p)
        Information if the classes were known, and as they are not [louis1982]_.
    """

    log: float
    scores: Floats
    posterior: Floats
    complete: Floats
    observed: Floats


def likelihood(cells: Cells, model: Model, at: Floats) -> Likelihood:
    """Return the log-likelihood with its slopes.

    Parameters
    ----------
    cells : Cells
    model : Model
    at : array, shape (p,)
        Parameters, as the model's layout says.

    Notes
    -----
    Scores are means of the complete scores over the ways in which an answer can have come about, information is the mean of
    the complete information less the covariance of the complete scores.
    """
    layout = model.layout(cells.x.shape[1])
    parts = list(_parts(cells, layout, at))
    logs = np.stack([part.log for part, _ in parts])
    top = logs.max(axis=0)
    chances = np.exp(logs - top)
    total = chances.sum(axis=0)
    chances /= total
    scores = sum(chance[:, None] * part.scores for chance, (part, _) in zip(chances, parts, strict=True))
    complete = np.zeros((layout.n_parameters, layout.n_parameters))
    spread = np.zeros_like(complete)
    for chance, (part, _) in zip(chances, parts, strict=True):
        weight = cells.weights * chance
        off = part.scores - scores
        spread += off.T @ (off * weight[:, None])
        for one, other, values in part.curved:
            block = _block(cells.x, one, other, values * weight)
            complete[one, other] -= block
            if one != other:
                complete[other, one] -= block.T
    holds = sum(chance for chance, (_, z) in zip(chances, parts, strict=True) if z)
    log = float((cells.weights * (top + np.log(total))).sum())
    return Likelihood(log, np.asarray(scores), np.asarray(holds), complete, complete - spread)


def _parts(cells: Cells, layout: Layout, at: Floats) -> Iterator[tuple[_Part, int]]:
    """Yield the ways in which answers come about, with the class z that each is of."""
    eta = cells.x @ at[layout.sensitive]
    ends = {"ceiling": cells.n_items, "floor": 0}
    for z in (0, 1):
        honest = cells.answers - z * cells.treated
        tells: list[tuple[int, Bools, float]] = []
        if z:
            tells = [(place, cells.treated & (honest == ends[end]), -1.0) for end, place in layout.liars.items()]
        yield _part(cells, layout, at, z, eta, honest, tells), z
    for end, place in layout.liars.items():
        is_here = cells.treated & (cells.answers == ends[end])
        hidden = np.where(is_here, ends[end], -1)
        yield _part(cells, layout, at, 1, eta, hidden, [(place, is_here, 1.0)]), 1


def _part(  # noqa: PLR0917  two calls, side by side
    cells: Cells,
    layout: Layout,
    at: Floats,
    z: int,
    eta: Floats,
    counts: Ints,
    tells: Sequence[tuple[int, Bools, float]],
) -> _Part:
    can_be = (counts >= 0) & (counts <= cells.n_items)
    spread_at = layout.spread[z]
    psi = layout.plain[z]
    plain = slopes_of(
        np.where(can_be, counts, 0), cells.n_items, cells.x @ at[psi], None if spread_at is None else at[spread_at]
    )
    sign = 1.0 if z else -1.0
    share = expit(eta)
    log = np.where(can_be, plain.log + log_expit(sign * eta), _UNLIKELY)
    scores = np.zeros((len(counts), layout.n_parameters))
    scores[:, layout.sensitive] = cells.x * (z - share)[:, None]
    scores[:, psi] = cells.x * plain.by_eta[:, None]
    curved: list[tuple[slice | int, slice | int, Floats]] = [
        (layout.sensitive, layout.sensitive, -share * (1 - share)),
        (psi, psi, plain.by_eta_eta),
    ]
    if spread_at is not None:
        scores[:, spread_at] = plain.by_lambda
        curved += [(spread_at, spread_at, plain.by_lambda_lambda), (psi, spread_at, plain.by_eta_lambda)]
    for place, is_here, lies in tells:
        chance = float(expit(at[place]))
        log = log + np.where(is_here, log_expit(lies * at[place]), 0.0)
        scores[:, place] = np.where(is_here, (lies > 0) - chance, 0.0)
        curved.append((place, place, np.where(is_here, -chance * (1 - chance), 0.0)))
    return _Part(log, scores, tuple(curved))


def _block(x: Floats, one: slice | int, other: slice | int, values: Floats) -> Floats:
    """Return the sum over cells of a block of second derivatives."""
    if isinstance(one, slice) and isinstance(other, slice):
        return np.asarray(x.T @ (x * values[:, None]))
    if isinstance(one, slice):
        return np.asarray(x.T @ values)
    return np.asarray(values.sum())


def is_at_edge(share: float) -> bool:
    """Whether a share has run away to 0 or 1, where no finite parameter gives it."""
    return not 1e-6 < share < 1 - 1e-6 or math.isnan(share)
