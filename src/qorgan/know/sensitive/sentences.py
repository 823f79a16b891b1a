"""What estimates of hidden behaviour say to people; the sentences stand in ``languages/``."""

from typing import Final

from qorgan.know.digits import places_of
from qorgan.know.sentences import Sentences

SENTENCES: Final = Sentences("sensitive")
message = SENTENCES.message

_MOST_DIGITS: Final = 6


def digits_of(low: float, high: float) -> int:
    """Return how many digits after the point a percentage may show: a step of at most a tenth of its interval.

    Examples
    --------
    >>> digits_of(0.234, 0.290), digits_of(0.05, 0.35), digits_of(0.2612, 0.2630)
    (1, 0, 2)
    """
    return min(max(places_of(100 * (high - low)) or 0, 0), _MOST_DIGITS)
