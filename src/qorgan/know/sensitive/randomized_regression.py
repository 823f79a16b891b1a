"""Regression of what a randomized response asks, by maximum likelihood."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.special import expit, logit

from qorgan.know.estimate import LEVEL, require_level
from qorgan.know.sensitive.device import Device
from qorgan.know.sensitive.estimates import Estimate, around_share, coefficients_of, none_of
from qorgan.know.sensitive.experiment import INTERCEPT
from qorgan.know.sensitive.mixture import is_at_edge
from qorgan.know.sensitive.randomized import ASSUMPTIONS
from qorgan.know.sensitive.sandwich import Sample
from qorgan.know.sensitive.scaling import scale_of
from qorgan.know.sensitive.sentences import message
from qorgan.know.survey.design import Floats

_STEPS: Final = 200


def regression(
    answers: Floats,
    covariates: Floats,
    names: Sequence[str],
    device: Device,
    *,
    sample: Sample | None = None,
    level: float = LEVEL,
) -> Estimate:
    """Fit a logit of the share on covariates by maximum likelihood.

    Parameters
    ----------
    answers : array, shape (n,)
        1: yes, 0: no.
    covariates : array, shape (n, k)
        Without the constant.
    names : sequence of str
        Of the k columns.
    device : Device
    sample : Sample, optional
        Weights and design; the standard errors are then those of the sandwich.
    level : float
        In [0.5, 1).

    Returns
    -------
    Estimate
        ``ml``: coefficients on the scale of the logit; the point is the mean predicted share. No point where the
        likelihood has no maximum inside, as where fewer said yes than the device alone makes.

    Notes
    -----
    P(yes) = base + slope · logit⁻¹(xβ), by Fisher's scoring.

    References
    ----------
    [blair2015]_
    """
    require_level(level)
    of = sample or Sample.of(None, np.arange(len(answers)))
    raw = np.column_stack([np.ones(len(answers)), covariates])
    scale = scale_of(raw, of.weights)
    x = raw @ scale
    mean = device.share(float(np.average(answers, weights=of.weights)))
    top = _scored(answers, x, device, of.weights, mean)
    if top is None:
        return none_of("ml", level, message("note.no_finite"), "blair2015")
    at, scores, information, log = top
    shares = expit(x @ at)
    share = float(np.average(shares, weights=of.weights))
    bread = scale @ np.linalg.inv(information)
    influence = scores @ bread.T
    covariance = bread @ scale.T if of.design is None else of.covariance(influence)
    slope = np.average(raw * (shares * (1 - shares))[:, None], axis=0, weights=of.weights)
    around_mean = (shares - share) / of.weights.sum()  # who was drawn is chance, too
    se = math.sqrt(float(of.covariance((influence @ slope + around_mean)[:, None])[0, 0]))
    low, high = around_share(share, se, level, of.df) if of.df > 0 else (None, None)
    errors = np.sqrt(np.diag(covariance))
    coefficients = coefficients_of([("sensitive", 0)], (INTERCEPT, *names), scale @ at, errors)
    return Estimate(
        "ml",
        share,
        low,
        high,
        level,
        se=se,
        coefficients=coefficients,
        loglik=log,
        assumptions=ASSUMPTIONS,
        source="blair2015",
    )


def _scored(
    y: Floats, x: Floats, device: Device, weights: Floats, mean: float
) -> tuple[Floats, Floats, Floats, float] | None:
    """Return parameters, scores, information and log-likelihood at the maximum; None if it is not inside."""
    at = np.zeros(x.shape[1])
    at[0] = logit(min(max(mean, 0.02), 0.98))
    log = _log(y, device.yes(expit(x @ at)), weights)
    for _ in range(_STEPS):
        share = expit(x @ at)
        yes = np.clip(device.yes(share), 1e-12, 1 - 1e-12)
        steep = device.slope * share * (1 - share)
        scores = x * ((y - yes) / (yes * (1 - yes)) * steep)[:, None]
        information = x.T @ (x * (weights * steep**2 / (yes * (1 - yes)))[:, None])
        if is_at_edge(float(np.average(share, weights=weights))) or np.linalg.cond(information) > 1e12:
            return None
        gradient = scores.T @ weights
        step = np.linalg.solve(information, gradient)
        if float(gradient @ step) < 1e-12:
            return at, scores, information, log
        step *= min(1.0, 3.0 / float(np.abs(step).max()))
        while (after := _log(y, device.yes(expit(x @ (at + step))), weights)) < log:
            step /= 2
            if float(np.abs(step).max()) < 1e-12:
                return at, scores, information, log
        at, log = at + step, after
    return None


def _log(y: Floats, yes: Floats, weights: Floats) -> float:
    inside = np.clip(yes, 1e-300, 1 - 1e-16)
    return float((weights * np.where(y == 1, np.log(inside), np.log1p(-inside))).sum())
