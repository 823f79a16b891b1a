"""The rows of a survey from a file, and the design that its columns say."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from qorgan.kernel.errors import DataError
from qorgan.know.figures.claims import require_none
from qorgan.know.survey.design import Design, Floats, Labels, design_of

MISSING: Final = frozenset({"", ".", "na", "n/a", "nan"})  # cells, in small letters, that hold no value
_SHOWN: Final = 10  # faults of a column that are named one by one
_CODE: Final = 12  # characters of a code or number, not of a sentence
_OTHERS: Final = {".dta": "Stata", ".sav": "SPSS", ".zsav": "SPSS", ".xlsx": "Excel", ".xls": "Excel", ".sas7bdat": "SAS"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of cells as they stand in a file.

    Parameters
    ----------
    file : str
    columns : dict of str to tuple of str
        Each of as many cells as there are rows, at least one.
    lines : tuple of int
        Line of each row, as an editor counts.
    """

    file: str
    columns: dict[str, tuple[str, ...]]
    lines: tuple[int, ...]

    @property
    def n_rows(self) -> int:
        """How many rows there are."""
        return len(self.lines)

    def labels(self, name: str, option: str, *, may_miss: bool = False) -> Labels:
        """Return a column of labels; shape (n_rows,), missing ones as "".

        Raises
        ------
        DataError
            If there is no such column, or a label is missing and may not be.
        """
        cells = ["" if cell.lower() in MISSING else cell for cell in self._column(name, option)]
        if not may_miss:
            self._refuse([place for place, cell in enumerate(cells) if not cell], "no label", name, "a label in every row")  # fmt: skip
        return np.array(cells)

    def numbers(self, name: str, option: str, *, may_miss: bool = False) -> Floats:
        """Return a column of numbers; shape (n_rows,), missing ones as nan.

        Raises
        ------
        DataError
            If there is no such column, a cell is no finite number, or is missing and may not be.
        """
        numbers = np.array([_number(cell) for cell in self._column(name, option)])
        faults = np.isinf(numbers) if may_miss else ~np.isfinite(numbers)
        rule = "a number with a point, as 0.5" + ("; empty, NA or . where it is missing" if may_miss else "")
        self._refuse(np.flatnonzero(faults).tolist(), "this is no number", name, rule)
        return numbers

    def _column(self, name: str, option: str) -> tuple[str, ...]:
        if name not in self.columns:
            raise DataError(
                "no such column", file=self.file, field=option, value=name, rule=f"one of {', '.join(self.columns)}"
            )
        return self.columns[name]

    def _refuse(self, places: Sequence[int], what: str, name: str, rule: str) -> None:
        faults = [
            DataError(what, file=self.file, line=self.lines[place], field=name, value=_shown(self.columns[name][place]), rule=rule)
            for place in places[:_SHOWN]
        ]  # fmt: skip
        if len(places) > _SHOWN:
            faults.append(DataError(f"{len(places) - _SHOWN} more lines have that fault", file=self.file, field=name))
        require_none(faults)


def _shown(cell: str) -> str | None:
    """Return a cell that a message may show: a long one may be what somebody told an interviewer."""
    return cell if len(cell) <= _CODE else None


def _number(cell: str) -> float:
    """Return a number, nan for a missing one, inf for what is none."""
    if cell.lower() in MISSING:
        return float("nan")
    try:
        return float(cell.replace("_", "no number"))
    except ValueError:
        return float("inf")


def read_table(path: Path) -> Table:
    """Read a CSV file with names in its first line.

    Raises
    ------
    DataError
        If there is no such file, it is no CSV in UTF-8, two columns have one name, or a line is longer or shorter than the
        first.
    """
    file = str(path)
    other = _OTHERS.get(path.suffix.lower())
    if other:
        raise DataError(
            f"files of {other} cannot be read yet", file=file, rule="a .csv in UTF-8, names in the first line",
            next_step=f"save it as .csv in {other}, with codes as numbers, and every code that means missing or not said empty",
        )  # fmt: skip
    reader = csv.reader(io.StringIO(_text(path), newline=""))
    try:
        rows = [(reader.line_num, cells) for cells in reader if cells]
    except csv.Error as error:
        raise DataError(f"no CSV: {error}", file=file, line=reader.line_num) from None
    if len(rows) < 2:
        raise DataError("there are no rows", file=file, next_step="add a line for each person under the names")
    header = [name.strip() for name in rows[0][1]]
    if len(header) == 1 and ";" in header[0]:
        raise DataError("semicolons between the columns", file=file, line=1, rule="commas between columns, points in numbers", next_step="save it with commas")  # fmt: skip
    double = {name for name in header if header.count(name) > 1}
    if double:
        raise DataError("two columns have the same name", file=file, line=1, value=min(double))
    body = rows[1:]
    for line, cells in body:
        if len(cells) != len(header):
            raise DataError("a line of another length", file=file, line=line, value=str(len(cells)), rule=f"{len(header)} cells, as in the first line")  # fmt: skip
    columns = zip(*(cells for _, cells in body), strict=True)
    named = {name: tuple(cell.strip() for cell in cells) for name, cells in zip(header, columns, strict=True)}
    return Table(file, named, tuple(line for line, _ in body))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise DataError("not UTF-8", file=str(path), line=line, next_step="save the file as UTF-8") from None
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise DataError(f"no rows: {reason}", file=str(path), next_step="name a file that can be read") from None


def read_design(
    table: Table,
    *,
    weights: str | None = None,
    strata: str | None = None,
    clusters: Sequence[str] = (),
    fpc: Sequence[str] = (),
) -> Design:
    """Return the design that columns of a table say; none of them may have gaps.

    Parameters
    ----------
    table : Table
    weights, strata : str, optional
        Names of columns.
    clusters, fpc : sequence of str
        Names of columns, a stage each: see `qorgan.know.survey.design.design_of`.

    Raises
    ------
    DataError
        Naming file, line or column, value, rule and next step.
    """
    columns = {
        "weights": None if weights is None else table.numbers(weights, "--weights"),
        "strata": None if strata is None else table.labels(strata, "--strata"),
    }
    groups = [table.labels(name, "--clusters") for name in clusters]
    populations = [table.numbers(name, "--fpc") for name in fpc]
    if columns["weights"] is not None and weights is not None:
        table._refuse(np.flatnonzero(columns["weights"] < 0).tolist(), "this is no weight", weights, "0 or more")
    try:
        return design_of(table.n_rows, **columns, clusters=groups, populations=populations)
    except DataError as error:
        raise placed(error, table.file) from None


def placed(error: DataError, file: str) -> DataError:
    """Return an error with the file it is in."""
    return DataError(error.what, file=file, line=error.line, field=error.field, value=error.value, rule=error.rule, next_step=error.next_step)  # fmt: skip
