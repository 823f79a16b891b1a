"""One number under several owners or years, and one number on two maps."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from qorgan.kernel.packs import RegionMaps, Unit
from qorgan.know.figures.alike import MAX_ALIKE, find, same_number
from qorgan.know.figures.figure import Figure
from qorgan.know.figures.finding import Finding, about, at_most, not_all_compared
from qorgan.know.figures.ledger import Ledger, groups
from qorgan.know.figures.period import Period
from qorgan.know.figures.texts import Message, Number, Slot, message


def other_owner(ledger: Ledger) -> Iterator[Finding]:
    """One number goes round under several owners or years.

    Example: 17 % as that of a Committee on Statistics (2015 to 2016), of a national survey (2016), of government
    statistics (2017), of UN Women (2018). They resolve to one figure.
    """
    label = {group[0].id: place for place, group in enumerate(ledger.same_shares)}
    parent = list(range(len(label)))
    crowded: list[Figure] = []
    for one, other in same_number(ledger, crowded, _can_be_one_time):
        first, last = sorted(find(parent, label[group[0].id]) for group in (one, other))
        parent[last] = first
    together: dict[int, list[Figure]] = defaultdict(list)
    for group in ledger.same_shares:
        together[find(parent, label[group[0].id])] += group
    for figures in together.values():
        if len({one.owner for one in figures}) > 1 or len({one.made for one in figures} - {None}) > 1:
            yield _of_one_number(figures)
    yield from not_all_compared(crowded, MAX_ALIKE)


def other_map(ledger: Ledger) -> Iterator[Finding]:
    """A number of regional units that means something else on another map.

    Example: 17 regional centres in 2018 are 14 regions and 3 cities; since June 2022 there are 17 regions beside 3 cities.
    Silent where the figure names its map: "17 regions and 3 cities" can be read one way only.
    """
    if ledger.maps is None:
        return
    for figure in ledger.counts:
        if figure.unit not in ledger.meanings.map_units or figure.map is not None:
            continue
        day = figure.period.last if figure.period else None
        own = ledger.maps.map_on(day).id if day else None
        meanings = [(known.id, said) for known in ledger.maps.maps if (said := _said(ledger.maps, known.id, figure))]
        here = [said for map_id, said in meanings if map_id == own]
        for map_id, there in meanings:
            if own and here and map_id != own and there.id != here[0].id:
                yield about(
                    "other-map", (figure,), number=figure.printed.value, here=here[0], map=own, there=there, other=map_id
                )  # fmt: skip


def other_ground(ledger: Ledger) -> Iterator[Finding]:
    """A region of one map beside a region of another map that has its name and not its ground.

    Example: East Kazakhstan of 2021 beside East Kazakhstan of 2023, from which Abai was split on 8 June 2022.
    """
    if ledger.maps is None:
        return
    units = {unit.id: unit for unit in ledger.maps.units}
    placed = (one for one in ledger.figures if one.place in units and one.interval is not None and one.event)
    for group in groups(placed, lambda figure: (figure.measure[:3], figure.unit, _name(units[figure.place or ""]))):
        by_place: dict[str, list[Figure]] = defaultdict(list)
        for figure in group:
            by_place[figure.place or ""].append(figure)
        places = sorted(by_place, key=lambda place: _age(ledger.maps, units[place]))
        for first, last in ((units[one], units[other]) for one, other in combinations(places, 2)):
            if first.map == last.map:
                continue
            ground = next(one for one in ledger.maps.comparable_groups(first.map, last.map) if first in one.units_a)
            if len(ground.units_a) > 1 or len(ground.units_b) > 1:
                yield about(
                    "other-ground", by_place[first.id] + by_place[last.id],
                    one=first.name, map=first.map, other=last.name, other_map=last.map,
                    was=tuple(unit.name for unit in ground.units_a), became=tuple(unit.name for unit in ground.units_b),
                )  # fmt: skip


def _of_one_number(figures: list[Figure]) -> Finding:
    owners: dict[tuple[str | None, str], Slot] = {}
    for figure in figures:
        made = "" if figure.made is None else _years(figure)
        owners.setdefault((figure.owner, made), _owner(figure, made))
    slots: dict[str, Slot] = {"n": Number(str(len(owners))), "owners": at_most([*owners.values()])}
    return about("other-owner", figures, **slots, first=_first(figures))


def _first(figures: list[Figure]) -> Slot:
    """Return who measured first, as far as a text says so; a figure that the ledger holds for a fact goes before others."""
    measured = [one for one in figures if one.made is not None]
    if not measured:
        return message("other-owner.nobody")
    first = min(measured, key=lambda one: (one.state != "fact", str(one.made)))
    return message("other-owner.first", owner=_owner(first, _years(first)))


def _owner(figure: Figure, made: str) -> Slot:
    owner: Slot = figure.owner or message("quote.nobody")
    return message("other-owner.owner", owner=owner, made=made) if made else owner


def _years(figure: Figure) -> str:
    made = figure.made
    days = [day.year for day in (made.first, made.last) if day] if made else []
    return "–".join(str(year) for year in sorted(set(days)))


def _can_be_one_time(one: Period | None, other: Period | None) -> bool:
    """Say whether both can come from one measurement: not where they are of two different spans."""
    return one is None or other is None or one == other


def _said(maps: RegionMaps, map_id: str, figure: Figure) -> Message | None:
    """Say what a number of units is on a map: all of them, the regions alone, or nothing."""
    kinds = [unit.kind for unit in maps.units_of(map_id)]
    n_regions, n_cities = kinds.count("region"), kinds.count("city")
    slots = {"regions": Number(str(n_regions)), "cities": Number(str(n_cities)), "units": Number(str(len(kinds)))}
    number = figure.interval.lo if figure.interval and figure.interval.lo == figure.interval.hi else None
    if number == len(kinds):
        return message("other-map.all_units", **slots)
    return message("other-map.regions_only", **slots) if number == n_regions else None


def _name(unit: Unit) -> str:
    return unit.name.in_language("en") if unit.name.has("en") else unit.id


def _age(maps: RegionMaps | None, unit: Unit) -> int:
    return [known.id for known in maps.maps].index(unit.map) if maps else 0
