"""Weights that meet totals known of the population: post-stratification, raking, calibration.

Whoever answers is rarely like everybody. Weights that meet the census by age or region mend what age and region explain, and
nothing else. The variance counts only what the totals do not explain.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Literal, get_args

import numpy as np

from qorgan.kernel.errors import DataError
from qorgan.know.survey.design import Design, Floats, Ints, Labels, coded, squares
from qorgan.know.survey.sentences import message
from qorgan.know.survey.weighting import Weighting, weighting_of

Distance = Literal["linear", "raking"]
DISTANCES: Final[tuple[Distance, ...]] = get_args(Distance)
Margin = tuple[Labels, Mapping[str, float]]
_CLOSE: Final = 1e-12  # relative distance from the totals at which fitting stands still
_NEAR: Final = 1e-9  # relative distance that is still called met
_STEPS: Final = 100
_CYCLES: Final = 5000


def post_stratify(design: Design, labels: Labels, totals: Mapping[str, float]) -> Weighting:
    """Return weights that sum to a known number of people in each group.

    Parameters
    ----------
    design : Design
    labels : array, shape (n_rows,)
        Group of each row; numbers are read as words; "" (missing) is refused.
    totals : mapping of str to float
        People of each group, above 0.

    Raises
    ------
    DataError
        A row without a group, a group without a total, or without anybody to stand for it.
    """
    codes, wanted = groups_of(design, labels, totals)
    sums = np.bincount(codes, design.weights, minlength=len(wanted))
    weights = design.weights * (wanted / sums)[codes]
    return weighting_of(message("weighting.post_stratification"), design, weights, indicators_of(codes, len(wanted)))


def rake(design: Design, margins: Sequence[Margin]) -> Weighting:
    """Return weights that sum to known numbers of people in the groups of each of several margins.

    Parameters
    ----------
    design : Design
    margins : sequence of (labels, totals)
        At least one; each as of `post_stratify`.

    Raises
    ------
    DataError
        As of `post_stratify`; margins that differ in the number of all people; totals that no weights meet.

    Notes
    -----
    Iterative proportional fitting [deming1940]_.
    """
    if not margins:
        raise DataError("nothing to rake to", field="margins", rule="labels and totals, once or more")
    groups = [groups_of(design, labels, totals) for labels, totals in margins]
    require_one_sum([float(wanted.sum()) for _, wanted in groups])
    weights = design.weights * _raked(design.weights, groups)
    auxiliary = np.hstack([indicators_of(codes, len(wanted)) for codes, wanted in groups])
    return weighting_of(message("weighting.raking"), design, weights, auxiliary)


def _raked(weights: Floats, groups: Sequence[tuple[Ints, Floats]]) -> Floats:
    """Return the factor of every row; rows of the same groups share it, so the cells of the margins are fitted, not the rows."""
    joint = np.zeros(len(weights), dtype=np.int64)
    for codes, wanted in groups:
        joint = coded(joint * len(wanted) + codes)
    sums: Floats = np.bincount(joint, weights).astype(np.float64, copy=False)
    places = []
    for codes, _ in groups:
        place = np.zeros(len(sums), dtype=np.int64)
        place[joint] = codes
        places.append(place)
    cells = sums.copy()
    off = np.inf
    for _ in range(_CYCLES):
        off = 0.0
        for place, (_, wanted) in zip(places, groups, strict=True):
            factors = wanted / np.bincount(place, cells, minlength=len(wanted))
            off = max(off, float(np.abs(factors - 1).max()))
            cells *= factors[place]
        if off < _CLOSE:
            break
    if off > _NEAR:
        raise _unmet("raking")
    return np.divide(cells, sums, out=np.ones_like(sums), where=sums > 0)[joint]


def calibrate(design: Design, auxiliary: Floats, totals: Floats, *, distance: Distance = "linear") -> Weighting:
    """Return weights whose sums of auxiliaries are known totals, as near the old weights as can be.

    Parameters
    ----------
    design : Design
    auxiliary : array, shape (n_rows, n_totals)
        Known of every row; a column of ones calibrates to the number of people.
    totals : array, shape (n_totals,)
    distance : {"linear", "raking"}
        ``linear``: the generalised regression estimator (GREG); ``raking``: weights are multiplied by exponentials and
        stay above 0.

    Raises
    ------
    DataError
        A value that is missing, totals that no weights meet, weights of 0 or less.

    Notes
    -----
    [deville1992]_: w = d F(xᵀλ) with F(u) = 1 + u or exp(u). The variance of any estimate is that of the residuals of its
    values on the auxiliaries.
    """
    columns, wanted = np.asarray(auxiliary, dtype=np.float64), np.asarray(totals, dtype=np.float64)
    if columns.shape != (design.n_rows, len(wanted)):
        raise DataError("auxiliaries and totals do not fit", field="auxiliary", value=str(columns.shape), rule=f"({design.n_rows}, {len(wanted)})")  # fmt: skip
    if not (np.isfinite(columns).all() and np.isfinite(wanted).all()):
        raise DataError("an auxiliary or a total is missing", field="auxiliary", rule="known of every row", next_step="leave the column out, or fill the gaps first")  # fmt: skip
    size = np.maximum(np.abs(columns).max(axis=0), 1e-300)
    scaled, aim = columns / size, wanted / size
    slopes = np.zeros(len(wanted))
    weights = design.weights
    for _ in range(_STEPS):
        short = aim - np.einsum("np,n->p", scaled, weights)
        if np.abs(short).max() <= _CLOSE * np.abs(aim).max():
            break
        slope = design.weights if distance == "linear" else weights
        slopes = slopes + np.linalg.pinv(squares(scaled, slope), rcond=1e-13, hermitian=True) @ short
        pull = np.clip(np.einsum("np,p->n", scaled, slopes), -50, 50)
        weights = design.weights * (1 + pull if distance == "linear" else np.exp(pull))
    if np.abs(aim - np.einsum("np,n->p", scaled, weights)).max() > _NEAR * np.abs(aim).max():
        raise _unmet("calibration")
    return weighting_of(message(f"weighting.calibration_{distance}"), design, weights, columns)


def require_one_sum(people: Sequence[float]) -> None:
    """Refuse margins that differ in how many people there are.

    Raises
    ------
    DataError
        Naming every sum.
    """
    if people and max(people) > min(people) * (1 + _NEAR):
        raise DataError(
            "the margins differ in how many people there are", field="totals", value=", ".join(f"{one:,.10g}" for one in people),
            rule="one sum", next_step="take all margins from one source, or scale them to one sum",
        )  # fmt: skip


def groups_of(design: Design, labels: Labels, totals: Mapping[str, float]) -> tuple[Ints, Floats]:
    """Return the group of each row as a number, and the total of each.

    Raises
    ------
    DataError
        A row without a group, a group without a total, a total without anybody to stand for it, or one of 0 or less.
    """
    names, codes = np.unique(np.asarray(labels)[design.has_weight].astype(str), return_inverse=True)
    if "" in names:
        raise DataError("a row has no group", field="labels", rule="a group in every row with weight", next_step="fill the gaps, or make them a group with a total of its own")  # fmt: skip
    extra = sorted(set(totals) - {str(name) for name in names})
    if extra:
        raise DataError("nobody stands for a group", field="totals", value=extra[0], rule="a row with weight for every total", next_step="join it with a group that is like it")  # fmt: skip
    lacking = sorted({str(name) for name in names} - set(totals))
    if lacking:
        raise DataError(
            "a group has no total",
            field="totals",
            value=lacking[0],
            rule="the people of every group",
            next_step="add its total",
        )
    wanted = np.array([float(totals[str(name)]) for name in names])
    wrong = np.flatnonzero(~(np.isfinite(wanted) & (wanted > 0)))
    if len(wrong):
        raise DataError("this is no number of people", field="totals", value=f"{wanted[wrong[0]]:g}", rule="above 0")
    whole = np.zeros(design.n_rows, dtype=np.int64)  # rows of weight 0 are put anywhere: they add nothing
    whole[design.has_weight] = codes
    return whole, wanted


def indicators_of(codes: Ints, n_groups: int) -> Floats:
    """Return a column of 0 and 1 for each group."""
    return np.asarray(codes[:, None] == np.arange(n_groups), dtype=np.float64)


def _unmet(name: str) -> DataError:
    return DataError(
        f"{name} does not meet the totals", field="totals", rule="totals that some weights above 0 meet",
        next_step="look for groups that nobody stands for together, and join some",
    )  # fmt: skip
