"""The regions of a country as they are today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal

from qorgan.kernel.facts import Fact
from qorgan.kernel.packs.row import Row
from qorgan.kernel.packs.table import FACT_COLUMNS, in_languages, read_table
from qorgan.kernel.text import Language, Translated

RegionKind = Literal["region", "city"]

REGION_KINDS: Final[tuple[RegionKind, ...]] = ("region", "city")

_POPULATION_COLUMNS: Final = (
    "population",
    "population_on",
    "population_source",
    "population_source_date",
    "population_confidence",
)


@dataclass(frozen=True, slots=True)
class Population:
    """How many people lived somewhere on a day. A count without its day is never shown."""

    people: int
    on: date


@dataclass(frozen=True, slots=True)
class Region:
    """A first-level unit of the country.

    Parameters
    ----------
    code : str
        ISO 3166-2, such as ``KZ-10``.
    kind : {"region", "city"}
        A city of the first level has no centre of its own.
    name : Translated
        In every language of the pack.
    centre : Translated or None
        In the languages a source was found for.
    centre_source : str or None
        Where the centre was read.
    population : Fact[Population] or None
        None where no source was read.
    order : int
        Place in lists, from 1.
    fact : Fact[str]
        Code and names with their source.
    note : str or None
        For staff.
    """

    code: str
    kind: RegionKind
    name: Translated
    centre: Translated | None
    centre_source: str | None
    population: Fact[Population] | None
    order: int
    fact: Fact[str]
    note: str | None


def read_regions(path: Path, *, country: str, languages: Sequence[Language]) -> tuple[Region, ...]:
    """Read ``regions.csv``, in the order it sets.

    Raises
    ------
    PackError
        If a row is wrong: another country's code, an order that comes twice, half a population, a city with a centre.
    """
    columns = (
        *("order", "code", "kind"),
        *in_languages("name", languages),
        "reviewed",
        *in_languages("centre", languages),
        "centre_source",
        *_POPULATION_COLUMNS,
        *FACT_COLUMNS,
    )
    rows = read_table(path, columns, unique="code")
    regions = sorted((_region(row, country, languages) for row in rows), key=lambda region: region.order)
    orders = [region.order for region in regions]
    for row in rows:
        if orders.count(row.whole("order")) > 1:
            raise row.refused("order", "a place in the order comes twice", rule="each place once")
    return tuple(regions)


def _region(row: Row, country: str, languages: Sequence[Language]) -> Region:
    code = row.text("code")
    if not code.startswith(f"{country.upper()}-"):
        raise row.refused("code", "another country's region", rule=f"ISO 3166-2, begins with {country.upper()}-")
    kind = row.choice("kind", REGION_KINDS)
    centre = row.translated_with_gaps("centre", languages)
    if (kind == "region") != (centre is not None):
        raise row.refused("kind", "centre and kind do not agree", rule="a region has a centre, a city has none")
    return Region(
        code=code,
        kind=kind,
        name=row.translated("name", languages),
        centre=centre,
        centre_source=row.optional("centre_source"),
        population=_population(row),
        order=row.whole("order"),
        fact=row.fact(code),
        note=row.optional("note"),
    )


def _population(row: Row) -> Fact[Population] | None:
    if not any(row.cells[column] for column in _POPULATION_COLUMNS):
        return None
    # The count has its own source and date; the check is the row's: who checks a row checks all of it.
    own = {
        "source": row.text("population_source"),
        "source_date": row.text("population_source_date"),
        "confidence": row.text("population_confidence"),
    }
    count = Population(people=row.whole("population"), on=row.day("population_on"))
    return Row(row.file, row.line, {**row.cells, **own}).fact(count)
