"""What estimates of surveys say to people; the sentences stand in ``languages/``."""

from collections.abc import Sequence
from typing import Final, Literal

from qorgan.know.digits import number
from qorgan.know.figures.texts import Message, Number, Slot
from qorgan.know.sentences import Sentences

SENTENCES: Final = Sentences("survey")
message = SENTENCES.message
_NAMED: Final = frozenset({"JK1", "JKn", "bootstrap", "given"})  # kinds of replicates; those of a file may have others


def whole(value: float) -> Number:
    """Return a whole number of 0 or more."""
    return Number(f"{value:.0f}")


def significant(value: float, digits: int) -> Slot:
    """Return a number with so many digits that count, without a power of ten.

    Examples
    --------
    >>> from qorgan.know.sentences import say
    >>> say(significant(1.0461, 3)), say(significant(12345.0, 4))
    ('1.05', '12,340')
    """
    return number(float(f"{value:.{digits}g}"), None)


def stat_in_words(stat: str) -> Message:
    """Return a statistic in words."""
    return message(f"stat.{stat}")


def how(stat: Slot, interval: str, replicates: str = "") -> Message:
    """Return how an estimate was made: statistic, interval, and replicates if there are any."""
    said = message(f"interval.{interval}")
    if not replicates:
        return message("how.linearised", stat=stat, interval=said)
    kind: Slot = message(f"replicates.{replicates}") if replicates in _NAMED else replicates
    return message("how.replicated", stat=stat, interval=said, replicates=kind)


def listed(names: Sequence[Slot], last: Literal["or", "and"]) -> Slot:
    """Return names beside one another, as in ``physical, sexual or psychological``."""
    said = names[0]
    for place, name in enumerate(names[1:], 2):
        between = last if place == len(names) else "comma"
        said = message(f"indicator.{between}", one=said, other=name)
    return said
