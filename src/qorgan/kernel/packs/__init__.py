"""Country packs: folders of CSV and TOML, read strictly into frozen values."""

from qorgan.kernel.packs.country import (
    Pack,
    installed_codes,
    installed_pack,
    installed_table,
    installed_texts,
    load_pack,
)
from qorgan.kernel.packs.exits import ExitPage
from qorgan.kernel.packs.helplines import Answer, Helpline, HelplineKind
from qorgan.kernel.packs.maps import ComparableGroup, RegionMap, RegionMaps, Relation, RelationKind, Unit
from qorgan.kernel.packs.organisations import Organisation, Ship
from qorgan.kernel.packs.regions import Population, Region, RegionKind
from qorgan.kernel.packs.row import Row
from qorgan.kernel.packs.settings import Limits
from qorgan.kernel.packs.table import FACT_COLUMNS

__all__ = [
    "FACT_COLUMNS",
    "Answer",
    "ComparableGroup",
    "ExitPage",
    "Helpline",
    "HelplineKind",
    "Limits",
    "Organisation",
    "Pack",
    "Population",
    "Region",
    "RegionKind",
    "RegionMap",
    "RegionMaps",
    "Relation",
    "RelationKind",
    "Row",
    "Ship",
    "Unit",
    "installed_codes",
    "installed_pack",
    "installed_table",
    "installed_texts",
    "load_pack",
]
