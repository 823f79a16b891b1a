from pathlib import Path

import pytest

from qorgan.kernel.errors import PackError
from qorgan.kernel.packs.table import read_table


def write(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    return path


def test_rows_know_the_line_they_start_on(tmp_path: Path) -> None:
    rows = read_table(write(tmp_path, b'id,text\na,"one\ntwo"\nb,three\n'), ("id", "text"))
    assert [(row.line, row.cells["text"]) for row in rows] == [(2, "one\ntwo"), (4, "three")]


def test_columns_may_stand_in_any_order_and_spreadsheets_may_mark_the_file(tmp_path: Path) -> None:
    rows = read_table(write(tmp_path, b"\xef\xbb\xbftext,id\r\none,a\r\n"), ("id", "text"))
    assert rows[0].text("id") == "a"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "a column is missing"),
        (b"id\na\n", "a column is missing"),
        (b"id,text,more\n", "unknown column"),
        (b"id,text,text\n", "a column comes twice"),
        (b"id,text\na\n", "another number of cells"),
        (b"id,text\n\n", "another number of cells"),
        (b"id,text\na,b,c\n", "another number of cells"),
        (b'id,text\na,"b\n', "not CSV"),
        (b"id,text\na,\xff\n", "not UTF-8"),
        (b"id,text\na,b\na,c\n", "an id comes twice"),
        (b"id,text\n,b\n", "a required cell is empty"),
    ],
)
def test_a_broken_table_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(PackError, match=says):
        read_table(write(tmp_path, content), ("id", "text"), unique="id")
