"""Organisations that staff should know of. Never a phone that was not released, never an address."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from qorgan.kernel.errors import PackError
from qorgan.kernel.facts import Fact
from qorgan.kernel.packs.row import Row
from qorgan.kernel.packs.table import FACT_COLUMNS, read_table, read_text

Ship = Literal["yes", "pointer_only", "no"]

SHIPS: Final[tuple[Ship, ...]] = ("yes", "pointer_only", "no")

_COLUMNS: Final = ("id", "name", "kind", "place", "regions", "phone", "ship", *FACT_COLUMNS)

# Parts of words, in the languages of our packs. A shelter that can be found is not a shelter.
_ADDRESS_WORDS: Final = (
    *("address", "street", "building", "house", "postcode", "zip", "lat", "lon", "coord", "map", "gps"),
    *("адрес", "улиц", "дом", "координат", "мекенжай", "көше", "үй"),
)


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation, for staff only.

    Parameters
    ----------
    id, name, kind : str
        Name and kind as the source has them.
    place : str
        Town or "national"; nothing finer.
    regions : tuple[str, ...]
        Codes of regions; empty for the whole country.
    phone : str or None
        Only where ``ship`` is yes.
    ship : {"yes", "pointer_only", "no"}
        yes: may be shown once checked. pointer_only: staff may look it up. no: not to be passed on.
    fact : Fact[str]
        The name with its source and check.
    note : str or None
        Why, for staff.
    """

    id: str
    name: str
    kind: str
    place: str
    regions: tuple[str, ...]
    phone: str | None
    ship: Ship
    fact: Fact[str]
    note: str | None


def read_organisations(path: Path, *, region_codes: Collection[str], days: int) -> tuple[Organisation, ...]:
    """Read ``organisations.csv``.

    Parameters
    ----------
    path : Path
        The file.
    region_codes : collection of str
        Regions of the pack.
    days : int
        How long a check lasts.

    Raises
    ------
    PackError
        If a row is wrong; above all if a column could hold an address, or a phone stands where it may not.
    """
    _refuse_addresses(path)
    return tuple(_organisation(row, region_codes, days) for row in read_table(path, _COLUMNS, unique="id"))


def _refuse_addresses(path: Path) -> None:
    heading = read_text(path).partition("\n")[0].strip().split(",")
    for column in heading:
        if column not in _COLUMNS and any(word in column.lower() for word in _ADDRESS_WORDS):
            raise PackError(
                "a column for addresses",
                file=path.name,
                line=1,
                field=column,
                rule="no address of a place of safety is ever stored in a pack",
                next_step="remove the column and what stands in it, also from the history of the file",
            )


def _organisation(row: Row, region_codes: Collection[str], days: int) -> Organisation:
    ship = row.choice("ship", SHIPS)
    phone = row.optional("phone")
    if phone and ship != "yes":
        raise row.refused("phone", "a phone that was not released", rule="empty unless ship is yes")
    if phone and not (phone.isascii() and phone.isdecimal()):
        raise row.refused("phone", "not a phone number", rule="digits only, as dialled within the country")
    regions = row.words("regions")
    if not set(regions) <= set(region_codes):
        raise row.refused("regions", "unknown region", rule="codes of regions.csv, separated by spaces")
    row.address("source")
    return Organisation(
        id=row.text("id"),
        name=row.text("name"),
        kind=row.text("kind"),
        place=row.text("place"),
        regions=regions,
        phone=phone,
        ship=ship,
        fact=row.fact(row.text("name"), days=days),
        note=row.optional("note"),
    )
