"""How much an estimate would move from sample to sample: Taylor linearisation over the stages of a design.

An estimate is written as a weighted sum of one number a row. Its variance is that of the sums over the units drawn, within
strata; of the second stage the share that the first left open [cochran1977]_.
"""

from typing import Final, Literal, get_args

import numpy as np

from qorgan.kernel.errors import DataError
from qorgan.know.survey.design import Design, Floats, Ints, Stage

Lonely = Literal["fail", "certainty", "adjust", "average"]
LONELY: Final[tuple[Lonely, ...]] = get_args(Lonely)


def variance(design: Design, rows: Ints | None, terms: Floats, *, lonely: Lonely = "fail") -> float:
    """Return the variance of a sum over the sample.

    Parameters
    ----------
    design : Design
    rows : array of int, shape (n_used,), or None
        Rows that count; all others add 0. None: all.
    terms : array, shape (n_used,)
        Weight times linearised value of each of them.
    lonely : {"fail", "certainty", "adjust", "average"}
        What a stratum adds from which one unit alone was drawn: nothing can be said (an error); nothing; its square
        distance from the mean of all units; what the other strata add on average.

    Raises
    ------
    DataError
        If a stratum has one unit and the rule is ``fail``.

    Notes
    -----
    V = Σ_h (1 - f_h) n_h / (n_h - 1) Σ_i (z_hi - z̄_h)² and, of a second stage, for every unit i of the first
    f_h times the same within i. f_h is the share of the units that was drawn.
    """
    total, opened = 0.0, None
    for place, stage in enumerate(design.stages):
        share = np.ones(len(stage.population)) if opened is None else opened
        if not share.any():
            break  # the first stage was drawn with replacement: it holds all the variance
        units = stage.unit if rows is None else stage.unit[rows]
        sums: Floats = np.bincount(units, terms, minlength=len(stage.stratum)).astype(np.float64, copy=False)
        total += float(_of_strata(stage, sums, lonely, share, place).sum())
        opened = (share * stage.fraction)[stage.stratum]
    return total


def _of_strata(stage: Stage, sums: Floats, lonely: Lonely, share: Floats, place: int) -> Floats:
    """Return what each stratum adds; shape (n_strata,)."""
    drawn = stage.drawn
    means = np.bincount(stage.stratum, sums, minlength=len(drawn)) / np.maximum(drawn, 1)
    squares = np.bincount(stage.stratum, (sums - means[stage.stratum]) ** 2, minlength=len(drawn))
    left = share * (1 - stage.fraction)
    adds = left * drawn / np.maximum(drawn - 1, 1) * squares
    is_lonely = stage.is_lonely & (share > 0)
    if not is_lonely.any() or lonely == "certainty":
        return np.asarray(adds)
    if lonely == "fail":
        raise _lonely_error(int(is_lonely.sum()), place)
    if lonely == "adjust":
        off = np.bincount(stage.stratum, (sums - sums.mean()) ** 2, minlength=len(drawn))
        return np.where(is_lonely, left * off, adds)
    if is_lonely.all():
        raise DataError(
            "no stratum has two units, so there is no average", field="lonely", value=lonely,
            next_step="join strata that are alike",
        )  # fmt: skip
    return np.where(is_lonely, adds[~is_lonely].mean(), adds)


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
