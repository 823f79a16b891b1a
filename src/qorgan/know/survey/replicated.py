"""Means, totals, ratios, and anything else that weights give, with the error that replicates show."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from qorgan.kernel.errors import DataError
from qorgan.know.estimate import LEVEL, require_level
from qorgan.know.figures.texts import Slot
from qorgan.know.survey.design import Bools, Floats, Ints
from qorgan.know.survey.estimates import Estimate
from qorgan.know.survey.intervals import Interval, interval_of
from qorgan.know.survey.linearised import Stat, n_refused, used_rows
from qorgan.know.survey.replicates import Replicates
from qorgan.know.survey.sentences import how, message, stat_in_words, whole
from qorgan.know.survey.variance import degrees_of_freedom


def replicated(
    replicates: Replicates,
    values: Floats,
    *,
    stat: Stat = "mean",
    over: Floats | None = None,
    rows: Ints | None = None,
    group: "Slot | None" = None,
    level: float = LEVEL,
    interval: Interval = "t",
    refused: Bools | None = None,
) -> Estimate:
    """Estimate a mean, total or ratio; the error is that of the replicates around the full sample.

    Parameters
    ----------
    replicates : Replicates
    values, stat, over, rows, group, level, interval, refused
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
    note = how(stat_in_words(stat), interval, replicates.method)
    if not len(known) or (stat == "ratio" and below == 0):
        why = message("warning.zero_below" if len(known) else "warning.no_row")
        return Estimate(method, None, None, None, level, note, warnings=(*replicates.warnings, why), source="wolter2007", group=group, df=df, n=len(known), missing=missing, refused=n_refused(design, refused, rows), denominator=below)  # fmt: skip
    point, each = (total, above) if stat == "total" else (total / below, _over(above, replicates.totals(line, used)))
    found = Estimate(
        method, point, None, None, level, note, group=group, df=df, n=len(known), missing=missing, denominator=below
    )
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
    found = Estimate(
        f"{name}, t, {replicates.method}",
        point,
        None,
        None,
        level,
        how(name, "t", replicates.method),
        df=df,
        n=n,
        denominator=people,
    )
    return _with_error(found, replicates, each)


def _with_error(found: Estimate, replicates: Replicates, each: Floats, interval: Interval = "t") -> Estimate:
    """Return an estimate with the error that its replicates show around the full sample."""
    point = found.point or 0.0
    is_there = np.isfinite(each)
    gone = int((~is_there).sum())
    warnings = replicates.warnings
    if gone:
        warnings = (*warnings, message("warning.replicates_gone", n=whole(gone), all=whole(len(each))))
    # the distance is from the full sample, not from the mean of the replicates: the larger of the two
    share = replicates.scales.sum() / max(float(replicates.scales[is_there].sum()), 1e-300)
    se = math.sqrt(float((replicates.scales[is_there] * (each[is_there] - point) ** 2).sum()) * share)
    if found.df <= 0:
        warnings = (*warnings, message("warning.no_df"))
        return replace(found, se=se, warnings=warnings, source="wolter2007")
    low, high = interval_of(point, se, found.df, n=found.n, level=found.level, method=interval)
    return replace(found, se=se, low=low, high=high, warnings=warnings, source="wolter2007")


def _over(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below != 0)
