"""Capture tables from a file that somebody typed or a program wrote, with every fault named at once."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from qorgan.kernel.errors import DataError
from qorgan.know.figures.claims import require_none
from qorgan.know.overlap.tables import WHOLE, CaptureTable, from_rows, is_count, list_faults, unseen_fault

COUNT: Final = "count"
_UNKNOWN: Final = ("", "na", "?")  # what may stand as the count of those on no list


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a file: its number as an editor counts, and its cells by column."""

    line: int
    cells: dict[str, str]


def read_tables(
    path: Path, *, strata: str | None = None, impossible: Iterable[Iterable[str]] = ()
) -> dict[str, CaptureTable]:
    """Read a capture table, or one a stratum.

    Parameters
    ----------
    path : Path
        CSV. One column of 0 and 1 a list, then ``count`` (a row a history; histories left out have count 0); or without
        ``count``, a row a person.
    strata : str, optional
        Column that says of which stratum a row is. A list that holds nobody of a stratum is left out there.
    impossible : iterable of iterable of str
        Lists that nobody can be on together.

    Returns
    -------
    dict
        From stratum to table, in the order of their names; ``{"": table}`` without strata.

    Raises
    ------
    DataError
        Naming file, line, field, value, rule and next step.
    """
    file = str(path)
    header, rows = read_columns(path)
    named = {name.lower(): name for name in header}
    count = named.get(COUNT)
    if strata is not None and strata not in header:
        raise DataError("no such column", file=file, field="strata", value=strata, rule=f"one of {', '.join(header)}")
    if double := [name for name in header if name in {count, strata} and header.count(name) > 1]:
        raise DataError("two columns have the same name", file=file, line=1, value=double[0], rule="every name once", next_step="rename one of them")  # fmt: skip
    lists = [name for name in header if name not in {count, strata}]
    require_none(_placed(file, error) for error in list_faults(lists))
    require_none(_faults(file, rows, lists, count, strata))
    tables = {}
    for stratum in sorted({row.cells[strata] if strata else "" for row in rows}):
        held = [row for row in rows if not strata or row.cells[strata] == stratum]
        cells = [(_cell(row, lists), int(row.cells[count]) if count else 1) for row in held if _cell(row, lists)]
        try:
            tables[stratum] = from_rows(lists, cells, impossible, leave_out_empty=strata is not None)
        except DataError as error:
            raise _placed(
                f"{file}, stratum {stratum}" if strata else file, _of_stratum(error) if strata else error
            ) from None
    return tables


def _of_stratum(error: DataError) -> DataError:
    """Return what is wrong with a stratum: lists that hold nobody of it were left out."""
    if error.field != "lists":
        return error
    return DataError(
        "fewer than two lists hold somebody of a stratum", field="lists", value=error.value, rule="two lists or more",
        next_step="join it with a stratum that is like it",
    )  # fmt: skip


def read_columns(path: Path) -> tuple[list[str], list[Row]]:
    """Read the columns and the lines of a CSV file that holds something.

    Raises
    ------
    DataError
        If there is no such file, it is not UTF-8, or a line is longer or shorter than the first.
    """
    return _rows(str(path), _text(path))


def _text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise DataError("not UTF-8", file=str(path), line=line, next_step="save the file as UTF-8") from None
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise DataError(f"no table: {reason}", file=str(path), next_step="name a file that can be read") from None
    if not text.strip():
        raise DataError("the file is empty", file=str(path), next_step="add a column for each list, then count")
    return text


def _rows(file: str, text: str) -> tuple[list[str], list[Row]]:
    """Return the columns and the lines that hold something."""
    reader = csv.reader(io.StringIO(text))
    try:
        lines = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise DataError(f"no CSV: {error}", file=file, line=reader.line_num, next_step="look for quotation marks that are not closed") from None  # fmt: skip
    header = [name.strip() for name in lines[0][1]]
    if len(header) == 1 and ";" in header[0]:
        raise DataError("semicolons between the columns", file=file, line=1, rule="commas between columns", next_step="save it with commas")  # fmt: skip
    rows = []
    for line, cells in lines[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise DataError(
                "a line of another length", file=file, line=line, value=str(len(cells)),
                rule=f"{len(header)} cells, as in the first line", next_step="look for a comma too many or too few",
            )  # fmt: skip
        rows.append(Row(line, dict(zip(header, (cell.strip() for cell in cells), strict=True))))
    if not rows:
        raise DataError("there are only names of columns", file=file, next_step="add a line for each history or person")
    return header, rows


def _faults(
    file: str, rows: Sequence[Row], lists: Sequence[str], count: str | None, strata: str | None
) -> Iterator[DataError]:
    first: dict[tuple[str, int], int] = {}
    for row in rows:
        marks = list(_mark_faults(file, row, lists))
        yield from marks
        if count is not None:
            yield from _count_faults(file, row, lists, count)
        elif not marks and not _cell(row, lists):
            yield DataError(
                "a person on no list", file=file, line=row.line, rule="every person is on a list",
                next_step="take the line out",
            )  # fmt: skip
        if count is None or marks:
            continue
        history = (row.cells[strata] if strata else "", _cell(row, lists))
        if history in first:
            yield DataError(
                f"this history stands in line {first[history]} already", file=file, line=row.line,
                rule="a history once", next_step="add the two counts, or name the column of strata",
            )  # fmt: skip
        first.setdefault(history, row.line)


def _mark_faults(file: str, row: Row, lists: Sequence[str]) -> Iterator[DataError]:
    for name in lists:
        if row.cells[name] not in {"0", "1"}:
            yield DataError(
                "neither on the list nor off it", file=file, line=row.line, field=name, value=row.cells[name],
                rule="0 or 1", next_step="take out columns that are no list, or name the column of strata",
            )  # fmt: skip


def _count_faults(file: str, row: Row, lists: Sequence[str], count: str) -> Iterator[DataError]:
    value = row.cells[count]
    is_unseen = not any(row.cells[name] == "1" for name in lists)
    if is_unseen and value.lower() in _UNKNOWN:
        return
    if is_unseen:
        yield _placed(file, unseen_fault(value), row.line)
    elif not is_count(value):
        yield DataError(
            "this is no number of people", file=file, line=row.line, field=count, value=value[:20], rule=WHOLE,
            next_step="write how many people, in digits only",
        )  # fmt: skip


def _cell(row: Row, lists: Sequence[str]) -> int:
    return sum(1 << place for place, name in enumerate(lists) if row.cells[name] == "1")


def _placed(file: str, error: DataError, line: int | None = None) -> DataError:
    """Return an error with the file it is in."""
    if error.rule is None:
        return DataError(error.what, file=file)
    return DataError(
        error.what,
        file=file,
        line=line,
        field=error.field,
        value=error.value,
        rule=error.rule,
        next_step=error.next_step,
    )
