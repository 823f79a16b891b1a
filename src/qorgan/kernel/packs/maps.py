"""Maps of regions over time: which units there were on a day, and what ground two of them share."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from qorgan.kernel.errors import InputError
from qorgan.kernel.facts import Fact
from qorgan.kernel.packs.regions import RegionKind
from qorgan.kernel.text import Translated

RelationKind = Literal["same", "split", "merge"]

RELATION_KINDS: Final[tuple[RelationKind, ...]] = ("same", "split", "merge")


@dataclass(frozen=True, slots=True)
class RegionMap:
    """One division of the country.

    Parameters
    ----------
    id : str
        Such as ``KZ-2018``.
    since : date or None
        First day; None for the oldest map, whose beginning no source gives.
    """

    id: str
    since: date | None


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of one map. On the newest map a unit is a region, and its id the region's code.

    Parameters
    ----------
    id : str
        Such as ``KZ-2017:south-kazakhstan`` or ``KZ-61``.
    map : str
        Id of its map.
    kind : {"region", "city"}
        As of a region.
    name : Translated
        In the languages a source was found for; names of the past may have gaps.
    """

    id: str
    map: str
    kind: RegionKind
    name: Translated


@dataclass(frozen=True, slots=True)
class Relation:
    """Ground that two neighbouring maps share.

    Parameters
    ----------
    unit_from, unit_to : Unit
        On the older and on the newer map.
    kind : {"same", "split", "merge"}
        What became of the older unit.
    changed_on : date
        First day of the newer map.
    fact : Fact[str]
        The kind with its source.
    note : str or None
        For staff.
    """

    unit_from: Unit
    unit_to: Unit
    kind: RelationKind
    changed_on: date
    fact: Fact[str]
    note: str | None


@dataclass(frozen=True, slots=True)
class ComparableGroup:
    """Units of two maps that together cover the same ground."""

    units_a: tuple[Unit, ...]
    units_b: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class RegionMaps:
    """All maps of a country, oldest first, with how each became the next.

    Parameters
    ----------
    maps : tuple[RegionMap, ...]
        Oldest first.
    units : tuple[Unit, ...]
        Units of all maps, in order within each.
    relations : tuple[Relation, ...]
        Between neighbouring maps only.
    """

    maps: tuple[RegionMap, ...]
    units: tuple[Unit, ...]
    relations: tuple[Relation, ...]

    def map_on(self, day: date) -> RegionMap:
        """Return the map in force on a day."""
        return next(known for known in reversed(self.maps) if known.since is None or known.since <= day)

    def units_of(self, map_id: str) -> tuple[Unit, ...]:
        """Return the units of one map.

        Raises
        ------
        InputError
            If there is no such map.
        """
        self._place(map_id)
        return tuple(unit for unit in self.units if unit.map == map_id)

    def unit(self, unit_id: str) -> Unit:
        """Return a unit by its id.

        Raises
        ------
        InputError
            If there is no such unit.
        """
        for unit in self.units:
            if unit.id == unit_id:
                return unit
        raise InputError("unknown unit", value=unit_id, rule="a unit of units.csv, or the code of a region")

    def successors(self, unit: Unit, day: date) -> tuple[Unit, ...]:
        """Return the units that stand on a unit's ground on a later day.

        After a merge they reach beyond it; `comparable_groups` tells when they do.

        Raises
        ------
        InputError
            If the map of that day is older than the unit's own.
        """
        start, end = self._place(unit.map), self._place(self.map_on(day).id)
        if end < start:
            raise InputError(
                "a unit has no successors on an older map",
                field="day",
                value=day.isoformat(),
                rule=f"a day of the map {unit.map} or later",
            )
        found = {unit}
        for _ in range(start, end):
            found = {relation.unit_to for relation in self.relations if relation.unit_from in found}
        return tuple(known for known in self.units if known in found)

    def comparable_groups(self, map_a: str, map_b: str) -> tuple[ComparableGroup, ...]:
        """Return the finest groups of units that cover the same ground on both maps.

        Notes
        -----
        These are the connected parts of the relations between the two maps. Ground that was merged and then split again
        stays one group: nothing in the relations says that the new line runs where the old one did.

        Raises
        ------
        InputError
            If a map is unknown.
        """
        first, last = sorted((self._place(map_a), self._place(map_b)))
        between = {known.id for known in self.maps[first : last + 1]}
        label = {unit: place for place, unit in enumerate(self.units) if unit.map in between}
        for relation in self.relations:
            if relation.unit_from in label and relation.unit_to in label:
                _join(label, relation.unit_from, relation.unit_to)
        return tuple(
            ComparableGroup(
                tuple(unit for unit in self.units_of(map_a) if label[unit] == part),
                tuple(unit for unit in self.units_of(map_b) if label[unit] == part),
            )
            for part in dict.fromkeys(label[unit] for unit in self.units_of(map_a))
        )

    def _place(self, map_id: str) -> int:
        ids = [known.id for known in self.maps]
        if map_id not in ids:
            raise InputError("unknown map of regions", value=map_id, rule=f"one of {', '.join(ids)}")
        return ids.index(map_id)


def _join(label: dict[Unit, int], one: Unit, other: Unit) -> None:
    keep, drop = sorted((label[one], label[other]))
    for unit, part in label.items():
        if part == drop:
            label[unit] = keep
