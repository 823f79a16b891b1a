"""Maximum likelihood for list experiments: shares, errors, and the numbers of both regressions."""

import math
from dataclasses import replace
from typing import Final

import numpy as np
from scipy.special import expit

from qorgan.know.digits import words_of_p
from qorgan.know.estimate import LEVEL, require_level
from qorgan.know.sensitive.climbing import SHARES, Top, highest
from qorgan.know.sensitive.estimates import Coefficient, Estimate, Part, around_share, coefficients_of, none_of
from qorgan.know.sensitive.experiment import Experiment
from qorgan.know.sensitive.means import ASSUMPTIONS
from qorgan.know.sensitive.mixture import Model, cells_of, is_at_edge
from qorgan.know.sensitive.scaling import scale_of
from qorgan.know.sensitive.sentences import message
from qorgan.know.sensitive.spread import p_of_spread
from qorgan.know.survey.design import Floats, Ints

_MISFIT: Final = 0.01  # p of the plain answers below which the likelihood is warned of


def maximum_likelihood(experiment: Experiment, model: Model | None = None, *, level: float = LEVEL) -> Estimate:
    """Fit both regressions at once: whether the sensitive item holds, and how many others do.

    Parameters
    ----------
    experiment : Experiment
    model : Model, optional
        By default constrained and binomial.
    level : float
        In [0.5, 1).

    Returns
    -------
    Estimate
        ``ml``; the point is the mean predicted share. No point where the likelihood has no maximum inside.

    Notes
    -----
    By EM, then Newton's steps, from several starts; see `qorgan.know.sensitive.climbing`. Standard errors: the observed
    information, with weights, strata or clusters the sandwich. An overdispersed model without overdispersion is binomial.

    References
    ----------
    [imai2011]_, [blair2012]_
    """
    require_level(level)
    used = model or Model()
    scale = scale_of(experiment.covariates, experiment.sample.weights)
    scaled = experiment.covariates @ scale
    weights = experiment.sample.weights
    cells = cells_of(experiment.answers, experiment.treated, scaled, weights, experiment.n_items)
    means = experiment.shares @ np.arange(experiment.n_items + 2)
    shares = (_inside(float(means[1] - means[0])), *SHARES)
    top = highest(cells, used, shares, _inside(float(means[0]) / experiment.n_items))
    if top is None and used.is_overdispersed:
        found = maximum_likelihood(experiment, replace(used, is_overdispersed=False), level=level)
        return found if found.point is None else replace(found, note=message("note.no_spread"))
    if top is None or is_at_edge(_share(experiment, scaled @ top.at[: scaled.shape[1]])[1]):
        return none_of("ml", level, message("note.no_finite"), "imai2011")
    return _estimate(experiment, cells.place, used, top, _unscaled(scale, used), level=level)


def _inside(share: float) -> float:
    return min(max(share, 0.05), 0.95)


def _share(experiment: Experiment, eta: Floats) -> tuple[Floats, float]:
    shares = expit(eta)
    return shares, float(np.average(shares, weights=experiment.sample.weights))


def _unscaled(scale: Floats, model: Model) -> Floats:
    """Return the matrix that turns parameters of scaled covariates into those of the covariates as they are."""
    layout = model.layout(len(scale))
    found = np.eye(layout.n_parameters)
    for block in {(part.start, part.stop) for part in (layout.sensitive, *layout.plain)}:
        found[slice(*block), slice(*block)] = scale
    return found


def _estimate(
    experiment: Experiment, place: Ints, model: Model, top: Top, unscaled: Floats, *, level: float
) -> Estimate:
    sample, x = experiment.sample, experiment.covariates
    at = unscaled @ top.at
    bread = unscaled @ np.linalg.inv(top.found.observed)
    influence = (top.found.scores @ bread.T)[place]
    covariance = bread @ unscaled.T if sample.design is None else sample.covariance(influence)
    shares, share = _share(experiment, x @ at[: x.shape[1]])
    slope = np.zeros(len(at))
    slope[: x.shape[1]] = np.average(x * (shares * (1 - shares))[:, None], axis=0, weights=sample.weights)
    around_mean = (shares - share) / sample.weights.sum()  # who was drawn is chance, too
    if sample.design is None:
        se = math.sqrt(float(slope @ covariance @ slope) + float((around_mean**2).sum()))
    else:
        se = math.sqrt(float(sample.covariance((influence @ slope + around_mean)[:, None])[0, 0]))
    low, high = around_share(share, se, level, sample.df) if sample.df > 0 else (None, None)
    p = p_of_spread(experiment, model, at)
    assumed = message("assumption.constrained" if model.is_constrained else "assumption.binomial")
    return Estimate(
        "ml", share, low, high, level,
        se=se,
        coefficients=_coefficients(experiment, model, at, np.sqrt(np.diag(covariance))),
        loglik=top.found.log,
        assumptions=(*ASSUMPTIONS, assumed),
        warnings=() if p is None or p >= _MISFIT else (message("warning.spread", p=words_of_p(p)),),
        source="imai2011",
    )  # fmt: skip


def _coefficients(experiment: Experiment, model: Model, at: Floats, errors: Floats) -> tuple[Coefficient, ...]:
    layout = model.layout(len(experiment.terms))
    parts: list[tuple[Part, int]] = [("sensitive", 0)]
    if model.is_constrained:
        parts.append(("control", layout.plain[0].start))
    else:
        parts += [("control_psi0", layout.plain[0].start), ("control_psi1", layout.plain[1].start)]
    found = coefficients_of(parts, experiment.terms, at, errors)
    lies = (coefficients_of([("liars", place)], [end], at, errors) for end, place in layout.liars.items())
    return (*found, *(one for part in lies for one in part))
