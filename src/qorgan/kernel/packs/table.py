"""Reading one CSV of a country pack strictly, row by row."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from qorgan.kernel.errors import PackError
from qorgan.kernel.packs.row import Row
from qorgan.kernel.text import Language, clean_text

# Every table whose rows say something about the world ends with these.
FACT_COLUMNS: Final = (
    "source",
    "source_date",
    "retrieved",
    "confidence",
    "checked_by",
    "checked_on",
    "shown_until",
    "note",
)


def in_languages(field: str, languages: Sequence[Language]) -> tuple[str, ...]:
    """Return the columns that hold one text in each language.

    Examples
    --------
    >>> in_languages("name", ("kk", "en"))
    ('name_kk', 'name_en')
    """
    return tuple(f"{field}_{code}" for code in languages)


def read_table(path: Path, columns: Sequence[str], *, unique: str | None = None) -> tuple[Row, ...]:
    """Read a CSV (UTF-8, comma, a heading) with exactly these columns, in any order.

    Parameters
    ----------
    path : Path
        The file.
    columns : sequence of str
        The columns it has; no other.
    unique : str, optional
        Column in which no value comes twice.

    Raises
    ------
    PackError
        If the file is missing or not UTF-8, a column is unknown, missing or doubled, a row has too many or too few
        cells, a cell holds hidden characters, or an id comes twice.
    """
    rows = tuple(_rows(path, columns))
    seen: dict[str, int] = {}
    for row in rows if unique else ():
        first = seen.setdefault(row.text(unique or ""), row.line)
        if first != row.line:
            raise row.refused(unique or "", "an id comes twice", rule=f"each once; it already stands in line {first}")
    return rows


def read_text(path: Path) -> str:
    """Read a text file of the pack, in UTF-8 with or without a byte order mark (spreadsheets write one)."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise PackError("a file is not UTF-8", file=path.name, rule="saved as UTF-8") from error
    except OSError as error:
        raise PackError(
            "a file of the pack cannot be read",
            file=path.name,
            rule="every pack has it, with at least its heading",
            next_step="copy it from the nearest pack",
        ) from error


def _rows(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    try:
        heading = next(reader, [])
        _require_columns(path.name, heading, columns)
        line = reader.line_num + 1
        for cells in reader:
            row = Row(path.name, line, dict(zip(heading, cells, strict=False)))
            _require_plain(row, len(cells), len(heading))
            yield row
            line = reader.line_num + 1
    except csv.Error as error:
        raise PackError(
            "a line is not CSV", file=path.name, line=reader.line_num, rule="quotes are closed and doubled inside"
        ) from error


def _require_columns(file: str, heading: Sequence[str], columns: Sequence[str]) -> None:
    for column in heading:
        if column not in columns:
            raise PackError(
                "unknown column",
                file=file,
                line=1,
                field=column,
                rule=f"the columns are {', '.join(columns)}",
                next_step="remove it, or mend its spelling",
            )
    for column in columns:
        if heading.count(column) != 1:
            what = "a column comes twice" if column in heading else "a column is missing"
            raise PackError(what, file=file, line=1, field=column, rule="every column stands once in the heading")


def _require_plain(row: Row, n_cells: int, n_columns: int) -> None:
    if n_cells != n_columns:
        raise PackError(
            "a row has another number of cells than the heading",
            file=row.file,
            line=row.line,
            field=f"cell {min(n_cells, n_columns) + 1}",
            rule=f"{n_columns} cells; a comma inside a text needs quotes around it",
        )
    for field, text in row.cells.items():
        if text != clean_text(text).strip():
            raise row.refused(
                field,
                "a cell holds hidden characters",
                rule="composed Unicode (NFC), no spaces at the edges, no control or direction characters",
            )
