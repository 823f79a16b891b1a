"""One number under several owners, on several maps, and names that changed their ground."""

import pytest
from tests.know.figures.figures import figure, found, ledger

from qorgan.know.figures.ledger import Ledger
from qorgan.know.figures.meanings import Meanings
from qorgan.know.figures.rules.sources import other_ground, other_map, other_owner

UNITS = {"event": "campaign", "unit": "regional_units", "population": None}
SHARE = {"population": "partnered", "period": "lifetime"}


def test_one_number_under_four_owners_is_one_finding_that_names_the_first():
    four = [
        figure("c", "17 %", owner="Committee", made="2015/2016", **SHARE),
        figure("u", "17 %", owner="UN agency", made="2016", **SHARE),
        figure("g", "17 %", owner="government", made="2017", **SHARE),
        figure("w", "17 %", owner="UN Women", made="2018", **SHARE),
    ]
    (finding,) = other_owner(ledger(*reversed(four)))
    assert set(finding.claims) == {"c", "u", "g", "w"}
    assert "under 4 owners or years" in finding.says()
    assert finding.part("instead").endswith("Committee, 2015–2016.")


def test_one_owner_with_two_years_is_found():
    assert found(other_owner, figure("a", "17 %", made="2015", **SHARE), figure("b", "17 %", made="2017", **SHARE)) == [
        ("a", "b")
    ]


def test_where_no_text_says_who_measured_nobody_is_named():
    (finding,) = other_owner(ledger(figure("a", "17 %", owner="x", **SHARE), figure("b", "17 %", owner="y", **SHARE)))
    assert finding.part("instead") == "Name who measured it, and when."


def test_one_owner_printed_twice_is_not():
    assert (
        found(other_owner, figure("a", "17 %", made="2015", **SHARE), figure("b", "one in six", made="2015", **SHARE))
        == []
    )


def test_equal_numbers_of_different_years_come_from_different_measurements():
    assert (
        found(other_owner, figure("a", "17 %", period="2015", owner="x"), figure("b", "17 %", period="2024", owner="y"))
        == []
    )


def test_seventeen_means_two_things():
    (finding,) = other_map(ledger(figure("b", "17", period="2018-11", **UNITS)))
    assert "all units (14 regions and 3 cities) on the map of KZ-2018" in finding.says()
    assert "regions alone (with 3 cities, 20 units) on the map of KZ-2022" in finding.says()


@pytest.mark.parametrize(
    "fields", [{"wording": "20"}, {"wording": "5"}, {"map": "KZ-2022"}, {"period": None}, {"unit": "centres"}]
)
def test_a_number_with_one_meaning_or_with_its_map_is_not(fields):
    told = UNITS | {"period": "2023", "wording": "17"} | fields
    assert found(other_map, figure("n", told.pop("wording"), **told)) == []


def test_a_region_that_lost_ground_is_found():
    before = figure("b", "100", unit="orders", place="KZ-2018:east-kazakhstan", period="2021")
    after = figure("a", "60", unit="orders", place="KZ-63", period="2023")
    (finding,) = other_ground(ledger(after, before))
    assert finding.claims == ("b", "a")
    assert "East Kazakhstan Region became Abai Region; East Kazakhstan Region" in finding.says()


def test_a_region_that_kept_its_ground_is_not():
    before = figure("b", "100", unit="orders", place="KZ-2018:pavlodar", period="2021")
    assert found(other_ground, before, figure("a", "60", unit="orders", place="KZ-55", period="2023")) == []


def test_without_maps_nothing_is_said_about_them():
    alone = Ledger([figure("b", "17", period="2018-11", **UNITS)], Meanings(map_units=frozenset({"regional_units"})))
    assert [*other_map(alone), *other_ground(alone)] == []
