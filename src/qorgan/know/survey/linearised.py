"""Means, totals and ratios of a group within a design, each as a sum whose variance the design gives."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

import numpy as np

from qorgan.kernel.errors import DataError
from qorgan.know.estimate import LEVEL, require_level
from qorgan.know.figures.texts import Slot
from qorgan.know.survey.design import Bools, Design, Floats, Ints
from qorgan.know.survey.estimates import Estimate
from qorgan.know.survey.intervals import Interval, interval_of
from qorgan.know.survey.sentences import how, message, stat_in_words
from qorgan.know.survey.variance import Lonely, degrees_of_freedom, variance

Stat = Literal["mean", "total", "ratio"]
STATS: Final[tuple[Stat, ...]] = get_args(Stat)


def estimate(
    design: Design,
    values: Floats,
    *,
    stat: Stat = "mean",
    over: Floats | None = None,
    rows: Ints | None = None,
    group: "Slot | None" = None,
    level: float = LEVEL,
    interval: Interval = "t",
    lonely: Lonely = "fail",
    refused: Bools | None = None,
) -> Estimate:
    """Estimate a mean, total or ratio of the population, or of a group of it.

    Parameters
    ----------
    design : Design
    values : array, shape (n_rows,)
        nan: missing.
    stat : {"mean", "total", "ratio"}
    over : array, shape (n_rows,), optional
        Below the line of a ratio, and of nothing else; nan: missing.
    rows : array of int, shape (n_group,), optional
        Rows of the group, each once. The rest of the design stays and adds 0.
    group : str or Message, optional
        Its name.
    level : float
        Coverage, in [0.5, 1).
    interval : {"t", "logit", "asin", "beta", "likelihood"}
        Other than ``t`` for means of 0 and 1 only.
    lonely : {"fail", "certainty", "adjust", "average"}
        See `qorgan.know.survey.variance.covariance`.
    refused : array of bool, shape (n_rows,), optional
        Who would rather not say; their values are missing, too.

    Returns
    -------
    Estimate
        In the unit of the values.

    Raises
    ------
    DataError
        A ratio without ``over`` or another statistic with it; a level out of range; a stratum of one unit under ``fail``.

    Examples
    --------
    >>> from qorgan.know.survey.design import design_of
    >>> found = estimate(design_of(4), np.array([1.0, 2.0, 3.0, 6.0]))
    >>> found.point, round(found.se, 4), found.df
    (3.0, 1.0801, 3)
    """
    require_level(level)
    if (stat == "ratio") != (over is not None):
        raise DataError("a ratio, and nothing else, is over a second column", field="over", rule="--stat ratio --over COLUMN")  # fmt: skip
    used, missing = used_rows(design, [values] if over is None else [values, over], rows)
    weights, known = (column if used is None else column[used] for column in (design.weights, values))
    line = _linearised(stat, weights, known, None if over is None else over if used is None else over[used])
    found = concluded(
        design, used, line, n=len(known), group=group, level=level, interval=interval, lonely=lonely, method=f"{stat}, {interval}",
        note=how(stat_in_words(stat), interval),
    )  # fmt: skip
    return replace(found, missing=missing, refused=n_refused(design, refused, rows))


@dataclass(frozen=True, slots=True)
class Line:
    """An estimate and the values whose weighted sum moves as it does.

    Parameters
    ----------
    point : float or None
        None where the denominator is 0.
    values : array, shape (n_used,)
        Linearised, of each row that counts.
    denominator : float
        What the number is of.
    """

    point: float | None
    values: Floats
    denominator: float


def concluded(
    design: Design,
    used: Ints | None,
    line: Line,
    *,
    n: int,
    group: "Slot | None",
    level: float,
    interval: Interval = "t",
    lonely: Lonely,
    method: str,
    note: Slot,
) -> Estimate:
    """Return a linearised estimate with its error, interval, degrees of freedom and design effect.

    Parameters
    ----------
    design, group, level, interval, lonely
        See `estimate`.
    used : array of int, shape (n_used,), or None
        Rows that count; None: all.
    line : Line
    n : int
        How many rows count.
    method : str
    note : str or Message
        The same in words.

    Raises
    ------
    DataError
        If a stratum has one unit and the rule is ``fail``.
    """
    df = degrees_of_freedom(design, used)
    if line.point is None:
        why = message("warning.zero_below" if n else "warning.no_row")
        return Estimate(
            method,
            None,
            None,
            None,
            level,
            note,
            warnings=(why,),
            group=group,
            df=df,
            n=n,
            denominator=line.denominator,
        )
    weights = design.weights if used is None else design.weights[used]
    terms = weights * line.values
    spread = variance(design, used, terms, lonely=lonely)
    se = math.sqrt(spread)
    low, high = interval_of(line.point, se, df, n=n, level=level, method=interval) if df > 0 else (None, None)
    warnings = () if df > 0 else (message("warning.no_df"),)
    deff = _deff(spread, line.values, terms, float(weights.sum()), is_relative=design.has_relative_weights)
    return Estimate(
        method, line.point, low, high, level, note, warnings=warnings, group=group, se=se, df=df, deff=deff, n=n,
        denominator=line.denominator,
    )  # fmt: skip


def n_refused(design: Design, refused: Bools | None, rows: Ints | None) -> int:
    """Return how many rows of a group, with weight, would rather not say."""
    if refused is None:
        return 0
    counts = refused & design.has_weight
    return int(counts.sum() if rows is None else counts[rows].sum())


def _linearised(stat: Stat, weights: Floats, values: Floats, over: Floats | None) -> Line:
    people = float(weights.sum())
    total = _sum_of(weights, values)
    if not len(values):
        return Line(None, values, 0.0)
    if stat == "total":
        return Line(total, values, people)
    if over is None:
        return Line(total / people, (values - total / people) / people, people)
    below = _sum_of(weights, over)
    if below == 0:
        return Line(None, values, 0.0)
    return Line(total / below, (values - total / below * over) / below, below)


def _sum_of(first: Floats, second: Floats) -> float:
    """Return the sum of products, pairwise: that of BLAS depends on how many threads there are, and waits for them."""
    return float((first * second).sum())


def used_rows(design: Design, columns: Sequence[Floats], rows: Ints | None) -> tuple[Ints | None, int]:
    """Return the rows that count (None: all), and how many more of the group would if no value were missing.

    Parameters
    ----------
    design : Design
    columns : sequence of array, shape (n_rows,) or (n_rows, k)
        nan: missing.
    rows : array of int, shape (n_group,), or None
    """
    if rows is None and design.all_count and not any(math.isnan(column.sum()) for column in columns):
        return None, 0
    is_known: Bools = ~np.logical_or.reduce(
        [np.isnan(column).reshape(len(column), -1).any(axis=1) for column in columns]
    )
    held = np.flatnonzero(design.has_weight) if rows is None else rows[design.has_weight[rows]]
    used = held[is_known[held]]
    return used, len(held) - len(used)


def _deff(spread: float, values: Floats, terms: Floats, people: float, *, is_relative: bool) -> float | None:
    """Return the variance over that of a simple random sample, drawn without replacement if weights count people."""
    n_rows = len(values)
    if n_rows < 2 or np.ptp(values) == 0:
        return None
    # the linearised values of means and ratios sum to 0 up to rounding, so the difference loses nothing; those of totals do not
    squares = _sum_of(terms, values) - float(terms.sum()) ** 2 / people
    simple = people * squares / (n_rows - 1)
    if not is_relative:
        simple *= 1 - n_rows / people
    return spread / simple if simple > 0 else None
