"""Weights held within bounds: a little bias for less variance, shown before and after."""

from typing import Final

import numpy as np

from qorgan.kernel.errors import DataError
from qorgan.know.survey.design import Design
from qorgan.know.survey.sentences import message
from qorgan.know.survey.weighting import Weighting, weighting_of

_ROUNDS: Final = 1000


def trim(design: Design, *, lower: float = 0.0, upper: float = np.inf) -> Weighting:
    """Hold weights within bounds; what is cut off goes to the others, so that they sum to as many people as before.

    Parameters
    ----------
    design : Design
    lower, upper : float
        Bounds of weights above 0; their mean lies between them.

    Returns
    -------
    Weighting
        Who has a weight of 0 keeps it.

    Raises
    ------
    DataError
        Bounds that the mean weight does not lie between.

    Notes
    -----
    Weights between the bounds are multiplied by one factor, again until all lie within. Estimates move: compare them with
    those of the old weights. The variance takes the new weights as given.
    """
    kept = design.weights[design.has_weight]
    mean = float(kept.mean())
    if not (lower <= mean <= upper) or lower == upper:
        raise DataError(
            "the mean weight is not within the bounds", field="weights", value=f"{lower:g} to {upper:g}",
            rule=f"below and above the mean weight, {mean:.6g}",
        )  # fmt: skip
    total, held = kept.sum(), np.clip(kept, lower, upper)
    for _ in range(_ROUNDS):
        short = total - held.sum()
        is_free = (held > lower) & (held < upper) if lower > 0 else held < upper
        # where all are at a bound, those that can still move do: up for a gap, down for a surplus
        movable = is_free if is_free.any() else (held < upper if short > 0 else held > lower)
        if abs(short) <= 1e-12 * total or not movable.any():
            break
        held[movable] *= 1 + short / held[movable].sum()
        held = np.clip(held, lower, upper)
    weights = design.weights.copy()
    weights[design.has_weight] = held
    warnings = (message("warning.fit_again"),) if design.adjustments else ()  # fmt: skip
    return weighting_of(message("weighting.trimming"), design, weights, None, warnings)
