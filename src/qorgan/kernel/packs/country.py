"""A country pack as a whole: loaded once, checked wholly, then trusted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from qorgan.kernel.errors import InputError, PackError
from qorgan.kernel.packs.exits import ExitPage, read_exits
from qorgan.kernel.packs.helplines import Helpline, read_helplines
from qorgan.kernel.packs.map_tables import read_maps
from qorgan.kernel.packs.maps import ComparableGroup, RegionMaps, Unit
from qorgan.kernel.packs.organisations import Organisation, read_organisations
from qorgan.kernel.packs.regions import Region, read_regions
from qorgan.kernel.packs.row import Row
from qorgan.kernel.packs.settings import Limits, read_settings
from qorgan.kernel.packs.table import read_table, read_text
from qorgan.kernel.text import Language, Translated


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything Qorgan knows about one country, as data.

    Parameters
    ----------
    code : str
        ISO 3166-1 in small letters, such as ``kz``.
    name : Translated
        Name of the country.
    languages : tuple[Language, ...]
        In the order pages offer them.
    default_language : Language
        Where a reader has not chosen.
    time_zone : str
        Name in the IANA database, known to this computer; decides which day it is.
    weekend : frozenset[int]
        Days off in every week; Monday is 0.
    holidays : frozenset[date]
        Other days off, as far as a source was read.
    limits : Limits
        How long a check lasts.
    regions : tuple[Region, ...]
        As they are today, in their order.
    maps : RegionMaps
        As they were.
    helplines : tuple[Helpline, ...]
        All numbers of the pack; for a page, ask `helplines_shown`.
    organisations : tuple[Organisation, ...]
        For staff only.
    exit_pages : tuple[ExitPage, ...]
        One for each language, in their order.
    """

    code: str
    name: Translated
    languages: tuple[Language, ...]
    default_language: Language
    time_zone: str
    weekend: frozenset[int]
    holidays: frozenset[date]
    limits: Limits
    regions: tuple[Region, ...]
    maps: RegionMaps
    helplines: tuple[Helpline, ...]
    organisations: tuple[Organisation, ...]
    exit_pages: tuple[ExitPage, ...]

    def region(self, code: str) -> Region:
        """Return a region of today by its ISO code.

        Raises
        ------
        InputError
            If the country has no such region.
        """
        for region in self.regions:
            if region.code == code:
                return region
        raise InputError("unknown region", value=code, rule=f"a code of the pack {self.code}, such as KZ-10")

    def helplines_shown(self, today: date) -> tuple[Helpline, ...]:
        """Return the numbers a help page may show today; beside some it must say that nobody checked them."""
        return tuple(helpline for helpline in self.helplines if helpline.is_shown(today))

    def exit_page(self, language: Language) -> ExitPage:
        """Return the page a reader of this language leaves for.

        Raises
        ------
        InputError
            If the pack does not speak this language.
        """
        for page in self.exit_pages:
            if page.language == language:
                return page
        raise InputError("unknown language", value=language, rule=f"one of {', '.join(self.languages)}")

    def units_on(self, day: date) -> tuple[Unit, ...]:
        """Return the units of the map in force on a day."""
        return self.maps.units_of(self.maps.map_on(day).id)

    def successors(self, unit: Unit, day: date) -> tuple[Unit, ...]:
        """Return the units that stand on a unit's ground on a later day; see `RegionMaps.successors`."""
        return self.maps.successors(unit, day)

    def comparable_groups(self, map_a: str, map_b: str) -> tuple[ComparableGroup, ...]:
        """Return the finest groups covering the same ground on both maps; see `RegionMaps.comparable_groups`."""
        return self.maps.comparable_groups(map_a, map_b)


def load_pack(path: Path) -> Pack:
    """Load a pack from its folder.

    Parameters
    ----------
    path : Path
        Folder with ``pack.toml``, ``regions.csv``, ``units.csv``, ``maps.csv``, ``helplines.csv``,
        ``organisations.csv`` and ``exit.csv``.

    Raises
    ------
    PackError
        If anything in it breaks a rule; names file, line, field and rule.
    """
    settings = read_settings(path)
    languages, limits = settings.languages, settings.limits
    regions = read_regions(path / "regions.csv", country=settings.code, languages=languages)
    return Pack(
        code=settings.code,
        name=settings.name,
        languages=languages,
        default_language=settings.default_language,
        time_zone=settings.time_zone,
        weekend=settings.weekend,
        holidays=settings.holidays,
        limits=limits,
        regions=regions,
        maps=read_maps(path, settings.maps, regions=regions, languages=languages),
        helplines=read_helplines(
            path / "helplines.csv",
            languages=languages,
            national_numbers=settings.national_numbers,
            days=limits.numbers_days,
        ),
        organisations=read_organisations(
            path / "organisations.csv",
            region_codes={region.code for region in regions},
            days=limits.organisations_days,
        ),
        exit_pages=read_exits(path / "exit.csv", languages=languages, days=limits.numbers_days),
    )


@cache
def installed_pack(code: str) -> Pack:
    """Load a pack that came with Qorgan, once.

    Raises
    ------
    PackError
        If there is no such pack, or it breaks a rule.
    """
    return load_pack(pack_folder(code))


def installed_texts(code: str, folder: str) -> dict[str, str]:
    """Return the texts of one folder of an installed pack by their file names, for a part that knows how to read them.

    Raises
    ------
    PackError
        If there is no such pack. A pack without the folder has no texts.
    """
    return {path.name: read_text(path) for path in sorted((pack_folder(code) / folder).glob("*.*"))}


def installed_table(code: str, file: str, columns: Sequence[str], *, unique: str | None = None) -> tuple[Row, ...]:
    """Return the rows of one table of an installed pack, for a part that knows what they mean; see `read_table`.

    Raises
    ------
    PackError
        If there is no such pack, or a row breaks a rule. A pack without the table has no rows.
    """
    path = pack_folder(code) / file
    return read_table(path, columns, unique=unique) if path.is_file() else ()


def pack_folder(code: str) -> Path:
    """Return the folder of an installed pack, for a part of it that is read apart.

    Raises
    ------
    PackError
        If there is no such pack.
    """
    known = installed_codes()
    if code not in known:  # also keeps a code such as "../elsewhere" from being read as a path
        raise PackError(
            "no such country pack",
            value=code,
            rule=f"one of {', '.join(known)}",
            next_step="give the code of a pack that is installed, or add a folder (see packs/kz/README.md)",
        )
    return _packs() / code


def installed_codes() -> tuple[str, ...]:
    """Return the codes of the packs that came with Qorgan."""
    return tuple(sorted(folder.name for folder in _packs().iterdir() if (folder / "pack.toml").is_file()))


def _packs() -> Path:
    # str() of a resource is its path: Qorgan is installed as files, never imported from a zip.
    return Path(str(files("qorgan") / "packs"))
