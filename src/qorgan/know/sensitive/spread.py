"""Whether answers to the plain list spread as a likelihood assumes: if not, its share is not to be trusted."""

import numpy as np
from scipy.special import expit
from scipy.stats import chi2

from qorgan.know.sensitive.experiment import Experiment
from qorgan.know.sensitive.item_counts import slopes_of
from qorgan.know.sensitive.mixture import Model
from qorgan.know.survey.design import Floats


def p_of_spread(experiment: Experiment, model: Model, at: Floats) -> float | None:
    """Return the p of the answers to the plain list under a fitted model.

    Parameters
    ----------
    experiment : Experiment
    model : Model
    at : array, shape (n_parameters,)
        Of the model, for covariates as they are.

    Returns
    -------
    float or None
        None where the list is too short to say: no degrees of freedom are left.

    Notes
    -----
    Pearson's statistic of the shares of those with the plain list, with one degree of freedom less for each parameter of the
    spread of answers (covariates, which also move it, are not counted). With a design, as for the effective number of
    people that the variance of the mean answer says.
    """
    df = experiment.n_items - (1 if model.is_constrained else 3) - (1 if model.is_overdispersed else 0)
    if df < 1:
        return None
    seen = experiment.shares[0, :-1]
    expected = np.maximum(_expected(experiment, model, at), 1e-12)
    statistic = _people(experiment) * float(((seen - expected) ** 2 / expected).sum())
    return float(chi2.sf(statistic, df))


def _expected(experiment: Experiment, model: Model, at: Floats) -> Floats:
    """Return the shares of the answers that the model expects of those with the plain list; shape (J + 1,)."""
    plain = ~experiment.treated
    x, weights = experiment.covariates[plain], experiment.sample.weights[plain]
    layout = model.layout(x.shape[1])
    share = expit(x @ at[layout.sensitive])
    found = np.empty(experiment.n_items + 1)
    for answer in range(experiment.n_items + 1):
        chances = [
            np.exp(
                slopes_of(
                    np.full(len(x), answer), experiment.n_items, x @ at[psi], None if spread is None else at[spread]
                ).log
            )
            for psi, spread in zip(layout.plain, layout.spread, strict=True)
        ]
        found[answer] = np.average((1 - share) * chances[0] + share * chances[1], weights=weights)
    return found


def _people(experiment: Experiment) -> float:
    """Return how many people with the plain list there are, or with a design are as good as."""
    plain = ~experiment.treated
    n = float(plain.sum())
    if experiment.sample.design is None:
        return n
    weights = experiment.sample.weights
    mean = np.average(experiment.answers[plain], weights=weights[plain])
    off = np.where(plain, experiment.answers - mean, 0.0)
    alone = np.average(off[plain] ** 2, weights=weights[plain])
    spread = float(experiment.sample.covariance((off / weights[plain].sum())[:, None])[0, 0])
    return n if spread <= 0 else float(alone / spread)
