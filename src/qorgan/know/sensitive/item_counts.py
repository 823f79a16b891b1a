"""How many of the plain items hold: binomial or beta-binomial, with slopes for Newton's steps."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import expit, gammaln

from qorgan.know.survey.design import Floats, Ints

_LEAST: Final = 1e-100  # a chance whose square can still be divided by


@dataclass(frozen=True, slots=True)
class Slopes:
    """Log-probability of counts, and its derivatives by the logit of the mean (η) and the log of the spread (λ).

    Every array has the shape of the counts. Those by λ are 0 for the binomial.
    """

    log: Floats
    by_eta: Floats
    by_eta_eta: Floats
    by_lambda: Floats
    by_eta_lambda: Floats
    by_lambda_lambda: Floats


def slopes_of(counts: Ints, n_items: int, eta: Floats, spread: float | None = None) -> Slopes:
    """Return log-probabilities of counts and their slopes.

    Parameters
    ----------
    counts : array of int, shape (n,)
        From 0 to ``n_items``.
    n_items : int
    eta : array, shape (n,)
        Logit of the chance π of an item.
    spread : float, optional
        λ; θ = exp(λ) is ρ / (1 - ρ) of a beta-binomial with correlation ρ of the items. None: the binomial.

    Notes
    -----
    P(y) = C(J, y) Π_{k<y} (π + kθ) Π_{k<J-y} (1 - π + kθ) / Π_{k<J} (1 + kθ), so that no gamma function has to be
    subtracted from another one near it.
    """
    chance = expit(eta)
    theta = 0.0 if spread is None else float(np.exp(spread))
    log = gammaln(n_items + 1) - gammaln(counts + 1) - gammaln(n_items - counts + 1)
    pi, pi_pi, th, pi_th, th_th = (np.zeros(len(counts)) for _ in range(5))
    for k in range(n_items):
        for base, sign, holds in ((chance, 1.0, k < counts), (1 - chance, -1.0, k < n_items - counts)):
            one = np.where(holds, np.maximum(base + k * theta, _LEAST), 1.0)
            inverse = holds / one
            log += np.where(holds, np.log(one), 0.0)
            pi += sign * inverse
            pi_pi -= inverse**2
            th += k * inverse
            pi_th -= sign * k * inverse**2
            th_th -= k * k * inverse**2
        log -= np.log1p(k * theta)
        th -= k / (1 + k * theta)
        th_th += k * k / (1 + k * theta) ** 2
    slope = chance * (1 - chance)
    by_eta_eta = pi_pi * slope**2 + pi * slope * (1 - 2 * chance)
    return Slopes(log, pi * slope, by_eta_eta, th * theta, pi_th * slope * theta, th_th * theta**2 + th * theta)
