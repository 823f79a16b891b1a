"""What one method says of a share of people: never a point without an interval, and nothing where data say nothing."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scipy.special import expit, logit
from scipy.stats import norm, t

from qorgan.kernel.text import Language
from qorgan.know import estimate
from qorgan.know.digits import NONE, signed_percent
from qorgan.know.figures.texts import Message, Slot
from qorgan.know.sensitive.sentences import digits_of, message
from qorgan.know.sentences import say
from qorgan.know.survey.design import Floats

Part = Literal["sensitive", "control", "control_psi0", "control_psi1", "liars"]


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One number of a regression.

    Parameters
    ----------
    part : {"sensitive", "control", "control_psi0", "control_psi1", "liars"}
        Which regression of the model: whether the sensitive item holds; how many others hold; the same of those for whom
        the sensitive item does not hold (psi0) or does (psi1); whether somebody at an end of the list lies.
    term : str
        ``(Intercept)`` or a covariate.
    estimate, se : float
        Of ``lm`` in people, else on the scale of the logit.
    """

    part: Part
    term: str
    estimate: float
    se: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate(estimate.Estimate):
    """A share of people, with what it rests on; see `qorgan.know.estimate.Estimate`.

    A share by ``ml`` and ``nls`` lies in [0, 1]; a difference may lie outside. Where a method gives none, ``note`` says why.

    Parameters
    ----------
    se : float or None
        Standard error.
    coefficients : tuple of Coefficient
        Of the regression behind it.
    loglik : float or None
        Of a likelihood, at its maximum.
    """

    se: float | None = None
    coefficients: tuple[Coefficient, ...] = ()
    loglik: float | None = None

    @property
    def is_finite(self) -> bool:
        """Whether there is a point and an interval with two ends."""
        return self.point is not None and self.low is not None and self.high is not None

    @property
    def name(self) -> Slot:
        """The method in words."""
        return message(f"method.{self.method}")

    @property
    def digits(self) -> int:
        """How many digits after the point its percentages may show."""
        return 0 if self.low is None or self.high is None else digits_of(self.low, self.high)

    def written(self, value: float | None) -> Slot:
        """Return a share as a percentage with no more digits than are known."""
        return NONE if value is None else signed_percent(value, self.digits)

    def coefficient(self, term: str, part: Part = "sensitive") -> Coefficient:
        """Return one number of the regression by its names."""
        return next(one for one in self.coefficients if (one.part, one.term) == (part, term))

    def to_dict(self, language: Language = "en") -> dict[str, object]:
        """Return what ``--json`` prints of the method."""
        found: dict[str, object] = {"estimate": self.point, "se": self.se, "low": self.low, "high": self.high}
        if self.loglik is not None:
            found["loglik"] = self.loglik
        for part in dict.fromkeys(one.part for one in self.coefficients):
            found[part] = {
                one.term: {"estimate": one.estimate, "se": one.se} for one in self.coefficients if one.part == part
            }
        if self.note:
            found["note"] = say(self.note, language)
        return found


def coefficients_of(
    parts: Sequence[tuple[Part, int]], terms: Sequence[str], values: Floats, errors: Floats
) -> tuple[Coefficient, ...]:
    """Return the numbers of regressions.

    Parameters
    ----------
    parts : sequence of (Part, int)
        Each with the place of its first parameter.
    terms : sequence of str
        The same in every part.
    values, errors : array, shape (n_parameters,)
    """
    return tuple(
        Coefficient(part, term, float(values[place]), float(errors[place]))
        for part, start in parts
        for place, term in enumerate(terms, start)
    )


def none_of(method: str, level: float, why: Message, source: str = "") -> Estimate:
    """Return what a method says where it says nothing."""
    return Estimate(method, None, None, None, level, why, source=source)


def around(point: float, se: float, level: float, df: float = math.inf) -> tuple[float, float]:
    """Return the point ± a quantile of t (without df of the normal) times the standard error."""
    tail = (1 + level) / 2
    reach = se * float(norm.ppf(tail) if math.isinf(df) else t.ppf(tail, df))
    return point - reach, point + reach


def around_share(point: float, se: float, level: float, df: float = math.inf) -> tuple[float, float]:
    """Return the same on the scale of the logit, so that the ends stay between 0 and 1; the point in (0, 1)."""
    low, high = around(float(logit(point)), se / (point * (1 - point)), level, df)
    return float(expit(low)), float(expit(high))
