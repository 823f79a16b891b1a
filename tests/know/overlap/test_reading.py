"""Capture tables from files."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.know.overlap.reference import table

from qorgan.kernel.errors import DataError
from qorgan.know.overlap.reading import read_tables
from qorgan.know.overlap.strata import pool


@pytest.fixture
def read(tmp_path):
    def run(content, **options):
        path = tmp_path / "lists.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_tables(path, **options)

    return run


def test_the_reference_tables_hold_the_published_people():
    people = {"UKdat": 2744, "UKdat_5": 2744, "kosovo": 4400, "HIV": 1896, "Korea": 123, "NewOrl": 185, "hare": 68}
    assert {name: table(name).observed for name in people} == people


def test_histories_left_out_have_count_0(read):
    assert read("a,b,count\n1,0,4\n1,1,2\n")[""].counts == (0, 4, 0, 2)


def test_without_counts_a_row_is_a_person(read):
    assert read("a,b\n1,0\n1,1\n0,1\n1,0\n")[""].counts == (0, 2, 1, 1)


@pytest.mark.parametrize("unknown", ["", "NA", "?"])
def test_a_row_of_zeros_may_stand_there_without_a_count(read, unknown):
    assert read(f"a,b,count\n0,0,{unknown}\n1,0,4\n1,1,2\n")[""].counts == (0, 4, 0, 2)


def test_strata_are_read_apart(read):
    tables = read("city,a,b,count\nnorth,1,0,4\nnorth,1,1,2\nsouth,1,0,1\nsouth,0,1,1\n", strata="city")
    assert {name: one.counts for name, one in tables.items()} == {"north": (0, 4, 0, 2), "south": (0, 1, 1, 0)}


def test_a_list_that_holds_nobody_of_a_stratum_is_left_out_there(read):
    rows = "city,a,b,c,count\nn,1,0,0,4\nn,1,1,0,2\nn,0,0,1,3\ns,1,0,0,1\ns,0,0,1,5\ns,1,0,1,2\n"
    tables = read(rows, strata="city", impossible=[("b", "c")])
    assert tables["s"].lists == ("a", "c")
    assert tables["s"].counts == (0, 1, 5, 2)
    both = pool(list(tables.values()))
    assert both.lists == ("a", "b", "c")
    assert {both.name(cell): count for cell, count in enumerate(both.counts) if count} == {
        "a": 5,
        "a + b": 2,
        "c": 8,
        "a + c": 2,
    }
    assert sorted(both.impossible) == [0b110, 0b111]


rows_of_people = st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()).filter(any), min_size=1, max_size=40)


@settings(max_examples=40, deadline=None)
@given(rows_of_people, st.randoms(use_true_random=False))
def test_people_and_histories_give_the_same_table_in_any_order(tmp_path_factory, people, random):
    people = [*people, (True, True, True)]
    histories = [f"{int(a)},{int(b)},{int(c)},{count}" for (a, b, c), count in Counter(people).items()]
    random.shuffle(histories)
    folder = tmp_path_factory.mktemp("tables")
    (folder / "people.csv").write_text("\n".join(["a,b,c", *(f"{int(a)},{int(b)},{int(c)}" for a, b, c in people)]))
    (folder / "histories.csv").write_text("\n".join(["a,b,c,count", *histories]))
    first, second = (read_tables(folder / name)[""] for name in ("people.csv", "histories.csv"))
    assert first == second
    assert first.observed == len(people)


def test_lists_that_nobody_can_be_on_together_are_declared(read):
    assert read("a,b,c,count\n1,0,0,4\n0,1,1,2\n", impossible=[("a", "b")])[""].impossible == frozenset({3, 7})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "the file is empty"),
        ("a,b,count\n", "there are only names of columns"),
        (b"a,b,count\n1,0,\xff\n", "not UTF-8"),
        ("a,b,count\n1,0\n", "line 2, value '2'"),
        ("a,count\n1,3\n", "2 to 8 lists"),
        ("a,b,count\n1,2,3\n1,1,1\n", "line 2, field b, value '2'"),
        ("a,b,count\n1,0,-3\n1,1,1\n", "line 2, field count, value '-3'"),
        ("a,b,count\n1,0,2.5\n1,1,1\n", "line 2, field count, value '2.5'"),
        ("a,b,count\n1,0,many\n1,1,1\n", "value 'many'"),
        ("a,b,count\n1,0,1 000\n1,1,1\n", "in digits only"),
        ("a;b;count\n1;0;3\n", "semicolons between the columns"),
        ("a,b,count\n1,0,3\n1,1,1\n1,0,2\n", "this history stands in line 2 already"),
        ("a,b,count\n0,0,9\n1,0,3\n1,1,1\n", "nobody can count those on no list"),
        ("a,b,count\n0,0,0\n1,0,3\n1,1,1\n", "nobody can count those on no list"),
        ("a,b\n1,0\n0,0\n", "a person on no list"),
        ("a,b,count\n1,0,3\n", "a list is empty"),
        ("a,a,count\n1,0,3\n", "two lists have the same name"),
        ("a,b,count,count\n1,0,3,4\n", "two columns have the same name"),
        ("a,b,count\n1,1," + "9" * 5000 + "\n", "line 2, field count, value '99999999999999999999'). Rule: 0, 1, 2, …"),
        ("a,b,count\n1,1,1000000001\n", "in digits only"),
        ('a,b,count\n1,1,"' + "9" * 200_000 + '"\n', "no CSV"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(read, content, words):
    with pytest.raises(DataError) as refused:
        read(content)
    assert words in refused.value.message()
    assert "lists.csv" in refused.value.message()


def test_a_stratum_of_one_list_is_named_with_what_to_do(read):
    with pytest.raises(DataError, match=r"fewer than two lists .*stratum s.* join it with a stratum"):
        read("city,a,b,count\nn,1,0,4\nn,1,1,2\ns,1,0,3\n", strata="city")


def test_every_fault_of_a_file_is_named(read):
    with pytest.raises(DataError) as refused:
        read("a,b,count\n1,x,1\n1,0,-1\n0,0,4\n")
    assert refused.value.message().startswith("3 faults")


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(DataError) as refused:
        read_tables(tmp_path / "none.csv")
    assert "No such file" in refused.value.message()


def test_a_column_of_strata_that_is_not_there_is_said(read):
    with pytest.raises(DataError) as refused:
        read("a,b,count\n1,0,4\n", strata="region")
    assert "one of a, b, count" in refused.value.message()
