"""How many digits a number may show: no more than are known."""

import math
from decimal import Decimal
from typing import Final

from qorgan.know.figures.texts import Message, Number, Slot
from qorgan.know.sentences import COMMON

NONE: Final = "–"  # where there is no number
_MOST: Final = 12  # digits after the point that are ever shown


def places_of(spread: float) -> int | None:
    """Return how many digits after the point a number may show whose spread is known.

    The step is the largest power of ten within a tenth of the spread: the width of an interval, or a standard error. A
    negative number of digits rounds to tens, hundreds, … None: without a spread nothing says how many.

    Examples
    --------
    >>> places_of(0.0159), places_of(9.409), places_of(2867), places_of(0)
    (3, 1, -2, None)
    """
    if not 0 < spread < math.inf:
        return None
    return min(1 - math.floor(math.log10(spread)), _MOST)


def number(value: float, places: int | None = 0) -> Slot:
    """Return a number with so many digits after the point; with six digits that count where nothing says how many.

    Examples
    --------
    >>> from qorgan.know.sentences import say
    >>> say(number(3687177.5, -4)), say(number(-0.05304, 3), "ru"), say(number(29770.1, None))
    ('3,690,000', '−0,053', '29,770.1')
    """
    shown = abs(float(f"{value:.6g}") if places is None else round(value, places))
    # Decimal writes what the six digits say, without the rest of a binary fraction and without a power of ten
    written = Number(f"{Decimal(f'{shown:.6g}'):f}" if places is None else f"{shown:.{max(places, 0)}f}")
    return COMMON.message("number.minus", n=written) if value < 0 and shown else written


def percent(share: float, places: int = 0) -> Slot:
    """Return a share as a percentage, without the sign of per cent.

    Examples
    --------
    >>> from qorgan.know.sentences import say
    >>> say(percent(0.2619, 1)), say(percent(-0.031, 1), "ru")
    ('26.2', '−3,1')
    """
    return number(100 * share, places)


def signed_percent(share: float, places: int = 0) -> Message:
    """Return the same with the sign of per cent, as the language sets it.

    Examples
    --------
    >>> from qorgan.know.sentences import say
    >>> say(signed_percent(0.95)), say(signed_percent(0.95), "ru")
    ('95%', '95 %')
    """
    return COMMON.message("number.percent", n=percent(share, places))


def level_in_words(level: float) -> Message:
    """Return a level as ``95%``, with no zero too many."""
    text = f"{100 * level:.10f}".rstrip("0").rstrip(".")
    return COMMON.message("number.percent", n=Number(text))


def p_alone(p: float) -> Slot:
    """Return a p for a column of its own, as ``0.044`` or ``< 0.001``."""
    return COMMON.message("number.below", n=Number("0.001")) if p < 0.001 else Number(f"{p:.3f}")


def words_of_p(p: float) -> Message:
    """Return a p as it is written.

    Examples
    --------
    >>> from qorgan.know.sentences import say
    >>> say(words_of_p(0.0443)), say(words_of_p(1e-9))
    ('p = 0.044', 'p < 0.001')
    """
    if p < 0.001:
        return COMMON.message("number.p_below", p=Number("0.001"))
    return COMMON.message("number.p", p=Number(f"{p:.3f}"))
