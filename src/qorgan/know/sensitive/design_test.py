"""Whether being shown the sensitive item changed the answers to the others: then the difference is no share."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import nnls
from scipy.stats import chi2, norm, t

from qorgan.know.sensitive.experiment import Experiment
from qorgan.know.sensitive.means import scores_of_means
from qorgan.know.sensitive.orthants import chi_bar_weights
from qorgan.know.survey.design import Bools, Floats

_NOTHING: Final = 1e-12  # a share or an error that is one of rounding only
_ENOUGH: Final = 2  # degrees of freedom for each share; with fewer they are tested one by one
_RIDGE: Final = 1e-10  # of the variances: two shares of the same people are one share


@dataclass(frozen=True, slots=True)
class Share:
    """The share of people with a number of plain items, who hold the sensitive one or do not.

    Parameters
    ----------
    holds : bool
        Whether the sensitive item holds.
    others : int
        How many of the plain items hold.
    estimate, se : float
        Below 0 by more than chance: the answers were changed by the list.
    """

    holds: bool
    others: int
    estimate: float
    se: float

    def to_dict(self) -> dict[str, object]:
        """Return the row of the table of ``--json``."""
        return {"holds": self.holds, "others": self.others, "estimate": self.estimate, "se": self.se}


@dataclass(frozen=True, slots=True)
class DesignTest:
    """A test of the hypothesis that the sensitive item changed no answer to the others.

    Parameters
    ----------
    p : float
        In [0, 1], for both halves of the table together (Bonferroni). Shares count that do not stand out above the rest.
    p_by_error : float
        The same where a share is left out that lies √log n of its own standard errors above 0.
    table : tuple of Share
        Those who hold the sensitive item, then the others; by number of plain items.
    """

    p: float
    p_by_error: float
    table: tuple[Share, ...]

    def to_dict(self) -> dict[str, object]:
        """Return the part of ``--json``."""
        return {"p": self.p, "p_by_error": self.p_by_error, "table": [one.to_dict() for one in self.table]}


def design_test(experiment: Experiment) -> DesignTest:
    """Test whether the list changed the answers.

    Parameters
    ----------
    experiment : Experiment

    Returns
    -------
    DesignTest

    Notes
    -----
    If nothing changed, π(j, 1) = P(y ≤ j | plain) - P(y ≤ j | longer) and π(j, 0) = P(y ≤ j | longer) -
    P(y ≤ j - 1 | plain) are shares of people. For each half the statistic is how far the estimates lie from the nearest
    without one below 0, its distribution a mixture of χ². Shares far above 0 say nothing about the hypothesis and are left
    out: for ``p`` those with √n π over the standard deviation *of the shares of that half* beyond √log n, as the published
    software does; for ``p_by_error`` those with π over their own standard error beyond it. A single share left is tested by
    Welch's t. Where a design leaves fewer than two degrees of freedom a share, shares are tested one by one (Bonferroni).

    References
    ----------
    [blair2012]_
    """
    shares, covariances = _shares(experiment)
    ps = {}
    for by_error in (False, True):
        both = [
            _p(experiment, holds, shares[holds], covariances[holds], by_error=by_error) for holds in (True, False)
        ]  # fmt: skip
        ps[by_error] = min(1.0, 2 * min(both))
    table = tuple(
        Share(holds, others, float(shares[holds][others]), math.sqrt(max(covariances[holds][others, others], 0.0)))
        for holds in (True, False)
        for others in range(experiment.n_items + 1)
    )
    return DesignTest(ps[False], ps[True], table)


def _shares(experiment: Experiment) -> tuple[dict[bool, Floats], dict[bool, Floats]]:
    """Return by class the shares for 0 to J plain items, and their covariance; shapes (J + 1,) and (J + 1, J + 1)."""
    shares, covariances = {}, {}
    for holds in (True, False):
        means, terms = scores_of_means(experiment, _below(experiment, holds=holds))
        sign = -1.0 if holds else 1.0
        shares[holds] = sign * (means[1] - means[0])
        covariances[holds] = experiment.sample.covariance(terms)
    return shares, covariances


def _below(experiment: Experiment, *, holds: bool) -> Floats:
    """Return whether each answer is at most j, or of the plain list j - 1 where it does not hold; shape (n, J + 1)."""
    most = np.arange(experiment.n_items + 1)[None] - (0 if holds else (~experiment.treated)[:, None])
    return np.asarray(experiment.answers[:, None] <= most, dtype=np.float64)


def _p(experiment: Experiment, holds: bool, shares: Floats, covariance: Floats, *, by_error: bool) -> float:
    """Return the chance of shares at least so far below 0; the one that no answer can put below 0 is not among them."""
    inside = slice(0, -1) if holds else slice(1, None)
    part, of_part = shares[inside], covariance[inside, inside]
    errors = np.sqrt(np.maximum(np.diag(of_part), 0))
    if ((part < -_NOTHING) & (errors <= _NOTHING)).any():
        return 0.0  # everybody of one half answers below what the other half allows
    kept = _kept(part, errors, experiment.n, by_error=by_error)
    left = part[kept]
    if not len(left) or (left >= 0).all():
        return 1.0
    if len(left) == 1 or experiment.sample.df < _ENOUGH * len(left):
        places = np.flatnonzero(kept) + (0 if holds else 1)
        return min(1.0, len(left) * min(_p_of_one(experiment, holds, int(place)) for place in places))
    cut = of_part[np.ix_(kept, kept)]
    cut = cut + _RIDGE * np.diag(np.diag(cut))
    root = np.linalg.cholesky(np.linalg.inv(cut)).T
    off = float(nnls(root, root @ left)[1]) ** 2
    weights = chi_bar_weights(cut)
    return float(sum(weight * chi2.sf(off, df) for df, weight in enumerate(weights) if df))


def _kept(shares: Floats, errors: Floats, n: int, *, by_error: bool) -> Bools:
    most = math.sqrt(math.log(n))
    is_there: Bools = (np.abs(shares) > _NOTHING) & (errors > _NOTHING)
    if len(shares) == 1:
        return is_there
    spread = errors if by_error else np.full(len(shares), max(float(np.std(shares, ddof=1)), 1e-300) / math.sqrt(n))
    return np.asarray(is_there & ~(shares > most * spread))


def _p_of_one(experiment: Experiment, holds: bool, place: int) -> float:
    """Return the one-sided p of a share being below 0."""
    values = _below(experiment, holds=holds)[:, place]
    means, terms = scores_of_means(experiment, values[:, None])
    share = float(means[1, 0] - means[0, 0]) * (-1 if holds else 1)
    if experiment.sample.design is not None:
        se = math.sqrt(float(experiment.sample.covariance(terms)[0, 0]))
        df = experiment.sample.df
        return float(t.cdf(share / se, df) if df > 0 else norm.cdf(share / se))
    arms = [values[experiment.treated == arm] for arm in (False, True)]
    parts = [float(np.var(arm, ddof=1)) / len(arm) for arm in arms]
    df = sum(parts) ** 2 / sum(part**2 / (len(arm) - 1) for part, arm in zip(parts, arms, strict=True))
    return float(t.cdf(share / math.sqrt(sum(parts)), df))
