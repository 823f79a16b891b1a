"""The highest point of a likelihood of classes that nobody sees: by EM first, then by Newton's steps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.special import logit

from qorgan.know.sensitive.mixture import Cells, Likelihood, Model, likelihood
from qorgan.know.survey.design import Floats

_STEPS: Final = 1000
_EM_STEPS: Final = 5  # before Newton's may be tried: he finds the nearest maximum, EM the hill
_CLOSE: Final = 1e-11  # what the next step may still promise
_GAINLESS: Final = 1e-6
_LONGEST: Final = 5.0  # change of a parameter in one step, covariates being scaled
_FAR: Final = 40.0  # a parameter beyond has run away: no finite one is the best
_NO_SPREAD: Final = -12.0  # log θ below which a beta-binomial is a binomial
SHARES: Final = (0.15, 0.5)  # where climbs begin, beside the difference in means


@dataclass(frozen=True)
class Top:
    """A maximum: its parameters, and the likelihood there."""

    at: Floats
    found: Likelihood


def highest(cells: Cells, model: Model, shares: Sequence[float], mean: float) -> Top | None:
    """Return the highest maximum that climbs from several starts reach; None if there is none inside.

    Parameters
    ----------
    cells : Cells
        With scaled covariates.
    model : Model
    shares : sequence of float
        Of people for whom the sensitive item holds, where to begin; in (0, 1).
    mean : float
        Chance of a plain item, where to begin; in (0, 1).
    """
    tops = [top for start in _starts(cells, model, shares, mean) if (top := climbed(cells, model, start)) is not None]
    return max(tops, key=lambda top: top.found.log, default=None)


def _starts(cells: Cells, model: Model, shares: Sequence[float], mean: float) -> Iterator[Floats]:
    """Yield where to begin; where classes differ, the maximum where they do not, and beside it."""
    layout = model.layout(cells.x.shape[1])
    for share in shares:
        at = np.zeros(layout.n_parameters)
        at[0] = logit(share)
        for psi in layout.plain:
            at[psi.start] = logit(mean)
        at[[place for place in layout.spread if place is not None]] = -3.0
        at[list(layout.liars.values())] = -1.0
        if model.is_constrained:
            yield at
            continue
        top = highest(cells, replace(model, is_constrained=True), [share], mean)
        if top is not None:
            at[: layout.plain[0].stop] = top.at[: layout.plain[0].stop]
            at[layout.plain[1]] = at[layout.plain[0]]
        for shift in (0.0, 1.0, -1.0):
            moved = at.copy()
            moved[layout.plain[1].start] += shift
            yield moved


def climbed(cells: Cells, model: Model, start: Floats) -> Top | None:
    """Return the maximum above a start; None if there is none in reach.

    Notes
    -----
    A step of EM is one Newton step with the information of known classes [lange1995]_; later steps use the observed
    information [louis1982]_ where it is positive. No step goes down.
    """
    spreads = [place for place in model.layout(cells.x.shape[1]).spread if place is not None]
    at, found = start, likelihood(cells, model, start)
    for step in range(_STEPS):
        is_newton = step >= _EM_STEPS and is_regular(found.observed)
        information = found.complete if step < _EM_STEPS else found.observed
        gradient = found.scores.T @ cells.weights
        direction: Floats = np.linalg.solve(information if is_newton else _lifted(information), gradient).astype(
            np.float64, copy=False
        )
        gain = float(direction @ gradient)
        if is_newton and gain < _CLOSE:
            return Top(at, found)
        if step >= _EM_STEPS and not is_newton and gain < _GAINLESS:
            return None  # flat for ever: the best lies at no finite place
        moved = _moved(cells, model, at, direction, found.log)
        if moved is None:  # rounding: the top is here
            return Top(at, found) if gain < _GAINLESS and is_regular(found.observed) else None
        at, found = moved
        if np.abs(at).max() > _FAR or any(at[place] < _NO_SPREAD for place in spreads):
            return None
    return None


def _moved(cells: Cells, model: Model, at: Floats, direction: Floats, least: float) -> tuple[Floats, Likelihood] | None:
    """Return where a step leads, halved until it does not go down."""
    length = min(1.0, _LONGEST / max(float(np.abs(direction).max()), 1e-300))
    while length > 1e-10:
        there = at + length * direction
        found = likelihood(cells, model, there)
        if found.log >= least:
            return there, found
        length /= 2
    return None


def is_regular(information: Floats) -> bool:
    """Say whether information is positive in every direction."""
    roots = np.linalg.eigvalsh(information)
    return bool(roots[0] > 1e-9 * max(roots[-1], 1.0))


def _lifted(information: Floats) -> Floats:
    """Return information made positive, so that its step leads upwards."""
    roots, directions = np.linalg.eigh(information)
    sizes = np.maximum(np.abs(roots), 1e-6 * np.abs(roots).max())
    return np.asarray((directions * sizes) @ directions.T)
