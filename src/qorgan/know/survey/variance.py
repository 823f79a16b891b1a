"""How much an estimate would move from sample to sample: Taylor linearisation over the stages of a design.

An estimate is written as a weighted sum of one number a row. Its variance is that of the sums over the units drawn, within
strata; of the second stage the share that the first left open [cochran1977]_.
"""

from collections.abc import Callable
from typing import Final, Literal, get_args

import numpy as np

from qorgan.kernel.errors import DataError
from qorgan.know.survey.design import Design, Floats, Ints, Stage, squares

Lonely = Literal["fail", "certainty", "adjust", "average"]
LONELY: Final[tuple[Lonely, ...]] = get_args(Lonely)


def variance(design: Design, rows: Ints | None, terms: Floats, *, lonely: Lonely = "fail") -> float:
    """Return the variance of a sum over the sample; `covariance` of one column.

    Parameters
    ----------
    design, rows, lonely
        See `covariance`.
    terms : array, shape (n_used,)
        Weight times linearised value of each row that counts.

    Raises
    ------
    DataError
        If a stratum has one unit and the rule is ``fail``.
    """
    return float(covariance(design, rows, terms[:, None], lonely=lonely)[0, 0])


def covariance(design: Design, rows: Ints | None, terms: Floats, *, lonely: Lonely = "fail") -> Floats:
    """Return the covariances of sums over the sample.

    Parameters
    ----------
    design : Design
    rows : array of int, shape (n_used,), or None
        Rows that count; all others add 0. None: all.
    terms : array, shape (n_used, k)
        Weight times linearised values of each of them.
    lonely : {"fail", "certainty", "adjust", "average"}
        What a stratum adds from which one unit alone was drawn: nothing can be said (an error); nothing; its square
        distance from the mean of all units; what the other strata add on average.

    Returns
    -------
    array, shape (k, k)

    Raises
    ------
    DataError
        If a stratum has one unit and the rule is ``fail``.

    Notes
    -----
    V = Σ_h (1 - f_h) n_h / (n_h - 1) Σ_i (z_hi - z̄_h)² and, of a second stage, for every unit i of the first
    f_h times the same within i. f_h is the share of the units that was drawn. Where weights were fitted to known totals,
    the values are first replaced by what the totals do not explain of them [deville1992]_.
    """
    if design.adjustments:
        rows, terms = None, _unexplained(design, rows, terms)

    def sums_of(stage: Stage) -> Floats:
        units = stage.unit if rows is None else stage.unit[rows]
        columns = [np.bincount(units, column, minlength=len(stage.stratum)) for column in terms.T]
        return np.column_stack(columns).astype(np.float64, copy=False)

    return covariance_of_sums(design, sums_of, lonely=lonely)


def covariance_of_sums(design: Design, sums_of: Callable[[Stage], Floats], *, lonely: Lonely = "fail") -> Floats:
    """Return the covariances of sums over the sample that are known by unit, as those of many cells.

    Parameters
    ----------
    design : Design
        Its adjustments are not looked at.
    sums_of : function of Stage to array, shape (n_units, k)
        Of the terms of each unit.
    lonely : {"fail", "certainty", "adjust", "average"}

    Raises
    ------
    DataError
        If a stratum has one unit and the rule is ``fail``.
    """
    found, opened = np.zeros(()), None
    for place, stage in enumerate(design.stages):
        share = np.ones(len(stage.population)) if opened is None else opened
        if not share.any():
            break  # the first stage was drawn with replacement: it holds all the variance
        found = found + _of_strata(stage, sums_of(stage), lonely, share, place)
        opened = (share * stage.fraction)[stage.stratum]
    return np.asarray(found)


def _unexplained(design: Design, rows: Ints | None, terms: Floats) -> Floats:
    whole = terms
    if rows is not None:
        whole = np.zeros((design.n_rows, terms.shape[1]))
        whole[rows] = terms
    for adjustment in reversed(design.adjustments):
        whole = adjustment.residuals(whole)
    return whole


def _of_strata(stage: Stage, sums: Floats, lonely: Lonely, share: Floats, place: int) -> Floats:
    """Return what the strata of a stage add; shape (k, k)."""
    drawn = stage.drawn
    columns = sums.T
    means = np.column_stack([np.bincount(stage.stratum, of, minlength=len(drawn)) for of in columns]) / np.maximum(drawn, 1)[:, None]  # fmt: skip
    left = share * (1 - stage.fraction)
    found = squares(sums - means[stage.stratum], (left * drawn / np.maximum(drawn - 1, 1))[stage.stratum])
    is_lonely = stage.is_lonely & (share > 0)
    if not is_lonely.any() or lonely == "certainty":
        return found
    if lonely == "fail":
        raise _lonely_error(int(is_lonely.sum()), place)
    if lonely == "adjust":
        return found + squares(sums - sums.mean(axis=0), np.where(is_lonely, left, 0.0)[stage.stratum])
    if is_lonely.all():
        raise DataError(
            "no stratum has two units, so there is no average", field="lonely", value=lonely,
            next_step="join strata that are alike",
        )  # fmt: skip
    return np.asarray(found * (len(drawn) / (~is_lonely).sum()))


def _lonely_error(n_strata: int, place: int) -> DataError:
    what = ("strata hold", "clusters hold")[place] if n_strata > 1 else ("stratum holds", "cluster holds")[place]
    return DataError(
        f"{n_strata} {what} one unit alone, which shows no spread", field="lonely", value="fail",
        rule="two units or more in each", next_step="join strata that are alike, or choose certainty, adjust or average",
    )  # fmt: skip


def degrees_of_freedom(design: Design, rows: Ints | None) -> int:
    """Return units of the first stage less strata, of those that hold a row that counts."""
    stage = design.stages[0]
    if rows is None:
        return len(stage.stratum) - len(stage.population)
    is_held = np.zeros(len(stage.stratum), dtype=np.bool_)
    is_held[stage.unit[rows]] = True
    strata = np.zeros(len(stage.population), dtype=np.bool_)
    strata[stage.stratum[is_held]] = True
    return int(is_held.sum() - strata.sum())


def require_lonely(rule: str) -> Lonely:
    """Return a rule for strata of one unit.

    Raises
    ------
    DataError
        If there is none of that name.
    """
    for one in LONELY:
        if one == rule:
            return one
    raise DataError("no such rule", field="lonely", value=rule, rule=f"one of {', '.join(LONELY)}")
