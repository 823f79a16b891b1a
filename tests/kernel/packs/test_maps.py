from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.kernel.errors import InputError
from qorgan.kernel.facts import Fact
from qorgan.kernel.packs import Pack, RegionMap, RegionMaps, Relation, Unit, installed_pack
from qorgan.kernel.text import Translated

MAPS = ("KZ-2017", "KZ-2018", "KZ-2022")
TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("day", "n_regions", "n_cities"),
    [
        (date(2018, 6, 18), 14, 2),
        (date(2018, 6, 19), 14, 3),
        (date(2018, 11, 25), 14, 3),
        (date(2022, 6, 7), 14, 3),
        (date(2022, 6, 8), 17, 3),
        (TODAY, 17, 3),
    ],
)
def test_the_units_of_a_day_are_those_of_its_map(kz: Pack, day: date, n_regions: int, n_cities: int) -> None:
    kinds = [unit.kind for unit in kz.units_on(day)]
    assert (kinds.count("region"), kinds.count("city")) == (n_regions, n_cities)


def test_the_units_of_today_are_the_regions(kz: Pack) -> None:
    assert [unit.id for unit in kz.units_on(TODAY)] == [region.code for region in kz.regions]


@pytest.mark.parametrize(
    ("unit", "today"),
    [
        ("KZ-2017:south-kazakhstan", ["KZ-61", "KZ-79"]),
        ("KZ-2017:east-kazakhstan", ["KZ-10", "KZ-63"]),
        ("KZ-2018:karaganda", ["KZ-35", "KZ-62"]),
        ("KZ-2018:almaty-region", ["KZ-19", "KZ-33"]),
        ("KZ-2017:almaty", ["KZ-75"]),
        ("KZ-10", ["KZ-10"]),
    ],
)
def test_a_units_ground_is_found_on_the_map_of_today(kz: Pack, unit: str, today: list[str]) -> None:
    assert [found.id for found in kz.successors(kz.maps.unit(unit), TODAY)] == today


def test_every_unit_leads_to_today_and_together_they_cover_the_country(kz: Pack) -> None:
    for map_id in MAPS:
        found = [later for unit in kz.maps.units_of(map_id) for later in kz.successors(unit, TODAY)]
        assert sorted(unit.id for unit in found) == [region.code for region in kz.regions]


@pytest.mark.parametrize(("older", "newer", "n_groups"), [(0, 1, 16), (1, 2, 17), (0, 2, 16), (2, 2, 20)])
def test_comparable_groups_are_the_finest_that_cover_the_same_ground(
    kz: Pack, older: int, newer: int, n_groups: int
) -> None:
    groups = kz.comparable_groups(MAPS[older], MAPS[newer])
    assert len(groups) == n_groups
    assert [len(group.units_a) for group in groups] == [1] * n_groups


@given(st.sampled_from(MAPS), st.sampled_from(MAPS))
def test_every_unit_of_both_maps_is_in_exactly_one_group(map_a: str, map_b: str) -> None:
    maps = installed_pack("kz").maps
    groups = maps.comparable_groups(map_a, map_b)
    assert sorted(unit.id for group in groups for unit in group.units_a) == sorted(u.id for u in maps.units_of(map_a))
    assert sorted(unit.id for group in groups for unit in group.units_b) == sorted(u.id for u in maps.units_of(map_b))


@given(st.sampled_from(MAPS), st.sampled_from(MAPS))
def test_groups_do_not_depend_on_which_map_is_named_first(map_a: str, map_b: str) -> None:
    maps = installed_pack("kz").maps
    forwards = {(group.units_a, group.units_b) for group in maps.comparable_groups(map_a, map_b)}
    assert forwards == {(group.units_b, group.units_a) for group in maps.comparable_groups(map_b, map_a)}


def test_ground_that_was_merged_and_split_again_stays_one_group() -> None:
    days = (None, date(2000, 1, 1), date(2010, 1, 1))
    a1, a2, b, c1, c2 = (
        Unit(unit_id, unit_id[0], "region", Translated({"en": unit_id})) for unit_id in ("a1", "a2", "b", "c1", "c2")
    )
    fact = Fact("merge", "a test", "undated", TODAY, "C")
    relations = [Relation(one, b, "merge", date(2000, 1, 1), fact, None) for one in (a1, a2)]
    relations += [Relation(b, one, "split", date(2010, 1, 1), fact, None) for one in (c1, c2)]
    maps = RegionMaps(
        tuple(RegionMap(name, day) for name, day in zip("abc", days, strict=True)),
        (a1, a2, b, c1, c2),
        tuple(relations),
    )
    (group,) = maps.comparable_groups("a", "c")
    assert (group.units_a, group.units_b) == ((a1, a2), (c1, c2))


def test_a_unit_has_no_successors_on_an_older_map(kz: Pack) -> None:
    with pytest.raises(InputError, match="older map"):
        kz.successors(kz.maps.unit("KZ-10"), date(2017, 1, 1))


def test_an_unknown_map_or_unit_is_refused(kz: Pack) -> None:
    with pytest.raises(InputError, match="unknown map"):
        kz.comparable_groups("KZ-1997", "KZ-2022")
    with pytest.raises(InputError, match="unknown unit"):
        kz.maps.unit("KZ-YUZ")


def test_names_of_the_past_may_have_gaps(kz: Pack) -> None:
    south = kz.maps.unit("KZ-2017:south-kazakhstan")
    assert south.name.in_language("en") == "South Kazakhstan Region"
    assert not south.name.has("ru")
