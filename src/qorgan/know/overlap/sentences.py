"""What estimates from overlapping lists say to people; the sentences stand in ``languages/``."""

import math
from collections.abc import Sequence
from typing import Final

from qorgan.know.digits import NONE
from qorgan.know.figures.texts import Number, Slot
from qorgan.know.sentences import Sentences

SENTENCES: Final = Sentences("overlap")
message = SENTENCES.message


def whole(number: float) -> Number:
    """Return a whole number."""
    return Number(f"{number:.0f}")


def people(number: float) -> Number:
    """Return a number of people with three digits that count.

    Examples
    --------
    >>> people(12345).text
    '12300'
    """
    digits = max(len(str(int(number))) - 3, 0)
    return Number(f"{round(number, -digits):.0f}")


def together(names: Sequence[str]) -> Slot:
    """Name lists beside one another, as in ``police and clinic``."""
    said: Slot = names[0]
    for name in names[1:]:
        said = message("list.and", one=said, other=name)
    return said


def written(r_hat: float) -> Slot:
    """Return R-hat with three digits after the point; where chains stand still apart it is endless, of no steps a dash."""
    return Number(f"{r_hat:.3f}") if math.isfinite(r_hat) else NONE if math.isnan(r_hat) else "∞"
