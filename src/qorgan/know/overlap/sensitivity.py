"""What the number of people would be if lists depended on one another in the one way that no data can see.

With the hidden people, a table of k lists has 2^k cells; without them, 2^k − 1. So one parameter can never be estimated,
and every method sets it: the odds ratio of the highest order. For two lists it is the plain odds ratio of being on both;
for three, the factor by which the odds ratio of two lists differs between those on the third list and those not; and so
on. Log-linear models set it to 1. If it is ρ, the hidden people are ρ times as many for an even number of lists, and ρ
times fewer for an odd one, while everything that was seen is described.
"""

from collections.abc import Sequence
from typing import Final

from qorgan.know.overlap.estimates import Estimate

ODDS_RATIOS: Final = (0.25, 1 / 3, 0.5, 2 / 3, 1.0, 1.5, 2.0, 3.0, 4.0)


def factor(odds_ratio: float, n_lists: int) -> float:
    """Return by how much the hidden people multiply.

    Examples
    --------
    >>> factor(2, 2), factor(2, 3)
    (2, 0.5)
    """
    return odds_ratio if n_lists % 2 == 0 else 1 / odds_ratio


def curve(
    estimate: Estimate, observed: int, n_lists: int, odds_ratios: Sequence[float] = ODDS_RATIOS
) -> list[dict[str, float | None]]:
    """Return the estimate and its interval under each odds ratio of the highest order.

    Returns
    -------
    list of dict
        ``odds_ratio``, ``estimate``, ``low``, ``high``; empty if the estimate has no point.
    """
    if estimate.point is None:
        return []
    rows: list[dict[str, float | None]] = []
    for ratio in odds_ratios:
        times = factor(ratio, n_lists)
        ends = {"estimate": estimate.point, "low": estimate.low, "high": estimate.high}
        shifted = {name: None if end is None else observed + (end - observed) * times for name, end in ends.items()}
        rows.append({"odds_ratio": ratio, **shifted})
    return rows
