"""What words mean: populations within populations, events that imply events, and files that say so wrongly."""

import pytest

from qorgan.kernel.errors import DataError
from qorgan.know.figures.expressions import parse
from qorgan.know.figures.meanings import Meanings, read_meanings

MEANINGS = Meanings(
    part_of={"both": ("partnered", "adult"), "partnered": ("women",), "adult": ("women",), "women": ("people",)},
    implies={"beaten": "physical", "physical": "violence"},
)


def test_a_population_stands_before_all_that_hold_it():
    assert MEANINGS.wider("both") == ("both", "partnered", "adult", "women", "people")
    assert MEANINGS.wider("unknown") == ("unknown",)


def test_a_population_that_is_wider_by_two_ways_comes_last():
    ragged = Meanings(part_of={"a": ("c", "b"), "b": ("c",), "c": ("d",)})
    assert ragged.wider("a") == ("a", "b", "c", "d")


def test_populations_are_related_along_the_chain_or_where_one_is_not_said():
    assert MEANINGS.is_wider("women", "both")
    assert not MEANINGS.is_wider("women", "women")
    assert not MEANINGS.are_related("partnered", "adult")
    assert MEANINGS.are_related(None, "adult")


@pytest.mark.parametrize(
    ("one", "other", "is_implied"),
    [
        ("physical", "physical or sexual", True),
        ("physical or sexual", "physical", False),
        ("beaten", "violence", True),
        ("beaten and told", "violence", True),
        ("violence", "beaten", False),
        ("A and B", "B and A", True),
    ],
)
def test_events_imply_by_logic_and_by_meaning(one, other, is_implied):
    assert MEANINGS.implied(parse(one), parse(other)) is is_implied


def test_events_of_more_names_than_can_be_compared_are_taken_for_unrelated():
    nine, others = (" or ".join(f"{letter}{place}" for place in range(9)) for letter in "ab")
    assert not MEANINGS.implied(parse(nine), parse(f"{nine} or {others}"))


def test_nestings_pass_over_events_that_nobody_names():
    assert list(MEANINGS.nested({"beaten", "violence"})) == [("beaten", "violence")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x =", "no meanings"),
        ('[populations]\na = { part_of = ["b"] }\nb = { part_of = ["a"] }', "lies within itself"),
        ('[events]\na = { implies = "a" }', "lies within itself"),
        ('[[breaks]]\nunit = "offences"', "no meanings"),
        ("populations = 3", "no meanings"),
    ],
)
def test_a_wrong_file_is_refused(text, said):
    with pytest.raises(DataError, match=said):
        read_meanings(text, "meanings.toml")
