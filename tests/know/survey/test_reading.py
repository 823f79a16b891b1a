"""Rows of a survey from files."""

import numpy as np
import pytest

from qorgan.kernel.errors import DataError
from qorgan.know.survey.reading import read_design, read_table


@pytest.fixture
def read(tmp_path):
    def run(content):
        path = tmp_path / "women.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_table(path)

    return run


@pytest.mark.parametrize("cell", ["", "NA", "na", "N/A", "NaN", "."])
def test_gaps_are_missing_numbers_and_no_groups(read, cell):
    table = read(f"id,y\n1,{cell}\n2,3\n")
    assert np.isnan(table.numbers("y", "--y", may_miss=True)).tolist() == [True, False]
    assert table.labels("y", "--by", may_miss=True).tolist() == ["", "3"]


@pytest.mark.parametrize("cell", ["inf", "1_000", "1,5", "0x1F", "-"])
def test_what_is_no_number_is_named_with_its_line(read, cell):
    table = read(f'id,y\n1,2\n2,"{cell}"\n')
    with pytest.raises(DataError) as refused:
        table.numbers("y", "--y", may_miss=True)
    assert f"women.csv, line 3, field y, value '{cell}'" in refused.value.message()


def test_a_sentence_is_not_repeated_in_a_message(read):
    table = read("y\n1\nhe told me to say nothing\n")
    with pytest.raises(DataError) as refused:
        table.numbers("y", "--y")
    assert "line 3" in refused.value.message()
    assert "told" not in refused.value.message()


def test_of_many_faults_ten_are_named_and_the_rest_are_counted(read):
    table = read("y\n" + "x\n" * 25)
    with pytest.raises(DataError) as refused:
        table.numbers("y", "--y")
    message = refused.value.message()
    assert "line 11," in message
    assert "line 12," not in message
    assert "15 more lines have that fault" in message


@pytest.mark.parametrize("option", ["weights", "strata", "clusters", "fpc"])
def test_a_design_has_no_gaps(read, option):
    table = read("y,d\n1,2\n1,\n1,2\n")
    with pytest.raises(DataError) as refused:
        read_design(table, **{option: ["d"] if option in {"clusters", "fpc"} else "d"})
    assert "line 3, field d" in refused.value.message()


def test_cells_with_commas_and_lines_are_read_and_lines_counted(read):
    table = read('\ufeffy,"note"\n1,"a, b\nc"\n2,d\n'.encode())
    assert {name: column.cells for name, column in table.columns.items()} == {"y": ("1", "2"), "note": ("a, b\nc", "d")}
    assert table.lines == (3, 4)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "there are no rows"),
        ("y,w\n", "there are no rows"),
        (b"y\n\xff\n", "line 2"),
        ("y,w\n1\n", "line 2, value '1'"),
        ("y;w\n1,5;2\n", "semicolons between the columns"),
        ("y,y\n1,2\n", "two columns have the same name"),
    ],
)
def test_what_is_no_table_is_refused(read, content, words):
    with pytest.raises(DataError) as refused:
        read(content)
    assert words in refused.value.message()
    assert "women.csv" in refused.value.message()


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(DataError, match="No such file"):
        read_table(tmp_path / "none.csv")
