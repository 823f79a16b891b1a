"""The chance devices that hide an answer: what share of yes they turn a share of people into."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from qorgan.kernel.errors import DataError
from qorgan.know.survey.design import Floats

_OF_CHANCES: Final = frozenset("0123456789./+- ")
_LONGEST: Final = 40  # characters of a chance
_ROUNDED: Final = 0.002  # chances typed with three digits sum to 1 no nearer


@dataclass(frozen=True, slots=True)
class Device:
    """A device: P(yes) = base + slope · share.

    Parameters
    ----------
    base : float
        Chance of a yes from somebody for whom the answer is no, in [0, 1].
    slope : float
        How much likelier a yes is otherwise; not 0.
    name : str
        ``forced`` or ``mirrored``.
    """

    base: float
    slope: float
    name: str

    def yes(self, share: Floats | float) -> Floats:
        """Return the share of yes for shares of people."""
        return np.asarray(self.base + self.slope * np.asarray(share))

    def share(self, yes: float) -> float:
        """Return the share of people for a share of yes; outside [0, 1] where the device cannot give it."""
        return (yes - self.base) / self.slope


def forced(p: float, p1: float, p0: float) -> Device:
    """Return a device that asks for the truth with chance p, and says "answer yes" with p1 and "answer no" with p0.

    Raises
    ------
    DataError
        If one of them is no chance, they do not sum to 1, or p is 0.

    References
    ----------
    [blair2015]_

    Examples
    --------
    >>> round(forced(2 / 3, 1 / 6, 1 / 6).share(831 / 2435), 6)
    0.26191
    """
    for name, chance in (("p", p), ("p1", p1), ("p0", p0)):
        _require_chance(name, chance)
    if abs(p + p1 + p0 - 1) > _ROUNDED:
        raise DataError(
            "the three chances do not sum to 1", field="p + p1 + p0", value=f"{p + p1 + p0:g}",
            rule="p: asked for the truth, p1: told to say yes, p0: told to say no",
        )  # fmt: skip
    if p <= 0:
        raise DataError("nobody is asked for the truth", field="p", value=f"{p:g}", rule="above 0")
    return Device(p1, p, "forced")


def mirrored(p: float) -> Device:
    """Return a device that asks the question with chance p, and else its opposite [warner1965]_.

    Raises
    ------
    DataError
        If p is no chance, or 1/2: then a yes says nothing.

    Examples
    --------
    >>> round(mirrored(0.8).share(0.38), 12)
    0.3
    """
    _require_chance("p", p)
    if abs(2 * p - 1) < 1e-9:
        raise DataError("a yes says nothing", field="p", value=f"{p:g}", rule="not 0.5")
    return Device(1 - p, 2 * p - 1, "mirrored")


def chance_of(text: str, field: str) -> float:
    """Return a chance as somebody types it.

    Raises
    ------
    DataError
        If it is none.

    Examples
    --------
    >>> chance_of("2/3", "p"), chance_of("0.5", "p")
    (0.6666666666666666, 0.5)
    """
    try:
        # no power of ten: a fraction would write out all its digits
        found = float(Fraction(text if set(text) <= _OF_CHANCES and len(text) <= _LONGEST else "no number"))
    except (ValueError, ZeroDivisionError):
        raise DataError(
            "this is no chance", field=field, value=text[:_LONGEST], rule="from 0 to 1, as 0.75 or 3/4"
        ) from None
    _require_chance(field, found)
    return found


def _require_chance(field: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise DataError("this is no chance", field=field, value=f"{value:g}", rule="from 0 to 1, as 0.75 or 3/4")
