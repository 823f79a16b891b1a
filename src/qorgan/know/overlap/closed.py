"""Estimates in closed form: two lists, and the interval that fits numbers of hidden people."""

import math

from scipy.stats import norm

from qorgan.kernel.errors import DataError
from qorgan.know.overlap.estimates import Estimate, checked
from qorgan.know.overlap.sentences import message

TWO_LISTS = (message("assumption.two_lists"), message("assumption.closed"))


def chapman(first: int, second: int, both: int, *, level: float = 0.95) -> Estimate:
    """Estimate a closed population from two overlapping lists.

    Parameters
    ----------
    first, second : int
        People on each list, at least 1.
    both : int
        People on both lists, at most ``min(first, second)``.
    level : float
        Coverage of the interval, in (0, 1).

    Returns
    -------
    Estimate
        People: point and log-normal interval. No interval if nobody is on both.

    Raises
    ------
    DataError
        If ``both`` exceeds either list, or a list is empty.

    Notes
    -----
    N = (n1 + 1)(n2 + 1) / (m + 1) − 1. Assumes independent lists, perfect linkage, nobody entering or leaving. Lists that
    refer to one another make N too small.

    References
    ----------
    [chapman1951]_, the variance of [seber1970]_

    Examples
    --------
    >>> chapman(9, 9, 4).point
    19.0
    """
    if not 0 <= both <= min(first, second) or min(first, second) < 1:
        raise DataError(
            "these cannot be two lists",
            field="both",
            value=str(both),
            rule=f"0 to {min(first, second)}, and no list empty",
        )
    observed = first + second - both
    point = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    low, high = log_normal(observed, point - observed, math.sqrt(variance), level)
    if both == 0:
        return Estimate("independence", None, float(observed), None, level, message("note.nobody_both"), TWO_LISTS)
    return checked(
        Estimate("independence", point, low, high, level, message("note.chapman"), TWO_LISTS, (), "chapman1951"),
        observed,
    )


def log_normal(observed: float, hidden: float, error: float, level: float) -> tuple[float, float]:
    """Return the interval of the number of people when the logarithm of the hidden ones is about normal [chao1987]_.

    Parameters
    ----------
    observed : float
        People seen.
    hidden : float
        Estimated people not seen, at least 0.
    error : float
        Its standard error, in people.
    level : float
    """
    if hidden <= 0:
        return observed, observed
    reach = math.exp(norm.ppf((1 + level) / 2) * math.sqrt(math.log1p((error / hidden) ** 2)))
    return observed + hidden / reach, observed + hidden * reach
