"""The pack as a whole: it loads, and a wrong row is refused naming file, line, field and rule."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from qorgan.kernel.errors import InputError, PackError
from qorgan.kernel.packs import Pack, installed_codes, installed_pack, installed_table, installed_texts, load_pack

Edit = Callable[[str, str, str], None]


def test_the_shipped_pack_loads(kz: Pack) -> None:
    assert (kz.code, kz.languages, kz.default_language) == ("kz", ("kk", "ru", "en"), "kk")
    assert kz.time_zone == "Asia/Almaty"
    assert kz.weekend == {5, 6}
    assert not kz.holidays
    assert (kz.limits.numbers_days, kz.limits.organisations_days) == (90, 30)


def test_the_installed_pack_is_the_shipped_one_and_loaded_once(kz: Pack) -> None:
    assert installed_pack("kz") == kz
    assert installed_pack("kz") is installed_pack("kz")
    assert "kz" in installed_codes()


@pytest.mark.parametrize("code", ["xx", "", "../kz", "KZ"])
def test_a_pack_that_is_not_installed_is_refused(code: str) -> None:
    with pytest.raises(PackError, match="no such country pack"):
        installed_pack(code)


def test_the_texts_of_a_folder_come_by_their_names_and_a_folder_that_is_missing_has_none() -> None:
    assert "meanings.toml" in installed_texts("kz", "figures")
    assert installed_texts("kz", "nowhere") == {}
    with pytest.raises(PackError, match="no such country pack"):
        installed_texts("../kz", "figures")


def test_an_unknown_region_or_language_is_refused(kz: Pack) -> None:
    with pytest.raises(InputError, match="unknown region"):
        kz.region("KZ-99")
    with pytest.raises(InputError, match="unknown language"):
        kz.exit_page("de")  # type: ignore[arg-type]


class Wrong(NamedTuple):
    """One thing to break in the pack, and what the refusal must name."""

    file: str
    old: str
    new: str
    line: int
    field: str
    says: str


WRONG_ROWS = [
    ("regions.csv", "order,code,kind", "order,code,colour", 1, "colour", "unknown column"),
    ("helplines.csv", ",languages,shown", ",languages,languages,shown", 1, "languages", "a column comes twice"),
    ("regions.csv", "1,KZ-10,region", ",KZ-10,region", 2, "order", "a required cell is empty"),
    ("regions.csv", "1,KZ-10,region", "first,KZ-10,region", 2, "order", "digits only"),
    ("regions.csv", "2,KZ-11,", "1,KZ-11,", 2, "order", "each place once"),
    ("regions.csv", "2,KZ-11,", "2,KZ-10,", 3, "code", "already stands in line 2"),
    ("regions.csv", "2,KZ-11,", "2,KG-11,", 3, "code", "begins with KZ-"),
    ("regions.csv", "2,KZ-11,region", "2,KZ-11,oblast", 3, "kind", "one of region, city"),
    ("regions.csv", "2,KZ-11,region", "2,KZ-11,city", 3, "kind", "a city has none"),
    ("regions.csv", "Ақмола облысы", "", 3, "name_kk", "a translation is missing"),
    ("regions.csv", "Ақмола облысы", " Ақмола облысы", 3, "name_kk", "no spaces at the edges"),
    ("regions.csv", "Ақмола облысы", "Ақмола\u202e облысы", 3, "name_kk", "hidden characters"),
    ("regions.csv", "595676,2026-01-01", "595676,", 2, "population_on", "a required cell is empty"),
    ("regions.csv", "595676,", "-5,", 2, "population", "at least 1"),
    ("regions.csv", "2026-11-20,B", "20.11.2026,B", 2, "retrieved", "written YYYY-MM-DD"),
    ("regions.csv", "2026-11-20,B", "2026-11-20,M", 2, "confidence", "one of A, B, C"),
    ("regions.csv", "2026-11-20,B,,,,", "2026-11-20,B,worker,,,", 2, "checked_by", "stand together"),
    ("units.csv", "KZ-2017:akmola,KZ-2017", "KZ-2017:akmola,KZ-1997", 2, "map", "one of KZ-2017, KZ-2018"),
    ("units.csv", "KZ-2017:akmola,", "akmola,", 2, "id", "begins with KZ-2017:"),
    ("maps.csv", "KZ-2017:akmola", "KZ-2017:tselinograd", 2, "unit_from", "unknown unit"),
    ("maps.csv", ",KZ-2018,KZ-2018:akmola", ",KZ-2022,KZ-11", 2, "map_to", "each map leads to the next one"),
    ("maps.csv", "same,2018-06-19", "same,2018-06-20", 2, "changed_on", "the first day of KZ-2018"),
    ("maps.csv", "KZ-2018:akmola,same", "KZ-2018:akmola,split", 2, "relation", "one unit in several rows"),
    ("maps.csv", "KZ-2018:akmola,same", "KZ-2018:akmola,gone", 2, "relation", "one of same, split, merge"),
    ("helplines.csv", "police,102", "police,1-0-2", 2, "phone", "digits only"),
    ("helplines.csv", "police,102", "police,8727102", 2, "shown_unchecked", "only the national numbers"),
    ("helplines.csv", "emergency,yes,yes", "emergency,yes,perhaps", 2, "police_hears", "one of yes, no, unknown"),
    ("helplines.csv", "yes,yes,,yes", "yes,yes,kk de,yes", 2, "languages", "unknown language"),
    ("helplines.csv", "Day and night, every day.", "", 4, "hours_and_cost_en", "hours_and_cost_en"),
    ("helplines.csv", "https://mgorod.kz", "mgorod.kz", 2, "source", "http"),
    ("helplines.csv", "2026-02-03,2026-11-20", "2026-12-03,2026-11-20", 2, "source_date", "not after retrieved"),
    ("helplines.csv", "ambulance,103", "police,103", 3, "id", "already stands in line 2"),
    ("organisations.csv", "place,regions", "place,street_address", 1, "street_address", "no address"),
    ("organisations.csv", "KZ-31,,pointer", "KZ-31,111111,pointer", 5, "phone", "empty unless ship is yes"),
    ("organisations.csv", "KZ-31,,pointer", "KZ-31,8-7,yes,", 5, "cell 16", "16"),
    ("organisations.csv", "KZ-31,,", "KZ-30,,", 5, "regions", "unknown region"),
    ("organisations.csv", "pointer_only", "perhaps", 3, "ship", "one of yes, pointer_only, no"),
    ("exit.csv", "kk,https", "kk,http", 2, "url", "https://"),
    ("exit.csv", "kk,https", "de,https", 2, "language", "one of kk, ru, en"),
    ("exit.csv", "\nkk,https", "\nru,https", 3, "language", "already stands in line 2"),
]


@pytest.mark.parametrize("wrong", [Wrong(*row) for row in WRONG_ROWS], ids=lambda wrong: f"{wrong.file}:{wrong.says}")
def test_a_wrong_row_is_refused_naming_file_line_field_and_rule(folder: Path, edit: Edit, wrong: Wrong) -> None:
    edit(wrong.file, wrong.old, wrong.new)
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    error = caught.value
    assert (error.file, error.line, error.field) == (wrong.file, wrong.line, wrong.field)
    assert wrong.says in error.message()
    assert error.rule


@pytest.mark.parametrize(
    "file", ["regions.csv", "units.csv", "maps.csv", "helplines.csv", "organisations.csv", "exit.csv"]
)
def test_a_missing_file_is_refused_by_name(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(PackError, match=file):
        load_pack(folder)


def test_a_table_that_a_pack_does_not_have_has_no_rows() -> None:
    assert installed_table("kz", "law/nothing.csv", ("x",)) == ()
    with pytest.raises(PackError, match="the columns are x"):
        installed_table("kz", "regions.csv", ("x",))
    with pytest.raises(PackError, match="no such country pack"):
        installed_table("../kz", "regions.csv", ("x",))
