"""Shares that can be one number in different dress, found without comparing every two."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from qorgan.know.figures.figure import Figure
from qorgan.know.figures.ledger import Figures, Ledger
from qorgan.know.figures.period import Period

T = TypeVar("T", bound=Hashable)
Times = Callable[[Period | None, Period | None], bool]
Peoples = Callable[[str | None, str | None], bool]

MAX_ALIKE: Final = 30  # numbers beside one of a ledger; farther ones are reached through them

_PART = 4096  # candidates looked at together


def same_number(
    ledger: Ledger, crowded: list[Figure], times: Times | None = None, peoples: Peoples | None = None
) -> Iterator[tuple[Figures, Figures]]:
    """Yield pairs of `Ledger.same_shares` that can be one number: of one place and condition, of events that can be one.

    Parameters
    ----------
    ledger : Ledger
        Of figures.
    crowded : list of Figure
        Gets the figures that more than `MAX_ALIKE` others stand beside; only so many were yielded for each.
    times, peoples : callable, optional
        Whether the periods, and the populations, of two can be mixed up: either way round. By default every two periods
        can, and populations within one another or not said.

    Notes
    -----
    By place and condition, in the order of the lower ends: a share meets only those that begin before it ends.
    """
    may_be_of = peoples or ledger.meanings.are_related
    by_ground: dict[tuple[str | None, str | None], list[Figures]] = defaultdict(list)
    for group in ledger.same_shares:
        by_ground[group[0].place, group[0].given].append(group)
    for found in by_ground.values():
        found.sort(key=lambda group: (_lo(group[0]), group[0].id))
        firsts = [group[0] for group in found]
        starts = np.array([_lo(one) for one in firsts])
        can_be_of = _Matches([one.population for one in firsts], may_be_of)
        can_be_at = _Matches([one.period for one in firsts], times or _at_any_time)
        for place, one in enumerate(firsts):
            n_found = 0
            for other in _beside(place, int(np.searchsorted(starts, _hi(one), side="right")), can_be_of, can_be_at):
                if not (_meet(one, firsts[other]) and ledger.are_of_one(one, firsts[other])):
                    continue
                if n_found == MAX_ALIKE:
                    crowded += found[place]
                    break
                n_found += 1
                yield found[place], found[other]


def find(parent: list[int], place: int) -> int:
    """Return who stands for a group, and shorten the way to it.

    Examples
    --------
    >>> find([0, 0, 1], 2)
    0
    """
    while parent[place] != place:
        parent[place] = parent[parent[place]]
        place = parent[place]
    return place


class _Matches(Generic[T]):
    """For each value of a list, which places of the list hold a value that goes with it; worked out once a value."""

    def __init__(self, values: Sequence[T], goes: Callable[[T, T], bool]) -> None:
        self.kinds = list(dict.fromkeys(values))
        code = {kind: place for place, kind in enumerate(self.kinds)}
        self.codes = np.array([code[one] for one in values], dtype=np.intp)
        self._goes = goes
        self._rows: dict[int, NDArray[np.bool_]] = {}

    def at(self, place: int, start: int, end: int) -> NDArray[np.bool_]:
        """Return which of the places from start to end go with a place, either way round."""
        kind = int(self.codes[place])
        if kind not in self._rows:
            own = self.kinds[kind]
            self._rows[kind] = np.array([self._goes(own, one) or self._goes(one, own) for one in self.kinds])
        return self._rows[kind][self.codes[start:end]]


def _beside(place: int, end: int, *matches: _Matches[Any]) -> Iterator[int]:
    """Yield the later places that go with a place in everything."""
    for start in range(place + 1, end, _PART):
        stop = min(end, start + _PART)
        fit = np.logical_and.reduce([one.at(place, start, stop) for one in matches])
        yield from (start + np.flatnonzero(fit)).tolist()


def _at_any_time(one: Period | None, other: Period | None) -> bool:
    return True


def _meet(one: Figure, other: Figure) -> bool:
    return one.interval is not None and other.interval is not None and one.interval.meets(other.interval)


def _lo(figure: Figure) -> float:
    return figure.interval.lo if figure.interval else 0.0


def _hi(figure: Figure) -> float:
    return figure.interval.hi if figure.interval else 0.0
