"""A file that centres save is read whatever its separator and encoding; anything else is refused in one sentence."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.care.spreadsheet.table import MAX_BYTES, MAX_ROWS, read_table
from qorgan.kernel.errors import InputError
from qorgan.kernel.text import clean_text

HEADING = ("Аты", "Күні", "Нөмірі")


def saved(rows, *, separator=";", encoding="utf-8-sig", end="\r\n"):
    text = StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)
    return text.getvalue().encode(encoding)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_every_separator_encoding_and_line_end_reads_the_same(separator, encoding, end):
    table = read_table(saved([HEADING, ("Айгүл; А, Б", "1", '"x"')], separator=separator, encoding=encoding, end=end))
    assert table.heading == HEADING
    assert table.rows == ((2, ("Айгүл; А, Б", "1", '"x"')),)
    assert table.encoding == "utf-8"


def test_what_a_russian_windows_saved_is_read():
    table = read_table(saved([("Имя", "Дата"), ("Ольга", "1")], encoding="cp1251"))
    assert (table.heading, table.rows, table.encoding) == (("Имя", "Дата"), ((2, ("Ольга", "1")),), "cp1251")


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=6), st.sampled_from(";,\t"))
def test_every_text_comes_back_cleaned_in_its_row(rows, separator):
    rows = [tuple(text.replace("\x00", "").encode("utf-8", "ignore").decode() for text in row) for row in rows]
    table = read_table(saved([("a", "b"), *rows], separator=separator))
    wanted = [(number, tuple(clean_text(one).strip() for one in row)) for number, row in enumerate(rows, start=2)]
    assert list(table.rows) == [(number, row) for number, row in wanted if any(row)]


def test_rows_are_numbered_as_the_program_shows_them():
    table = read_table(saved([(), HEADING, ("a\nb", "", ""), ("", "", ""), ("c", "", "")]))
    assert table.heading_row == 2
    assert [number for number, _cells in table.rows] == [3, 5]


def test_a_row_that_names_the_separator_is_no_heading_and_is_counted():
    table = read_table(b"sep=,\r\na,b\r\n1;1,2\r\n")
    assert (table.heading, table.rows) == (("a", "b"), ((3, ("1;1", "2")),))


def test_a_separator_within_a_quoted_name_does_not_count():
    assert read_table(b'"name, first, last";day\n1;2\n').heading == ("name, first, last", "day")


def test_empty_columns_at_the_end_are_no_columns_and_short_rows_are_filled():
    assert read_table(b"a;b;;\n1;;;\n2\n").rows == ((2, ("1", "")), (3, ("2", "")))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04rest", "workbook"),
        (b"\xd0\xcf\x11\xe0rest", "old workbook"),
        ("a;b".encode("utf-16"), "UTF-16"),
        (b"%PDF-1.7", "PDF"),
        (b"a;b\x00", "not text"),
        (b"\x98;\xff", "letters"),
        (b"", "empty"),
        (b" ; \n", "empty"),
        (b'a;b\n"x;1\n', "quoted cell"),
        (b"a;b\n1;2;3\n", "more cells"),
        (b"a;a\n1;2\n", "field A, B"),
        (b"a;;c\n1;2;3\n", "field B"),
        (b"a\n" + b"1\n" * (MAX_ROWS + 1), "too many rows"),
        (b"a" * (MAX_BYTES + 1), "too large"),
    ],
)
def test_what_is_no_such_file_is_refused_with_the_next_step(data, says):
    with pytest.raises(InputError, match=says) as refused:
        read_table(data)
    assert refused.value.rule


def test_a_file_without_a_heading_is_refused_without_repeating_a_name():
    with pytest.raises(InputError) as refused:
        read_table("Айгүл;Айгүл;1\nСәуле;Сәуле;2\n".encode())
    assert "Айгүл" not in str(refused.value)


def test_a_column_far_to_the_right_has_two_letters():
    names = ";".join(f"c{number}" for number in range(26))
    with pytest.raises(InputError, match="field AA, AB"):
        read_table(f"{names};x;x\n".encode())
