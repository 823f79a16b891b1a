"""What an import would make of a spreadsheet and what it refuses, before anything is sealed: all rows, or none."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from qorgan.care.spreadsheet.cells import SAYS, CellRefused, Field, Kind, Rule, read_cell
from qorgan.care.spreadsheet.table import Table
from qorgan.kernel.errors import InputError

# A question mark before a letter is what Windows-1251 leaves of ә, ғ, қ, ң, ө, ұ, ү and һ within a word.
_LOST: Final = re.compile(r"\?\w")

Value = str | int | date


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case that would be made.

    Parameters
    ----------
    row : int
        As the spreadsheet program shows it.
    values : mapping of str to str, int or date
        By name of the field; what is empty is left out. Never shown in an error or a log.
    """

    row: int
    values: Mapping[str, Value] = field(repr=False)


@dataclass(frozen=True, slots=True)
class CellFault:
    """One cell that breaks a rule. It says where, never what stands there: somebody wrote that about her."""

    row: int
    column: str
    rule: Rule

    def message(self) -> str:
        """Return it as one sentence."""
        return f"Row {self.row}, column {self.column}: {SAYS[self.rule]}."


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be made and what is refused.

    Parameters
    ----------
    rows : tuple of CaseRow
        Those of which every cell is in order.
    faults : tuple of CellFault
        In the order of rows and columns, at most one for a cell.
    left_out : tuple of str
        Columns that nothing is taken from.
    """

    rows: tuple[CaseRow, ...]
    faults: tuple[CellFault, ...]
    left_out: tuple[str, ...]

    @property
    def is_importable(self) -> bool:
        """Say whether the whole file can be taken."""
        return bool(self.rows) and not self.faults

    def to_import(self) -> tuple[CaseRow, ...]:
        """Return the rows to make cases of.

        Raises
        ------
        InputError
            If a cell is refused or there is no row: nothing is imported by halves.
        """
        if not self.is_importable:
            raise InputError(
                f"nothing is imported: {len(self.faults)} cells are refused, {len(self.rows)} rows are in order",
                rule="a file is taken whole or not at all",
                next_step="mend these cells in the spreadsheet, save it and choose it again",
            )
        return self.rows


def case_fields(*, regions: Mapping[str, str], languages: Mapping[str, str]) -> tuple[Field, ...]:
    """Return what a row may say of a case: the names are those of its first form and of the consent that comes before it.

    Parameters
    ----------
    regions, languages : mapping of str to str
        Code by each accepted name, in all languages of the pack, and by the code itself.
    """
    return (
        Field("called", is_required=True, max_length=80),
        Field("agreed_day", Kind.DAY, is_required=True),  # without her consent no file is kept, imported or not
        Field("reference", is_unique=True, max_length=40),
        Field("came_day", Kind.DAY),
        Field("speaks", Kind.WORD, words=languages),
        Field("region", Kind.WORD, words=regions),
        Field("birth_year", Kind.YEAR_OF_BIRTH),
        Field("labels", max_length=300),
    )


def preview(table: Table, columns: Mapping[str, str], fields: Sequence[Field], *, today: date) -> Preview:
    """Return what an import would make of a table.

    Parameters
    ----------
    columns : mapping of str to str
        Name of the column by name of the field, as a worker chose; a field that is not in the file is left out.
    fields : sequence of Field

    Raises
    ------
    InputError
        If a required field has no column, a column is not in the file, or two fields have the same.
    """
    _require_columns(table, columns, fields)
    places = [(one, table.heading.index(columns[one.name])) for one in fields if one.name in columns]
    rows, faults, seen = [], [], set[tuple[str, str]]()
    for number, cells in table.rows:
        values, own = dict[str, Value](), []
        for one, place in places:
            try:
                value = _checked(cells[place], one, table.encoding, seen, today)
            except CellRefused as refused:
                own.append((place, CellFault(number, table.heading[place], refused.rule)))
            else:
                values |= {} if value is None else {one.name: value}
        faults += [fault for _place, fault in sorted(own, key=lambda found: found[0])]
        rows += [] if own else [CaseRow(number, values)]
    left_out = tuple(name for name in table.heading if name not in columns.values())
    return Preview(tuple(rows), tuple(faults), left_out)


def _checked(text: str, one: Field, encoding: str, seen: set[tuple[str, str]], today: date) -> Value | None:
    if encoding == "cp1251" and _LOST.search(text):
        raise CellRefused(Rule.LOST_LETTER)
    value = read_cell(text, one, today=today)
    if one.is_unique and value is not None:
        if (one.name, text.casefold()) in seen:
            raise CellRefused(Rule.TWICE)
        seen.add((one.name, text.casefold()))
    return value


def _require_columns(table: Table, columns: Mapping[str, str], fields: Sequence[Field]) -> None:
    missing = [one.name for one in fields if one.is_required and one.name not in columns]
    if missing:
        raise InputError(
            "a column is missing",
            field=", ".join(missing),
            rule="what every case needs has a column",
            next_step="choose its column, or add it to the spreadsheet",
        )
    known = {one.name for one in fields}
    wrong = [name for name, column in columns.items() if name not in known or column not in table.heading]
    if wrong:
        raise InputError("a column is not in the file", field=", ".join(wrong), rule="a column of this file")
    if len(set(columns.values())) < len(columns):
        raise InputError("one column is chosen twice", rule="each column says one thing", next_step="choose another")
