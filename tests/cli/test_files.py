"""Files that a person hands to a command."""

import pytest

from qorgan.cli.files import read_text, write_text
from qorgan.kernel.errors import DataError


def test_a_text_comes_back_as_it_was_written_without_a_byte_order_mark(tmp_path):
    write_text(tmp_path / "a.csv", "id,тест\n")
    assert read_text(tmp_path / "a.csv") == "id,тест\n"
    (tmp_path / "b.csv").write_bytes("\ufeffid".encode())
    assert read_text(tmp_path / "b.csv") == "id"


def test_a_file_in_another_encoding_is_named_with_its_line(tmp_path):
    (tmp_path / "a.csv").write_bytes("id\nнет".encode("cp1251"))
    with pytest.raises(DataError, match=r"not UTF-8 .*line 2"):
        read_text(tmp_path / "a.csv")


def test_a_path_that_cannot_be_read_or_written_is_named(tmp_path):
    with pytest.raises(DataError, match="No such file"):
        read_text(tmp_path / "missing.csv")
    with pytest.raises(DataError, match="nothing written: Is a directory"):
        write_text(tmp_path, "x")
