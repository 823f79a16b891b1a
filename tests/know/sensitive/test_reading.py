"""A list experiment from a file: every row at fault with its line, and the same numbers from counts as from people."""

import pytest
from tests.know.sensitive.references import FOLDER, race

from qorgan.kernel.errors import QorganError
from qorgan.know.sensitive.means import difference
from qorgan.know.sensitive.reading import read_experiment


def read(tmp_path, content, **options):
    path = tmp_path / "list.csv"
    path.write_text(content)
    return read_experiment(path, **{"y": "y", "treated": "t", "n_items": 2, **options})


def test_counts_are_the_people_they_stand_for():
    counted = read_experiment(FOLDER / "race_y_by_treat.csv", y="y", treated="treat", n_items=3, count="count")
    assert (counted.counts == race().counts).all()
    assert counted.n == 1213


def test_every_fault_is_named_with_its_line(tmp_path):
    with pytest.raises(QorganError) as refused:
        read(tmp_path, "y,t\n0,0\n3,0\n1,1\n4,1\n1,7\n")
    text = str(refused.value)
    for words in ("line 3", "line 5", "line 6", "field y", "field t", "0 to 2", "0 to 3", "list.csv"):
        assert words in text


def test_more_than_ten_faults_are_counted(tmp_path):
    with pytest.raises(QorganError, match="3 more rows"):
        read(tmp_path, "y,t\n0,0\n1,1\n" + "9,0\n" * 13)


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        ("y,t\n0,0\n1,1\n", {"y": "z"}, "no such column"),
        ("y,t\n0,0\n1,1\n", {"treated": "z"}, "--treated"),
        ("y,t,n\n0,0,1\n1,1,two\n", {"count": "n"}, "line 3"),
        ("y,t,n\n0,0,1\n1,1,-2\n", {"count": "n"}, "no number of people"),
        ("y,t,w\n0,0,1\n1,1,-2\n", {"weights": "w"}, "this is no weight"),
        ("y,t,a\n0,0,1\n1,0,1\n1,1,1\n2,1,1\n", {"covariates": ["a"]}, "leave it out"),
        ("y,t,a\n0,0,1\n1,1,2\n", {"covariates": ["a", "a"]}, "named twice"),
        ("y,t,s\n0,0,x\n1,0,x\n1,1,x\n2,1,z\n", {"strata": "s"}, "one unit alone"),
        ("y,t\n0,0\n1,0\n2,0\n", {}, "saw the sensitive item"),
        ("y,t\n0,0\n1,0\n2,1\n1,1\n", {"n_items": 0}, "no length of a list"),
    ],
)
def test_bad_input_is_named_with_file_and_rule(tmp_path, content, options, words):
    with pytest.raises(QorganError) as refused:
        difference(read(tmp_path, content, **options))
    assert words in str(refused.value)
