"""Means, totals, ratios, and anything else that weights give, with the error that replicates show."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from qorgan.kernel.errors import DataError
from qorgan.know.survey.design import Floats, Ints
from qorgan.know.survey.estimates import LEVEL, Estimate, require_level
from qorgan.know.survey.intervals import Interval, interval_of
from qorgan.know.survey.linearised import Stat, used_rows
from qorgan.know.survey.replicates import Replicates
from qorgan.know.survey.variance import degrees_of_freedom


def replicated(
    replicates: Replicates,
    values: Floats,
    *,
    stat: Stat = "mean",
    over: Floats | None = None,
    rows: Ints | None = None,
    group: str | None = None,
    level: float = LEVEL,
    interval: Interval = "t",
) -> Estimate:
    """Estimate a mean, total or ratio; the error is that of the replicates around the full sample.

    Parameters
    ----------
    replicates : Replicates
    values, stat, over, rows, group, level, interval
        See `qorgan.know.survey.linearised.estimate`.

    Raises
    ------
    DataError
        As of ``estimate``.
    """
    require_level(level)
    if (stat == "ratio") != (over is not None):
        raise DataError("a ratio, and nothing else, is over a second column", field="over", rule="--stat ratio --over COLUMN")  # fmt: skip
    design = replicates.design
    used, missing = used_rows(design, [values] if over is None else [values, over], rows)
    kept = slice(None) if used is None else used
    full, known = design.weights[kept], values[kept]
    line = np.ones(len(known)) if over is None else over[kept]
    below, total = float((full * line).sum()), float((full * known).sum())
    above = replicates.totals(known, used)
    df = degrees_of_freedom(design, used) if replicates.df is None else replicates.df
    method = f"{stat}, {interval}, {replicates.method}"
    if not len(known) or (stat == "ratio" and below == 0):
        why = "The sum below the line is 0." if len(known) else "No row counts."
        return Estimate(group, None, None, None, None, level, df, None, len(known), missing, below, method, (*replicates.warnings, why), source="wolter2007")  # fmt: skip
    point, each = (total, above) if stat == "total" else (total / below, _over(above, replicates.totals(line, used)))
    found = Estimate(group, point, None, None, None, level, df, None, len(known), missing, below, method)
    return _with_error(found, replicates, each, interval)


def replicated_statistic(
    replicates: Replicates, statistic: Callable[[Floats], float], *, name: str, level: float = LEVEL
) -> Estimate:
    """Estimate anything that weights give, as a quantile or a coefficient.

    Parameters
    ----------
    replicates : Replicates
    statistic : function of weights, shape (n_rows,), to float
    name : str
    level : float
    """
    require_level(level)
    design = replicates.design
    each = np.array([statistic(replicates.weights_of(one)) for one in range(replicates.n_replicates)])
    df = degrees_of_freedom(design, None) if replicates.df is None else replicates.df
    point = float(statistic(design.weights))
    n, people = int(design.has_weight.sum()), float(design.weights.sum())
    found = Estimate(None, point, None, None, None, level, df, None, n, 0, people, f"{name}, t, {replicates.method}")
    return _with_error(found, replicates, each)


def _with_error(found: Estimate, replicates: Replicates, each: Floats, interval: Interval = "t") -> Estimate:
    """Return an estimate with the error that its replicates show around the full sample."""
    point = found.point or 0.0
    is_there = np.isfinite(each)
    gone = int((~is_there).sum())
    warnings = replicates.warnings
    if gone:
        warnings = (*warnings, f"Replicates that hold nobody of the group, and are left out: {gone} of {len(each)}.")
    # the distance is from the full sample, not from the mean of the replicates: the larger of the two
    share = replicates.scales.sum() / max(float(replicates.scales[is_there].sum()), 1e-300)
    se = math.sqrt(float((replicates.scales[is_there] * (each[is_there] - point) ** 2).sum()) * share)
    if found.df <= 0:
        warnings = (*warnings, "No degrees of freedom are left, so there is no interval.")
        return replace(found, se=se, warnings=warnings, source="wolter2007")
    low, high = interval_of(point, se, found.df, n=found.n, level=found.level, method=interval)
    return replace(found, se=se, low=low, high=high, warnings=warnings, source="wolter2007")


def _over(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below != 0)
