"""Reading the maps of regions: units of the past, and how each map became the next."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from qorgan.kernel.errors import PackError
from qorgan.kernel.packs.maps import RELATION_KINDS, RegionMap, RegionMaps, Relation, Unit
from qorgan.kernel.packs.regions import REGION_KINDS, Region
from qorgan.kernel.packs.row import Row
from qorgan.kernel.packs.table import FACT_COLUMNS, in_languages, read_table
from qorgan.kernel.text import Language

_RELATION_COLUMNS: Final = ("map_from", "unit_from", "map_to", "unit_to", "relation", "changed_on", *FACT_COLUMNS)


def read_maps(
    folder: Path, maps: tuple[RegionMap, ...], *, regions: Iterable[Region], languages: Sequence[Language]
) -> RegionMaps:
    """Read ``units.csv`` (units of the older maps) and ``maps.csv`` (how each map became the next).

    Parameters
    ----------
    folder : Path
        The pack.
    maps : tuple[RegionMap, ...]
        Oldest first; the newest has the regions as its units.
    regions : iterable of Region
        Regions of today.
    languages : sequence of Language
        Languages of the pack.

    Raises
    ------
    PackError
        If a row is wrong, a unit leads nowhere or comes from nowhere, or a relation's kind does not fit its rows.
    """
    columns = ("id", "map", "kind", *in_languages("name", languages), *FACT_COLUMNS)
    older = tuple(_unit(row, maps[:-1], languages) for row in read_table(folder / "units.csv", columns, unique="id"))
    current = tuple(Unit(region.code, maps[-1].id, region.kind, region.name) for region in regions)
    units = {unit.id: unit for unit in (*older, *current)}
    rows = read_table(folder / "maps.csv", _RELATION_COLUMNS)
    relations = tuple(_relation(row, units, maps) for row in rows)
    _require_kinds_that_fit(rows, relations)
    _require_no_loose_unit(units.values(), relations, maps)
    return RegionMaps(maps, tuple(units.values()), relations)


def _unit(row: Row, maps: Sequence[RegionMap], languages: Sequence[Language]) -> Unit:
    map_id = row.choice("map", [known.id for known in maps])
    unit_id = row.text("id")
    if not unit_id.startswith(f"{map_id}:"):
        raise row.refused("id", "a unit's id does not name its map", rule=f"begins with {map_id}:")
    name = row.translated_with_gaps("name", languages)
    if name is None:
        raise row.refused(f"name_{languages[-1]}", "a unit has no name", rule="a name in at least one language")
    row.fact(unit_id)  # only its rules: source, dates and confidence are there
    return Unit(unit_id, map_id, row.choice("kind", REGION_KINDS), name)


def _relation(row: Row, units: Mapping[str, Unit], maps: Sequence[RegionMap]) -> Relation:
    ids = [known.id for known in maps]
    older, newer = row.choice("map_from", ids), row.choice("map_to", ids)
    if ids.index(newer) != ids.index(older) + 1:
        raise row.refused("map_to", "maps that are not neighbours", rule="each map leads to the next one")
    kind = row.choice("relation", RELATION_KINDS)
    changed_on = row.day("changed_on")
    if changed_on != maps[ids.index(newer)].since:
        raise row.refused("changed_on", "not the day the map changed", rule=f"the first day of {newer} in pack.toml")
    return Relation(
        unit_from=_unit_of(row, "unit_from", units, older),
        unit_to=_unit_of(row, "unit_to", units, newer),
        kind=kind,
        changed_on=changed_on,
        fact=row.fact(str(kind)),
        note=row.optional("note"),
    )


def _unit_of(row: Row, field: str, units: Mapping[str, Unit], map_id: str) -> Unit:
    unit = units.get(row.text(field))
    if unit is None or unit.map != map_id:
        raise row.refused(field, "unknown unit", rule=f"a unit of the map {map_id}")
    return unit


def _require_kinds_that_fit(rows: Sequence[Row], relations: Sequence[Relation]) -> None:
    leaving = Counter(relation.unit_from for relation in relations)
    arriving = Counter(relation.unit_to for relation in relations)
    for row, relation in zip(rows, relations, strict=True):
        out, into = leaving[relation.unit_from], arriving[relation.unit_to]
        fits = {"same": out == into == 1, "split": out > 1, "merge": into > 1}[relation.kind]
        if not fits:
            raise row.refused(
                "relation",
                "a relation does not fit its rows",
                rule="same: one to one. split: one unit in several rows. merge: several units into one",
            )


def _require_no_loose_unit(units: Iterable[Unit], relations: Sequence[Relation], maps: Sequence[RegionMap]) -> None:
    leaving = {relation.unit_from for relation in relations}
    arriving = {relation.unit_to for relation in relations}
    for unit in units:
        leads_nowhere = unit.map != maps[-1].id and unit not in leaving
        if leads_nowhere or (unit.map != maps[0].id and unit not in arriving):
            raise PackError(
                "a unit of one map is missing from another",
                file="maps.csv",
                field="unit_from" if leads_nowhere else "unit_to",
                value=unit.id,
                rule="every unit comes from the map before and leads to the map after",
            )
