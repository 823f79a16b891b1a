"""What one method says of a share of people: never a point without an interval, and nothing where data say nothing."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from scipy.special import expit, logit
from scipy.stats import norm, t

from qorgan.kernel.errors import DataError
from qorgan.kernel.text import Language
from qorgan.know.figures.texts import Message
from qorgan.know.sensitive.sentences import say
from qorgan.know.survey.design import Floats

LEVEL: Final = 0.95

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


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share of people, with what it rests on.

    Parameters
    ----------
    method : str
        As ``difference`` or ``ml``.
    point : float or None
        Share, in [0, 1] of ``ml`` and ``nls``; a difference may lie outside. None if the method gives none.
    se : float or None
        Standard error.
    low, high : float or None
        Ends of the interval.
    level : float
        Coverage that the interval is made for, in (0, 1).
    coefficients : tuple of Coefficient
        Of the regression behind it.
    loglik : float or None
        Of a likelihood, at its maximum.
    note : Message or None
        Why there is no point, or what a reader must know of it.
    assumptions, warnings : tuple of Message
    source : str
        Where the method is written down; a key of ``docs/references.bib``.
    """

    method: str
    point: float | None
    se: float | None
    low: float | None
    high: float | None
    level: float
    coefficients: tuple[Coefficient, ...] = ()
    loglik: float | None = None
    note: Message | None = None
    assumptions: tuple[Message, ...] = ()
    warnings: tuple[Message, ...] = ()
    source: str = ""

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
        if self.note is not None:
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
    return Estimate(method, None, None, None, None, level, note=why, source=source)


def around(point: float, se: float, level: float, df: float = math.inf) -> tuple[float, float]:
    """Return the point ± a quantile of t (without df of the normal) times the standard error."""
    tail = (1 + level) / 2
    reach = se * float(norm.ppf(tail) if math.isinf(df) else t.ppf(tail, df))
    return point - reach, point + reach


def around_share(point: float, se: float, level: float, df: float = math.inf) -> tuple[float, float]:
    """Return the same on the scale of the logit, so that the ends stay between 0 and 1; the point in (0, 1)."""
    low, high = around(float(logit(point)), se / (point * (1 - point)), level, df)
    return float(expit(low)), float(expit(high))


def require_level(level: float) -> None:
    """Refuse a level that is no coverage.

    Raises
    ------
    DataError
        If it is not between 0.5 and 1.
    """
    if not 0.5 <= level < 1:
        raise DataError("this is no level", field="level", value=f"{level:g}", rule="0.5 or more and below 1, as 0.95")
