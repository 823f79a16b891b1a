"""A worker sees what would be made and what is refused; nothing is taken by halves, and no cell is repeated."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.care.spreadsheet.cells import Rule
from qorgan.care.spreadsheet.preview import CaseRow, CellFault, case_fields, preview
from qorgan.care.spreadsheet.table import read_table
from qorgan.kernel.errors import InputError

TODAY = date(2026, 11, 25)
FIELDS = case_fields(regions={"Астана": "KZ-71"}, languages={"казахский": "kk"})
COLUMNS = {"called": "Имя", "agreed_day": "Согласие", "reference": "Номер", "region": "Регион"}
HEADING = "Имя;Согласие;Номер;Регион;Заметки\n"


def shown(rows, *, encoding="utf-8", columns=COLUMNS):
    return preview(read_table((HEADING + rows).encode(encoding)), columns, FIELDS, today=TODAY)


def test_a_row_becomes_the_values_of_a_case():
    found = shown("Айгүл;01.02.2026;7/26;Астана;x\n")
    assert found.rows[0] == CaseRow(
        2, {"called": "Айгүл", "agreed_day": date(2026, 2, 1), "reference": "7/26", "region": "KZ-71"}
    )
    assert found.left_out == ("Заметки",)
    assert found.to_import() == found.rows


def test_every_bad_cell_is_named_by_row_column_and_rule():
    found = shown("Айгүл;;7;Астана;\n;01.02.2026;7;Рим;\nСауле;01.02.2026;8;;\n")
    assert found.faults == (
        CellFault(2, "Согласие", Rule.REQUIRED),
        CellFault(3, "Имя", Rule.REQUIRED),
        CellFault(3, "Номер", Rule.TWICE),
        CellFault(3, "Регион", Rule.WORD),
    )
    assert [one.row for one in found.rows] == [4]
    assert found.faults[0].message() == "Row 2, column Согласие: this column is filled in every row."


def test_one_bad_cell_keeps_the_whole_file_out():
    with pytest.raises(InputError, match="nothing is imported: 1 cells are refused, 1 rows are in order"):
        shown("Айгүл;01.02.2026;7;;\nСауле;;8;;\n").to_import()


def test_a_file_without_rows_imports_nothing():
    with pytest.raises(InputError, match="0 rows"):
        shown("").to_import()


def test_a_letter_that_was_lost_on_saving_is_found():
    found = shown("Айг?л;01.02.2026;7;;\nОльга?;01.02.2026;8;;\n", encoding="cp1251")
    assert found.faults == (CellFault(2, "Имя", Rule.LOST_LETTER),)
    assert shown("Айг?л;01.02.2026;7;;\n").faults == ()


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"called": "Имя"}, "agreed_day"),
        ({**COLUMNS, "region": "Область"}, "region"),
        ({**COLUMNS, "shoe_size": "Заметки"}, "shoe_size"),
        ({**COLUMNS, "labels": "Имя"}, "chosen twice"),
    ],
)
def test_columns_that_do_not_fit_are_refused(columns, says):
    with pytest.raises(InputError, match=says):
        shown("Айгүл;01.02.2026;7;;\n", columns=columns)


cells = st.sampled_from(["", "Айгүл", "01.02.2026", "7", "Астана", "кенеттен келген сөз"])


@given(st.lists(st.tuples(cells, cells, cells, cells), max_size=6))
def test_every_row_is_made_whole_or_named_and_no_fault_repeats_a_cell(rows):
    told = "".join(";".join((*row, "x")) + "\n" for row in rows)
    found = shown(told)
    assert {one.row for one in found.rows} | {one.row for one in found.faults} == set(range(2, len(rows) + 2))
    assert not {one.row for one in found.rows} & {one.row for one in found.faults}
    assert found.is_importable is (bool(rows) and not found.faults)
    for fault in found.faults:
        assert "кенеттен" not in fault.message()
    assert "Айгүл" not in repr(found)
