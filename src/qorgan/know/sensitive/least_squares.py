"""Nonlinear least squares in two steps: the plain list first, then what the sensitive item adds."""

import math

import numpy as np
from scipy.optimize import least_squares
from scipy.special import expit, logit

from qorgan.know.estimate import LEVEL, require_level
from qorgan.know.sensitive.estimates import Estimate, Part, around_share, coefficients_of, none_of
from qorgan.know.sensitive.experiment import Experiment
from qorgan.know.sensitive.means import ASSUMPTIONS
from qorgan.know.sensitive.mixture import is_at_edge
from qorgan.know.sensitive.scaling import scale_of
from qorgan.know.sensitive.sentences import message
from qorgan.know.survey.design import Floats


def nonlinear(experiment: Experiment, *, level: float = LEVEL) -> Estimate:
    """Fit a logit for the sensitive item by least squares, without assuming how the other answers spread.

    Parameters
    ----------
    experiment : Experiment
    level : float
        In [0.5, 1).

    Returns
    -------
    Estimate
        ``nls``: coefficients on the scale of the logit; the point is the mean predicted share. No point where the least
        squares lie at a share of 0 or 1.

    Notes
    -----
    Those with the plain list: y = J · logit⁻¹(xγ) + e. The others: y - J · logit⁻¹(xγ) = logit⁻¹(xδ) + e. The standard
    errors are those of both equations together, so that the error of γ is in that of δ.

    References
    ----------
    [imai2011]_
    """
    require_level(level)
    if not experiment.has_slopes:
        return none_of("nls", level, message("note.not_apart"), "imai2011")
    sample, x = experiment.sample, experiment.covariates
    scale = scale_of(x, sample.weights)
    control, sensitive = _both(experiment, x @ scale)
    shares = expit(x @ scale @ sensitive)
    share = float(np.average(shares, weights=sample.weights))
    terms = None if is_at_edge(share) else _influence(experiment, x @ scale, control, sensitive)
    if terms is None:
        return none_of("nls", level, message("note.no_finite"), "imai2011")
    size = len(scale)
    terms = np.hstack([terms[:, :size] @ scale.T, terms[:, size:] @ scale.T])
    errors = np.sqrt(np.diag(sample.covariance(terms)))
    of_share = np.average(x * (shares * (1 - shares))[:, None], axis=0, weights=sample.weights)
    influence = terms[:, size:] @ of_share + (shares - share) / sample.weights.sum()
    se = math.sqrt(float(sample.covariance(influence[:, None])[0, 0]))
    low, high = around_share(share, se, level, sample.df) if sample.df > 0 else (None, None)
    parts: list[tuple[Part, int]] = [("sensitive", size), ("control", 0)]
    values = np.concatenate([scale @ control, scale @ sensitive])
    coefficients = coefficients_of(parts, experiment.terms, values, errors)
    return Estimate(
        "nls", share, low, high, level, se=se, coefficients=coefficients, assumptions=ASSUMPTIONS, source="imai2011"
    )


def _both(experiment: Experiment, x: Floats) -> tuple[Floats, Floats]:
    """Return γ of those with the plain list, then δ of what the others add to it."""
    arm, n_items, weights = experiment.treated, experiment.n_items, experiment.sample.weights
    y = experiment.answers.astype(np.float64)
    mean = float(np.average(y[~arm], weights=weights[~arm])) / n_items
    control = _fit(x[~arm], y[~arm], weights[~arm], mean, n_items)
    rest = y - n_items * expit(x @ control)
    return control, _fit(x[arm], rest[arm], weights[arm], float(np.average(rest[arm], weights=weights[arm])), 1)


def _fit(x: Floats, y: Floats, weights: Floats, mean: float, size: int) -> Floats:
    """Return the slopes whose ``size`` · logit⁻¹ is nearest; they begin at a mean."""
    root = np.sqrt(weights)
    start = np.zeros(x.shape[1])
    start[0] = logit(min(max(mean, 0.05), 0.95))

    def residuals(slopes: Floats) -> Floats:
        return np.asarray(root * (y - size * expit(x @ slopes)))

    def slopes_of(slopes: Floats) -> Floats:
        share = expit(x @ slopes)
        return np.asarray(-(root * size * share * (1 - share))[:, None] * x)

    found = least_squares(residuals, start, jac=slopes_of, xtol=1e-14, ftol=1e-14, gtol=1e-14, max_nfev=2000)
    return np.asarray(found.x)


def _influence(experiment: Experiment, x: Floats, control: Floats, sensitive: Floats) -> Floats | None:
    """Return what each person adds to the errors of (γ, δ); shape (n, 2 k). None where an error has no end."""
    arm, size, weights = experiment.treated, experiment.n_items, experiment.sample.weights
    plain, hidden = expit(x @ control), expit(x @ sensitive)
    d_plain, d_hidden = size * plain * (1 - plain), hidden * (1 - hidden)
    of_control = x * (np.where(arm, 0, experiment.answers - size * plain) * d_plain)[:, None]
    of_sensitive = x * (np.where(arm, experiment.answers - size * plain - hidden, 0) * d_hidden)[:, None]
    k = x.shape[1]
    bread = np.zeros((2 * k, 2 * k))
    bread[:k, :k] = x.T @ (x * (weights * ~arm * d_plain**2)[:, None])
    bread[k:, :k] = x.T @ (x * (weights * arm * d_plain * d_hidden)[:, None])
    bread[k:, k:] = x.T @ (x * (weights * arm * d_hidden**2)[:, None])
    if np.linalg.cond(bread) > 1e12:
        return None
    return np.asarray(np.hstack([of_control, of_sensitive]) @ np.linalg.inv(bread).T)
