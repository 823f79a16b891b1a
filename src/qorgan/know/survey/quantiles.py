"""Quantiles of a population: an age or income that a share of it does not pass."""

import math

import numpy as np
from scipy.stats import t

from qorgan.kernel.errors import DataError
from qorgan.know.estimate import LEVEL
from qorgan.know.figures.texts import Slot
from qorgan.know.survey.design import Design, Floats, Ints
from qorgan.know.survey.estimates import Estimate
from qorgan.know.survey.linearised import estimate
from qorgan.know.survey.sentences import message, significant
from qorgan.know.survey.variance import Lonely


def quantile(
    design: Design,
    values: Floats,
    share: float,
    *,
    rows: Ints | None = None,
    group: "Slot | None" = None,
    level: float = LEVEL,
    lonely: Lonely = "fail",
) -> Estimate:
    """Estimate the smallest value that at least a share of the population does not pass.

    Parameters
    ----------
    design, values, rows, group, level, lonely
        See `qorgan.know.survey.linearised.estimate`.
    share : float
        In (0, 1); 0.5 is the median.

    Returns
    -------
    Estimate
        In the unit of the values. The point is always a value of the sample: nothing is drawn between two. ``deff`` is
        that of the share at the point.

    Raises
    ------
    DataError
        A share that is none; and as of ``estimate``.

    Notes
    -----
    The interval of [woodruff1952]_: the share of those not above the point, as the sample has it, gets its interval, share ± t · se,
    and the two ends are turned back into values. ``se`` is that interval's width over 2t.
    """
    if not 0 < share < 1:
        raise DataError("this is no share", field="share", value=f"{share:g}", rule="above 0 and below 1, as 0.5")
    held = np.arange(design.n_rows) if rows is None else rows
    used = held[~np.isnan(values[held]) & design.has_weight[held]]
    ordered = used[np.argsort(values[used], kind="stable")]
    sums = np.cumsum(design.weights[ordered])
    point = _at(values[ordered], sums, share) if len(used) else math.nan
    below = np.where(np.isnan(values), np.nan, values <= point)
    found = estimate(design, below, rows=rows, group=group, level=level, lonely=lonely)
    se = low = high = None
    if found.point is not None and found.se is not None and found.df > 0:
        reach = float(t.ppf((1 + level) / 2, found.df))
        low, high = (_at(values[ordered], sums, found.point + sign * reach * found.se) for sign in (-1, 1))
        se = (high - low) / (2 * reach)
    return Estimate(
        f"quantile {share:g}, inverse of the distribution, Woodruff", None if found.point is None else point, low, high, level,
        message("how.quantile", share=significant(share, 6)), warnings=found.warnings, source="woodruff1952", group=group, se=se,
        df=found.df, deff=found.deff, n=found.n, missing=found.missing, denominator=found.denominator,
    )  # fmt: skip


def _at(values: Floats, sums: Floats, share: float) -> float:
    """Return the smallest value whose summed weight reaches a share of all; beyond the ends, the first or last."""
    # sums of equal weights miss k / n by rounding; without the allowance the next value would be taken
    wanted = share * sums[-1] * (1 - 1e-12)
    return float(values[min(int(np.searchsorted(sums, wanted)), len(values) - 1)])
