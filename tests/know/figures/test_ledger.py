"""The ledger: what it refuses, what it leaves out, and which shares it takes for one number."""

import pytest
from tests.know.figures.figures import figure, ledger

from qorgan.kernel.errors import DataError
from qorgan.know.figures.alike import same_number
from qorgan.know.figures.ledger import MAX_PAIRS, groups, pairs


def test_two_figures_with_one_id_are_refused():
    with pytest.raises(DataError, match="same id"):
        ledger(figure("a", "17 %"), figure("a", "18 %"))


def test_a_map_that_the_country_has_not_is_refused():
    with pytest.raises(DataError, match="one of KZ-2017, KZ-2018, KZ-2022"):
        ledger(figure("a", "17", map="KZ-2099"))


def test_withdrawn_figures_are_left_out():
    assert ledger(figure("a", "17 %", state="withdrawn")).figures == ()


def test_one_number_is_found_whatever_its_dress():
    found = same_number(ledger(figure("a", "one in six"), figure("b", "17 %"), figure("c", "almost a fifth")), [])
    assert {frozenset((one[0].id, other[0].id)) for one, other in found} == {frozenset("ab"), frozenset("ac")}


@pytest.mark.parametrize(
    "fields", [{"place": "KZ-61"}, {"event": "told"}, {"given": "told"}, {"population": "men"}, {"event": None}]
)
def test_shares_of_other_places_events_or_people_are_not_one_number(fields):
    assert list(same_number(ledger(figure("a", "17 %"), figure("b", "17 %", **fields)), [])) == []


def test_a_share_of_a_vaguer_event_can_be_the_same_number():
    found = same_number(
        ledger(figure("a", "17 %", event="physical or sexual"), figure("b", "17 %", event="violence")), []
    )
    assert [(one[0].id, other[0].id) for one, other in found] == [("a", "b")]


def test_groups_and_pairs_leave_out_those_alone_and_those_without_a_key():
    figures = [
        figure("a", "1", series="s"),
        figure("b", "2", series="s"),
        figure("c", "3", series="t"),
        figure("d", "4"),
        figure("e", "5"),
    ]
    assert [[one.id for one in group] for group in groups(figures, lambda one: one.series)] == [["a", "b"]]
    assert [(one.id, other.id) for one, other in pairs(figures, lambda one: one.series, [])] == [("a", "b")]


def test_of_a_large_group_not_every_pair_is_yielded_and_its_figures_are_named():
    small = [figure(f"s{place}", "1", series="small") for place in range(25)]
    large = [figure(f"l{place}", "1", series="large") for place in range(26)]
    crowded = []
    assert len(list(pairs(small + large, lambda one: one.series, crowded))) == 25 * 24 // 2 + MAX_PAIRS
    assert crowded == large
