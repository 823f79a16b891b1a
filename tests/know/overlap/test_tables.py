"""People by the lists that hold them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.kernel.errors import DataError
from qorgan.know.overlap.tables import CaptureTable, from_rows

THREE = CaptureTable(("police", "clinic", "hotline"), (0, 40, 30, 6, 20, 0, 0, 0))


def test_everybody_on_a_list_is_observed():
    assert THREE.observed == 96


def test_pairs_that_share_nobody_are_named():
    assert THREE.never_together() == [("police", "hotline"), ("clinic", "hotline")]


def test_a_pair_that_cannot_share_anybody_is_not_named():
    table = from_rows(THREE.lists, list(enumerate(THREE.counts)), [("clinic", "hotline")])
    assert table.never_together() == [("police", "hotline")]
    assert [table.name(cell) for cell in sorted(table.impossible)] == ["clinic + hotline", "police + clinic + hotline"]


def test_lists_that_hang_together_are_one_part():
    assert THREE.parts() == [("police", "clinic"), ("hotline",)]
    chain = CaptureTable(("a", "b", "c"), (0, 1, 1, 1, 1, 0, 1, 0))
    assert chain.parts() == [("a", "b", "c")]


@given(st.permutations(["police", "clinic", "hotline"]))
def test_the_order_of_lists_is_lost_in_the_canonical_table(names):
    other = THREE.in_order(names)
    assert other.canonical() == THREE.canonical()
    assert {other.name(cell): count for cell, count in enumerate(other.counts) if count} == {
        " + ".join(name for name in names if name in cell): count
        for cell, count in (({"police"}, 40), ({"clinic"}, 30), ({"hotline"}, 20), ({"police", "clinic"}, 6))
    }


@pytest.mark.parametrize(
    ("lists", "counts", "impossible", "words"),
    [
        (("a",), (0, 1), (), "2 to 8 lists"),
        (tuple("abcdefghi"), (0, *[1] * 511), (), "2 to 8 lists"),
        (("a", "a"), (0, 1, 1, 1), (), "two lists have the same name"),
        (("a", " "), (0, 1, 1, 1), (), "this cannot name a list"),
        (("a", "b"), (0, 1, 1), (), "4 counts"),
        (("a", "b"), (0, 1, 1, -1), (), "field a + b, value '-1'"),
        (("a", "b"), (0, 1, 1, 0.5), (), "field a + b, value '0.5'"),
        (("a", "b"), (7, 1, 1, 1), (), "nobody can count those on no list"),
        (("a", "b"), (0, 1, 0, 0), (), "a list is empty (field b)"),
        (("a", "b"), (0, 1, 1, 1), (("a", "b"),), "people stand where nobody can be"),
        (("a", "b"), (0, 1, 1, 1), (("a", "c"),), "this is no list"),
        (("a", "b"), (0, 1, 1, 1), (("a", "a"),), "two lists or more"),
    ],
)
def test_what_cannot_be_a_table_is_refused(lists, counts, impossible, words):
    with pytest.raises(DataError) as refused:
        from_rows(lists, list(enumerate(counts)), impossible) if impossible else CaptureTable(lists, counts)
    assert words in refused.value.message()


def test_all_faults_are_named_at_once():
    with pytest.raises(DataError) as refused:
        CaptureTable(("a", "a"), (3, 1, 1, -1))
    assert refused.value.message().startswith("3 faults")
