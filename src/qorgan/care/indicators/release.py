"""What of a report's counts may leave the centre: no count from 1 to 4, and nothing from which one can be worked out.

A breakdown is published whole or not at all. That withholds more than the least that would do, and in exchange the reason
why nothing can be worked out fits in one sentence: whatever is published is 0 or at least 5, and whatever is withheld
shares its sum with another that is. `qorgan.know` has the finer method for large tables.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from qorgan.kernel.errors import DataError

THRESHOLD: Final = 5  # counts from 1 to 4 are withheld
SHARE_BASE: Final = 20  # below it a per cent says more than the counts do


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A count and its parts, which are published together or not at all, and only where the whole is.

    Parameters
    ----------
    whole : str
    parts : tuple of str
        The rest that nobody asked for is a part as well.
    adds_up : bool
        False where the parts are no parts in a strict sense, but the whole could be worked out from them and from what
        another report says.
    """

    whole: str
    parts: tuple[str, ...]
    adds_up: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """Counts by code, and how they add up.

    Raises
    ------
    DataError
        If a count is negative, is missing, or parts do not add up to their whole.
    """

    counts: Mapping[str, int]
    breakdowns: tuple[Breakdown, ...]

    def __post_init__(self) -> None:
        for one in self.breakdowns:
            for code in (one.whole, *one.parts):
                if self.counts.get(code, -1) < 0:
                    raise DataError("a count is missing or negative", field=code, rule="each count is at least 0")
            if one.adds_up and sum(self.counts[part] for part in one.parts) != self.counts[one.whole]:
                raise DataError(
                    "the parts are not the whole",
                    field=one.whole,
                    rule="parts add up to their whole",
                    next_step="add what is missing as a part of its own",
                )


@dataclass(frozen=True, slots=True)
class Released:
    """What leaves the centre.

    Parameters
    ----------
    counts : mapping of str to int or None
        None where a count is withheld.
    shares : mapping of str to int or None
        Whole per cent of each part of its whole, by ``whole`` and ``part`` joined with a slash; None where withheld.
    """

    counts: Mapping[str, int | None]
    shares: Mapping[str, int | None]


def release(report: Report) -> Released:
    """Return a report as it may leave the centre.

    Notes
    -----
    Withheld are: each count from 1 to 4; with one part of a breakdown, all of its parts; with a whole, all of its parts;
    until nothing is added any more. The same month is not to be reported twice with different counts, nor a quarter beside
    its months: the difference of two reports is a count as well.
    """
    withheld = _withheld(report)
    counts = {code: None if code in withheld else count for code, count in report.counts.items()}
    shares = {
        f"{one.whole}/{part}": _share(counts[part], counts[one.whole])
        for one in report.breakdowns
        if one.adds_up
        for part in one.parts
    }
    return Released(counts, shares)


def _withheld(report: Report) -> set[str]:
    withheld = {code for code, count in report.counts.items() if 0 < count < THRESHOLD}
    while more := _following(report.breakdowns, withheld) - withheld:
        withheld |= more
    return withheld


def _following(breakdowns: Iterable[Breakdown], withheld: set[str]) -> set[str]:
    return {part for one in breakdowns if withheld & {one.whole, *one.parts} for part in one.parts}


def _share(part: int | None, whole: int | None) -> int | None:
    if part is None or whole is None or whole < SHARE_BASE:
        return None
    return (200 * part + whole) // (2 * whole)  # halves go up, in whole numbers
