"""What a change of weights did to them, before and after, so that nobody takes new weights unseen."""

import html
from dataclasses import asdict, dataclass, replace

import numpy as np

from qorgan.kernel.errors import DataError
from qorgan.know.survey.design import Adjustment, Design, Floats


@dataclass(frozen=True, slots=True)
class Spread:
    """How far weights lie apart.

    Parameters
    ----------
    n : int
        Rows with weight.
    total : float
        Their sum: the people whom the sample stands for.
    low, median, high : float
    effect : float
        1 + the square of their coefficient of variation, at least 1: how much larger the variance of a mean becomes where
        weights have nothing to do with the answers [kish1965]_.
    """

    n: int
    total: float
    low: float
    median: float
    high: float
    effect: float

    def __str__(self) -> str:
        """Return the numbers on one line."""
        return f"{self.n} rows, sum {self.total:,.6g}, from {self.low:,.4g} by {self.median:,.4g} to {self.high:,.4g}, effect {self.effect:.3f}"


def spread_of(weights: Floats) -> Spread:
    """Return how far weights lie apart; rows of weight 0 are left out."""
    kept = weights[weights > 0]
    effect = float(len(kept) * (kept**2).sum() / kept.sum() ** 2)
    return Spread(
        len(kept), float(kept.sum()), float(kept.min()), float(np.median(kept)), float(kept.max()), max(effect, 1.0)
    )


@dataclass(frozen=True, slots=True)
class Weighting:
    """A design with new weights, and both weights.

    Parameters
    ----------
    name : str
        What was done, as ``trimming``.
    design : Design
        With the new weights.
    before, after : Spread
    factors : tuple of float
        The smallest and the largest share of new over old weight.
    n_changed : int
        Rows whose weight moved.
    warnings : tuple of str
        Plain sentences.
    """

    name: str
    design: Design
    before: Spread
    after: Spread
    factors: tuple[float, float]
    n_changed: int
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Return all numbers but the weights themselves."""
        return {
            "name": self.name,
            "before": asdict(self.before),
            "after": asdict(self.after),
            "factors": list(self.factors),
            "n_changed": self.n_changed,
            "warnings": list(self.warnings),
        }

    def __str__(self) -> str:
        """Return a summary for people."""
        lines = [
            f"{self.name[0].upper()}{self.name[1:]}: {self.n_changed} of {self.before.n} weights changed, by {self.factors[0]:.3g} to {self.factors[1]:.3g} times",
            f"before: {self.before}",
            f"after:  {self.after}",
        ]
        return "\n".join([*lines, *(f"Warning: {text}" for text in self.warnings)])

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(str(self))}</pre>"


def weighting_of(
    name: str, design: Design, weights: Floats, auxiliary: Floats | None, warnings: tuple[str, ...] = ()
) -> Weighting:
    """Return a design with new weights.

    Parameters
    ----------
    name : str
    design : Design
    weights : array, shape (n_rows,)
        New weights; 0 where they were 0, above 0 elsewhere.
    auxiliary : array, shape (n_rows, n_totals), or None
        What the totals are of that the weights were fitted to. None: to none, and earlier ones are lost.
    warnings : tuple of str

    Raises
    ------
    DataError
        If a row would lose its weight.
    """
    kept = design.has_weight
    gone = int((weights[kept] <= 0).sum())
    if gone:
        raise DataError(
            f"{name} would give weights of 0 or less to rows that count", field="weights", value=str(gone), rule="above 0",
            next_step="join groups, use fewer totals, or the distance raking, which keeps weights above 0",
        )  # fmt: skip
    fitted = () if auxiliary is None else (*design.adjustments, Adjustment(auxiliary, design.weights, weights))
    factors = weights[kept] / design.weights[kept]
    return Weighting(
        name,
        replace(design, weights=weights, adjustments=fitted),
        spread_of(design.weights),
        spread_of(weights),
        (float(factors.min()), float(factors.max())),
        int((np.abs(factors - 1) > 1e-12).sum()),
        warnings,
    )
