"""The rows of a survey from a file, and the design that its columns say."""

import csv
import io
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from qorgan.kernel.errors import DataError
from qorgan.know.survey.design import Design, design_of
from qorgan.know.survey.statistical_files import SUFFIXES, read_statistical
from qorgan.know.survey.tables import Column, Table

__all__ = ["Table", "placed", "read_design", "read_table"]  # who reads a file wants its table, too
_OTHERS: Final = {".xlsx": "Excel", ".xls": "Excel", ".sas7bdat": "SAS", ".por": "SPSS (portable)"}


def read_table(path: Path, columns: Collection[str] | None = None) -> Table:
    """Read a file of Stata or SPSS, or a CSV file with names in its first line.

    Parameters
    ----------
    path : Path
    columns : collection of str, optional
        Of Stata and SPSS only these, in letters of any size: files of thousands of columns are read in a second so.

    Raises
    ------
    DataError
        If there is no such file, it is no CSV in UTF-8, two columns have one name, or a line is longer or shorter than the
        first; and as of `qorgan.know.survey.statistical_files.read_statistical`.
    SetupError
        If a file of Stata or SPSS is to be read without the extra ``survey``.
    """
    if path.suffix.lower() in SUFFIXES:
        return read_statistical(path, columns)
    file = str(path)
    other = _OTHERS.get(path.suffix.lower())
    if other:
        raise DataError(
            f"files of {other} cannot be read", file=file, rule="a .csv in UTF-8, names in the first line; or a .dta or .sav",
            next_step=f"save it as .csv in {other}, with codes as numbers, and every code that means missing or not said empty",
        )  # fmt: skip
    reader = csv.reader(io.StringIO(_text(path), newline=""))
    try:
        rows = [(reader.line_num, cells) for cells in reader if cells]
    except csv.Error as error:
        raise DataError(f"no CSV: {error}", file=file, line=reader.line_num, next_step="look for quotation marks that are not closed") from None  # fmt: skip
    if len(rows) < 2:
        raise DataError("there are no rows", file=file, next_step="add a line for each person under the names")
    header = [name.strip() for name in rows[0][1]]
    if len(header) == 1 and ";" in header[0]:
        raise DataError("semicolons between the columns", file=file, line=1, rule="commas between columns, points in numbers", next_step="save it with commas")  # fmt: skip
    double = {name for name in header if header.count(name) > 1}
    if double:
        raise DataError("two columns have the same name", file=file, line=1, value=min(double), rule="every name once", next_step="rename one of them")  # fmt: skip
    body = rows[1:]
    for line, cells in body:
        if len(cells) != len(header):
            raise DataError("a line of another length", file=file, line=line, value=str(len(cells)), rule=f"{len(header)} cells, as in the first line", next_step="look for a comma too many or too few")  # fmt: skip
    turned = zip(*(cells for _, cells in body), strict=True)
    named = {
        name: Column(tuple(cell.strip() for cell in cells), {}) for name, cells in zip(header, turned, strict=True)
    }
    return Table(file, named, tuple(line for line, _ in body), tuple(header))


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
    given = None if weights is None else table.numbers(weights, "--weights")
    parts = None if strata is None else table.labels(strata, "--strata")
    groups = [table.labels(name, "--clusters") for name in clusters]
    populations = [table.numbers(name, "--fpc") for name in fpc]
    if given is not None and weights is not None:
        table.refuse(np.flatnonzero(given < 0).tolist(), "this is no weight", weights, "0 or more")
    try:
        return design_of(table.n_rows, weights=given, strata=parts, clusters=groups, populations=populations)
    except DataError as error:
        raise placed(error, table.file) from None


def placed(error: DataError, file: str) -> DataError:
    """Return an error with the file it is in."""
    return DataError(error.what, file=file, line=error.line, field=error.field, value=error.value, rule=error.rule, next_step=error.next_step)  # fmt: skip
