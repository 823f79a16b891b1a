"""Read a spreadsheet that was saved as CSV by the programs centres use: separator and encoding are found out, never asked.

Only CSV: no library for .xlsx is among our dependencies, and such a file can hold macros, links and older versions of itself.
"""

import csv
import re
from collections import Counter
from dataclasses import dataclass
from io import StringIO
from typing import Final

from qorgan.kernel.errors import InputError
from qorgan.kernel.text import clean_text

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_ROWS: Final = 20_000
_SEPARATORS: Final = (";", ",", "\t")
_SAVE_AS: Final = "in the spreadsheet program choose Save as, CSV UTF-8"
_OTHER_FILES: Final = {
    b"PK\x03\x04": "this is a workbook, not CSV",
    b"\xd0\xcf\x11\xe0": "this is an old workbook, not CSV",
    b"\xff\xfe": "this is text in UTF-16, not CSV in UTF-8",
    b"\xfe\xff": "this is text in UTF-16, not CSV in UTF-8",
    b"%PDF": "this is a PDF, not CSV",
}


@dataclass(frozen=True, slots=True)
class Table:
    """What stands in a file, every cell as text.

    Parameters
    ----------
    heading : tuple of str
        Names of the columns, each once.
    heading_row : int
        Its number, as the spreadsheet program shows it.
    rows : tuple of (int, tuple of str)
        Number and cells of each row that is not empty; as many cells as columns.
    encoding : {"utf-8", "cp1251"}
        The second has no Kazakh letters: they were lost when the file was saved.
    """

    heading: tuple[str, ...]
    heading_row: int
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    encoding: str


def read_table(data: bytes) -> Table:
    """Read a file.

    Raises
    ------
    InputError
        If it is too large, is no CSV, names no column or one twice, or a row has more cells than the heading.
    """
    if len(data) > MAX_BYTES:
        raise InputError("the file is too large", rule=f"at most {MAX_BYTES // 2**20} MiB", next_step="split it")
    text, encoding = _decoded(data)
    numbered = [(number, cells) for number, cells in _records(text) if any(cells)]
    if not numbered:
        raise InputError("the file is empty", rule="a row of column names, and rows below it", next_step=_SAVE_AS)
    (heading_row, heading), *rows = numbered
    if len(rows) > MAX_ROWS:
        raise InputError("the file has too many rows", rule=f"at most {MAX_ROWS}", next_step="split it")
    heading = _without_empty_end(heading)
    _require_names(heading, heading_row)
    return Table(
        heading=tuple(heading),
        heading_row=heading_row,
        rows=tuple((number, _fitted(cells, len(heading), number)) for number, cells in rows),
        encoding=encoding,
    )


def _decoded(data: bytes) -> tuple[str, str]:
    for start, what in _OTHER_FILES.items():
        if data.startswith(start):
            raise InputError(what, rule="a CSV file", next_step=_SAVE_AS)
    if b"\x00" in data:
        raise InputError("this is not text", rule="a CSV file", next_step=_SAVE_AS)
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return data.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    raise InputError("the letters of this file cannot be read", rule="UTF-8 or Windows-1251", next_step=_SAVE_AS)


def _records(text: str) -> list[tuple[int, list[str]]]:
    lines = text.splitlines()
    said = (
        re.fullmatch('"?sep=(.)"?', lines[0]) if lines else None
    )  # some programs name the separator in a row of its own
    separator = said[1] if said and said[1] in _SEPARATORS else _separator(text)
    try:
        records = list(csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise InputError(
            "a quoted cell does not end, or is too long", rule="every opening quote is closed", next_step=_SAVE_AS
        ) from error
    cleaned = [(number, [_cell(cell) for cell in cells]) for number, cells in enumerate(records, start=1)]
    return cleaned[1:] if said else cleaned


def _separator(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = Counter(re.sub('"[^"]*"', "", first))
    return max(_SEPARATORS, key=lambda one: outside[one])


def _cell(text: str) -> str:
    return clean_text(text).strip()


def _without_empty_end(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _require_names(heading: list[str], row: int) -> None:
    # By their letters and not by their names: a file without a heading has a woman's name in this place.
    counted = Counter(heading)
    wrong = [place for place, name in enumerate(heading) if not name or counted[name] > 1]
    if wrong:
        raise InputError(
            "two columns have the same name, or none",
            line=row,
            field=", ".join(_letters(place) for place in wrong),
            rule="each column has a name of its own",
            next_step="name the columns in the first row of the spreadsheet",
        )


def _letters(place: int) -> str:
    first, last = divmod(place, 26)
    return (_letters(first - 1) if first else "") + chr(ord("A") + last)


def _fitted(cells: list[str], n_columns: int, row: int) -> tuple[str, ...]:
    if any(cells[n_columns:]):
        raise InputError(
            "a row has more cells than the heading",
            line=row,
            rule=f"{n_columns} cells; a text with the separator in it needs quotes around it",
            next_step=_SAVE_AS,
        )
    return tuple([*cells, *[""] * n_columns][:n_columns])
