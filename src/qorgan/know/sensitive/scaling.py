"""Covariates brought to one scale while a model is fitted, so that units do not decide whether it is."""

import numpy as np

from qorgan.know.survey.design import Floats


def scale_of(x: Floats, weights: Floats) -> Floats:
    """Return the matrix that brings covariates to mean 0 and variance 1.

    Parameters
    ----------
    x : array, shape (n, k)
        The first column is 1, and no other is constant.
    weights : array, shape (n,)

    Returns
    -------
    array, shape (k, k)
        A with x A the scaled covariates; if β fits those, A β fits x.

    Examples
    --------
    >>> x = np.array([[1.0, 2000.0], [1.0, 4000.0]])
    >>> (x @ scale_of(x, np.ones(2))).tolist()
    [[1.0, -1.0], [1.0, 1.0]]
    """
    means = np.average(x, axis=0, weights=weights)
    spreads = np.sqrt(np.average((x - means) ** 2, axis=0, weights=weights))
    spreads[0], means[0] = 1.0, 0.0
    scale = np.diag(1 / spreads)
    scale[0] -= means / spreads
    return np.asarray(scale)
