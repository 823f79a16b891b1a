"""What a change of weights did to them, before and after, so that nobody takes new weights unseen."""

from dataclasses import asdict, dataclass, replace

import numpy as np

from qorgan.kernel.errors import DataError
from qorgan.kernel.text import Language
from qorgan.know.digits import number
from qorgan.know.estimate import Spoken
from qorgan.know.figures.texts import Message, Slot
from qorgan.know.sentences import COMMON, capitalised, say
from qorgan.know.survey.design import Adjustment, Design, Floats
from qorgan.know.survey.sentences import message, significant, whole


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

    def message(self) -> Message:
        """Return the numbers on one line."""
        low, median, high = (significant(one, 4) for one in (self.low, self.median, self.high))
        return message(
            "weighting.spread", n=whole(self.n), total=significant(self.total, 6), low=low, median=median, high=high, effect=number(self.effect, 3)
        )  # fmt: skip

    def __str__(self) -> str:
        """Return the same in English."""
        return say(self.message())


def spread_of(weights: Floats) -> Spread:
    """Return how far weights lie apart; rows of weight 0 are left out."""
    kept = weights[weights > 0]
    effect = float(len(kept) * (kept**2).sum() / kept.sum() ** 2)
    return Spread(
        len(kept), float(kept.sum()), float(kept.min()), float(np.median(kept)), float(kept.max()), max(effect, 1.0)
    )


@dataclass(frozen=True, slots=True)
class Weighting(Spoken):
    """A design with new weights, and both weights.

    Parameters
    ----------
    name : str or Message
        What was done, as ``trimming``.
    design : Design
        With the new weights.
    before, after : Spread
    factors : tuple of float
        The smallest and the largest share of new over old weight.
    n_changed : int
        Rows whose weight moved.
    warnings : tuple of Message
    """

    name: Slot
    design: Design
    before: Spread
    after: Spread
    factors: tuple[float, float]
    n_changed: int
    warnings: tuple[Slot, ...] = ()

    def to_dict(self, language: Language = "en") -> dict[str, object]:
        """Return all numbers but the weights themselves."""
        return {
            "name": say(self.name, language),
            "before": asdict(self.before),
            "after": asdict(self.after),
            "factors": list(self.factors),
            "n_changed": self.n_changed,
            "warnings": [say(one, language) for one in self.warnings],
        }

    def lines(self, language: Language = "en") -> list[str]:
        """Return what was done, the weights before, the weights after, and warnings."""
        low, high = (significant(one, 3) for one in self.factors)
        change = message(
            "weighting.change", name=self.name, n=whole(self.n_changed), rows=whole(self.before.n), low=low, high=high
        )
        spreads = (
            message(f"weighting.{when}", spread=of.message())
            for when, of in (("before", self.before), ("after", self.after))
        )
        warnings = (COMMON.message("text.warning", text=text) for text in self.warnings)
        return [capitalised(change, language), *(say(one, language) for one in (*spreads, *warnings))]

    def text(self, language: Language = "en") -> str:
        """Return a summary for people."""
        return "\n".join(self.lines(language))


def weighting_of(
    name: Slot, design: Design, weights: Floats, auxiliary: Floats | None, warnings: tuple[Slot, ...] = ()
) -> Weighting:
    """Return a design with new weights.

    Parameters
    ----------
    name : str or Message
    design : Design
    weights : array, shape (n_rows,)
        New weights; 0 where they were 0, above 0 elsewhere.
    auxiliary : array, shape (n_rows, n_totals), or None
        What the totals are of that the weights were fitted to. None: to none, and earlier ones are lost.
    warnings : tuple of Message

    Raises
    ------
    DataError
        If a row would lose its weight.
    """
    kept = design.has_weight
    gone = int((weights[kept] <= 0).sum())
    if gone:
        raise DataError(
            f"{say(name)} would give weights of 0 or less to rows that count", field="weights", value=str(gone), rule="above 0",
            next_step="join groups, use fewer totals, or rake, which keeps weights above 0",
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
