"""The content of a backup as bytes: a manifest, then the rows of each table. Neutral between databases; knows no Django.

Each record is the length of its JSON in 4 bytes, little-endian, then the JSON, then the binary columns of a row one after
the other; in the JSON of a row stand their lengths. The manifest says how many rows of which table follow.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from qorgan.kernel.errors import SealError

FORMAT = 1
_LONGEST_JSON = 16 * 1024 * 1024
_LONGEST_BINARY = 64 * 1024 * 1024

Row = list[Any]


@dataclass(frozen=True)
class Table:
    """A table as the backup holds it.

    Parameters
    ----------
    name : str
        App and model, such as ``sealed.envelope``.
    columns : list of str
        As the model names them, foreign keys with ``_id``.
    binary : list of str
        Those that hold bytes.
    rows : int
        How many follow.
    """

    name: str
    columns: list[str]
    binary: list[str]
    rows: int


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    Parameters
    ----------
    day : date
        On which it was made.
    migrations : list of (str, str)
        App and newest migration of each: the version of the tables.
    tables : list of Table
        In the order in which their rows follow.
    """

    day: date
    migrations: list[tuple[str, str]]
    tables: list[Table] = field(default_factory=list)

    def to_bytes(self) -> bytes:
        """Return the first record."""
        return _record(
            {
                "format": FORMAT,
                "day": self.day.isoformat(),
                "migrations": self.migrations,
                "tables": [vars(table) for table in self.tables],
            }
        )

    @classmethod
    def read(cls, reader: "Reader") -> "Manifest":
        """Read the first record.

        Raises
        ------
        SealError
            If it is of a newer form, or none.
        """
        said = reader.take_json()
        if not isinstance(said, dict) or said.get("format") != FORMAT:
            raise SealError("This backup is of a form that this version does not know. A newer version opens it.")
        try:
            tables = [Table(**table) for table in said["tables"]]
            migrations = [(app, name) for app, name in said["migrations"]]
            return cls(date.fromisoformat(said["day"]), migrations, tables)
        except (KeyError, TypeError, ValueError):
            raise _broken() from None

    def rows(self) -> dict[str, int]:
        """Return how many rows each table has."""
        return {table.name: table.rows for table in self.tables}


def row_to_bytes(row: Row, table: Table) -> bytes:
    """Write one row; its values are what Django's fields give: text, numbers, bytes, days, ids, JSON."""
    plain, parts = [], []
    for name, value in zip(table.columns, row, strict=True):
        if name in table.binary and value is not None:
            parts.append(bytes(value))
            plain.append(len(parts[-1]))
        else:
            plain.append(value)
    return b"".join([_record(plain), *parts])


class Reader:
    """Reads records off the pieces of an opened backup.

    Parameters
    ----------
    pieces : Iterator[bytes]
        Of any size. What is read before the last of them is not yet known to be whole.
    """

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = bytearray()

    def take_row(self, table: Table) -> Row:
        """Read one row, as JSON gives its values, with bytes where the table has them."""
        row = self.take_json()
        if not isinstance(row, list) or len(row) != len(table.columns):
            raise _broken()
        return [
            self._take_binary(value) if name in table.binary and value is not None else value
            for name, value in zip(table.columns, row, strict=True)
        ]

    def take_json(self) -> Any:
        """Read the JSON of a record."""
        size = int.from_bytes(self._take(4), "little")
        if size > _LONGEST_JSON:
            raise _broken()
        try:
            return json.loads(self._take(size))
        except ValueError:
            raise _broken() from None

    def check_end(self) -> None:
        """Check that nothing follows, and that all that came was whole.

        Raises
        ------
        SealError
            If something does.
        """
        if self._held or any(self._pieces):
            raise _broken()

    def _take_binary(self, size: Any) -> bytes:
        if not isinstance(size, int) or not 0 <= size <= _LONGEST_BINARY:
            raise _broken()
        return self._take(size)

    def _take(self, size: int) -> bytes:
        while len(self._held) < size:
            piece = next(self._pieces, b"")
            if not piece:
                raise _broken()
            self._held += piece
        taken = bytes(self._held[:size])
        del self._held[:size]
        return taken


def _record(content: Any) -> bytes:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()
    return len(text).to_bytes(4, "little") + text


def _plain(value: Any) -> str:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a backup has no form for {type(value).__name__}")


def _broken() -> SealError:
    return SealError("The rows in this backup do not follow its own manifest.")
