"""The difference in means, and a linear regression of both halves at once."""

import math

import numpy as np

from qorgan.know.estimate import LEVEL, require_level
from qorgan.know.sensitive.estimates import Estimate, Part, around, coefficients_of, none_of
from qorgan.know.sensitive.experiment import Experiment
from qorgan.know.sensitive.sentences import message
from qorgan.know.survey.design import Floats

ASSUMPTIONS = (message("assumption.no_effect"), message("assumption.no_lies"), message("assumption.chance"))


def difference(experiment: Experiment, *, level: float = LEVEL) -> Estimate:
    """Estimate the share for whom the sensitive item holds by what the longer list adds on average.

    Parameters
    ----------
    experiment : Experiment
    level : float
        In [0.5, 1).

    Returns
    -------
    Estimate
        A share; chance may put the point and the low end below 0.

    Notes
    -----
    The standard error allows a variance of its own in each half: that of HC3 without a design, which for two means is
    s² / (n - 1) with s² over n [mackinnon1985]_; else by the design. t with n - 2 or the design's degrees of freedom.

    References
    ----------
    [imai2011]_
    """
    found = linear(experiment.plain(), level=level)
    return Estimate(
        "difference", found.point, found.low, found.high, level, se=found.se, assumptions=ASSUMPTIONS, source="imai2011"
    )


def linear(experiment: Experiment, *, level: float = LEVEL) -> Estimate:
    """Regress the answers of both halves on covariates, and what the sensitive item adds on the same.

    Returns
    -------
    Estimate
        ``lm``: coefficients in people; the point is the mean that the regression gives for all of the sample.

    References
    ----------
    [imai2011]_, [mackinnon1985]_
    """
    require_level(level)
    if not experiment.has_slopes:
        return none_of("lm", level, message("note.not_apart"), "imai2011")
    x, sample = experiment.covariates, experiment.sample
    size = x.shape[1]
    both = np.hstack([x, x * experiment.treated[:, None]])
    weighted = both * sample.weights[:, None]
    bread = np.linalg.inv(both.T @ weighted)
    slopes = bread @ (weighted.T @ experiment.answers)
    residuals = experiment.answers - both @ slopes
    if sample.design is None:
        leverage = np.einsum("ij,jk,ik->i", both, bread, both)
        scores = both * (residuals / np.maximum(1 - leverage, 1e-12))[:, None]
    else:
        scores = both * residuals[:, None]
    covariance = bread @ sample.covariance(scores) @ bread
    errors = np.sqrt(np.maximum(np.diag(covariance), 0))
    parts: list[tuple[Part, int]] = [("sensitive", size), ("control", 0)]
    coefficients = coefficients_of(parts, experiment.terms, slopes, errors)
    of_all = np.concatenate([np.zeros(size), np.average(x, axis=0, weights=sample.weights)])
    point, se = float(of_all @ slopes), math.sqrt(max(float(of_all @ covariance @ of_all), 0.0))
    df = experiment.n - 2.0 * size if sample.design is None else sample.df
    low, high = around(point, se, level, df) if df > 0 else (None, None)
    return Estimate(
        "lm", point, low, high, level, se=se, coefficients=coefficients, assumptions=ASSUMPTIONS, source="imai2011"
    )


def scores_of_means(experiment: Experiment, values: Floats) -> tuple[Floats, Floats]:
    """Return weighted means of columns in each half, and what each person adds to their difference.

    Parameters
    ----------
    experiment : Experiment
    values : array, shape (n, p)

    Returns
    -------
    means : array, shape (2, p)
        Of those who saw the plain list, and of the others.
    terms : array, shape (n, p)
        Linearised: the weighted sums of terms move as the second mean less the first.
    """
    is_treated = experiment.treated
    means = np.stack(
        [np.average(values[arm], axis=0, weights=experiment.sample.weights[arm]) for arm in (~is_treated, is_treated)]
    )
    sums = [experiment.sample.weights[arm].sum() for arm in (~is_treated, is_treated)]
    terms = (values - means[is_treated.astype(int)]) / np.where(is_treated, sums[1], -sums[0])[:, None]
    return means, terms
