"""All figures together, and what rules ask of them: groups by what they have in common, never all pairs."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cached_property
from itertools import combinations, islice
from typing import Final

from qorgan.kernel.errors import DataError
from qorgan.kernel.packs import RegionMaps
from qorgan.know.figures.expressions import Expression
from qorgan.know.figures.figure import Figure
from qorgan.know.figures.meanings import Meanings

Figures = tuple[Figure, ...]

MAX_PAIRS: Final = 300  # of one group; 25 numbers of one thing can still be compared each with each


class Ledger:
    """Figures, what their words mean, and the maps of the country.

    Parameters
    ----------
    figures : iterable of Figure
        Withdrawn ones are left out.
    meanings : Meanings
        Of their populations, events and counters.
    maps : RegionMaps, optional
        Of the pack; without them nothing is said about maps.

    Raises
    ------
    DataError
        If two figures have one id, or a figure names a map that the country has not.
    """

    def __init__(self, figures: Iterable[Figure], meanings: Meanings, maps: RegionMaps | None = None) -> None:
        self.figures = tuple(one for one in figures if one.state != "withdrawn")
        self.meanings = meanings
        self.maps = maps
        self._implied: dict[tuple[Expression, Expression], bool] = {}
        seen: set[str] = set()
        for figure in self.figures:
            if figure.id in seen:
                raise DataError("two figures have the same id", field="id", value=figure.id, rule="every id once")
            seen.add(figure.id)
            if maps is not None and figure.map is not None and figure.map not in {known.id for known in maps.maps}:
                known_ids = ", ".join(known.id for known in maps.maps)
                raise DataError(
                    f"no such map (figure {figure.id})", field="map", value=figure.map, rule=f"one of {known_ids}"
                )

    @property
    def shares(self) -> Iterator[Figure]:
        """Those that are a share of something, with an event."""
        return (one for one in self.figures if one.is_share and one.event is not None)

    @property
    def counts(self) -> Iterator[Figure]:
        """Those that count something, with an event."""
        return (one for one in self.figures if one.is_count and one.event is not None)

    def are_of_one(self, one: Figure, other: Figure) -> bool:
        """Say whether two figures can be meant of the same event: equal, or one implied by the other.

        A report that says "violence" may have taken a number of "physical or sexual violence" for it.
        """
        if one.about is None or other.about is None:
            return False
        return self.implied(one.about, other.about) or self.implied(other.about, one.about)

    def implied(self, one: Expression, other: Expression) -> bool:
        """Say whether whoever has one has the other; asked of many figures, found out once."""
        if (one, other) not in self._implied:
            self._implied[one, other] = self.meanings.implied(one, other)
        return self._implied[one, other]

    @cached_property
    def same_shares(self) -> tuple[Figures, ...]:
        """Shares of one place that say the same of the same people and time, in groups; most hold one figure.

        Those without a period say the same within their report only.
        """
        found: dict[Hashable, list[Figure]] = defaultdict(list)
        for one in self.shares:
            time = one.period or one.report
            found[one.place, one.event, one.given, one.population, time, one.interval].append(one)
        return tuple(tuple(group) for group in found.values())


def groups(figures: Iterable[Figure], key: Callable[[Figure], Hashable]) -> Iterator[list[Figure]]:
    """Yield figures with the same key, where there are two or more; those whose key is None have nothing in common."""
    found: dict[Hashable, list[Figure]] = defaultdict(list)
    for figure in figures:
        found[key(figure)].append(figure)
    yield from (group for name, group in found.items() if len(group) > 1 and name is not None)


def pairs(
    figures: Iterable[Figure], key: Callable[[Figure], Hashable], crowded: list[Figure]
) -> Iterator[tuple[Figure, Figure]]:
    """Yield all pairs within the groups by a key, in the order of the ledger.

    Of a group of many no more than `MAX_PAIRS` are yielded, and its figures added to ``crowded``.
    """
    for group in groups(figures, key):
        yield from islice(combinations(group, 2), MAX_PAIRS)
        if len(group) * (len(group) - 1) > 2 * MAX_PAIRS:
            crowded += group
