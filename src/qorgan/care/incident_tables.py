"""Tables of incident records as the statistics office may publish them: by type, and region, age band or month.

Each covers records that no other set of tables covers: the difference of two that overlap would be a count as well.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from qorgan.care.classification import IncidentType
from qorgan.care.incident_record import NOT_KNOWN, AgeBand, CoarseContext, IncidentRecord, Service, Sought
from qorgan.care.indicators.release import SHARE_BASE, Breakdown, Report, release
from qorgan.care.small_counts import hidden, pooled
from qorgan.kernel.errors import DataError

Group = tuple[str, ...]
LEAST: Final = SHARE_BASE  # incidents of which tables are made
_READ: Final[dict[str, Callable[[IncidentRecord], str]]] = {
    "region": lambda one: one.region,
    "age_band": lambda one: one.age_band.value,
    "month": lambda one: NOT_KNOWN if one.month is None else str(one.month),
}
_TICKED: Final[dict[str, list[str]]] = {
    # The other contexts follow from type and age, which are in a table: sexual abuse of a child is a sexual type under 18.
    # Their counts would be a sum of its cells, the withheld ones among them.
    "contexts": [CoarseContext.INTIMATE_PARTNER.value],
    "services": [one.value for one in Service],
    "sought": [one.value for one in Sought],
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table.

    Parameters
    ----------
    codes : tuple of str
        Of its category, or of several that were pooled.
    total : int
        0 or at least 5.
    counts : tuple of int or None
        By column; None where withheld.
    """

    codes: Group
    total: int
    counts: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Incidents by type, which are its columns, and something else; a column may be several types together."""

    by: str
    columns: tuple[Group, ...]
    totals: tuple[int, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """What is published of some records.

    Parameters
    ----------
    n_records : int
        At least 20.
    tables : tuple of Table
        By region, age band and month.
    ticked : mapping of str to mapping of str to int or None
        Of the fields that can hold several codes: by field and code, how many records hold it; None where withheld.
    """

    n_records: int
    tables: tuple[Table, ...]
    ticked: Mapping[str, Mapping[str, int | None]]

    @property
    def n_counts(self) -> int:
        """Return how many counts there are beside the margins."""
        return len(self._counts())

    @property
    def n_withheld(self) -> int:
        """Return how many of these are withheld."""
        return self._counts().count(None)

    def _counts(self) -> list[int | None]:
        inner = [count for table in self.tables for line in table.lines for count in line.counts]
        return inner + [count for codes in self.ticked.values() for count in codes.values()]

    def to_document(self) -> dict[str, Any]:
        """Return it as plain values, to be kept."""
        return {
            "n_records": self.n_records,
            "tables": [
                {
                    "by": table.by,
                    "columns": [list(codes) for codes in table.columns],
                    "totals": list(table.totals),
                    "lines": [[list(line.codes), line.total, list(line.counts)] for line in table.lines],
                }
                for table in self.tables
            ],
            "ticked": {field: dict(codes) for field, codes in self.ticked.items()},
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Tables":
        """Read what was kept."""
        return cls(
            document["n_records"],
            tuple(
                Table(
                    one["by"],
                    tuple(tuple(codes) for codes in one["columns"]),
                    tuple(one["totals"]),
                    tuple(Line(tuple(codes), total, tuple(counts)) for codes, total, counts in one["lines"]),
                )
                for one in document["tables"]
            ),
            document["ticked"],
        )


def tabulate(records: Sequence[IncidentRecord], *, regions: Collection[str]) -> Tables:
    """Return what may be published of some records.

    Parameters
    ----------
    records : sequence of IncidentRecord
        Each in no other set of tables.
    regions : collection of str
        Codes of the pack, in its order; a region without an incident is told as well.

    Raises
    ------
    DataError
        If there are fewer than `LEAST`: nearly all would be withheld, and the rest would say too much of them.

    Notes
    -----
    The tables share their columns and nothing else, and the sum of a column is published. So what can be derived of a cell
    follows from its own table alone: for any two tables with the same sums by type there are records that give both. What is
    ticked follows from nothing in them.
    """
    if len(records) < LEAST:
        raise DataError(
            "there are too few incidents to tell anything of them",
            rule=f"at least {LEAST} together",
            next_step="take more months together",
        )
    columns = pooled(_counted([one.type.value for one in records], [one.value for one in IncidentType]))
    orders: dict[str, list[str]] = {
        "region": [*regions, NOT_KNOWN],
        "age_band": [one.value for one in AgeBand],
        "month": _months(records),
    }
    tables = tuple(_table(records, by, orders[by], columns) for by in _READ)
    return Tables(len(records), tables, {field: _ticked(records, field) for field in _TICKED})


def _table(records: Sequence[IncidentRecord], by: str, order: Sequence[str], columns: tuple[Group, ...]) -> Table:
    read = _READ[by]
    rows = pooled(_counted([read(one) for one in records], order))
    found = Counter((read(one), one.type.value) for one in records)
    cells = [[sum(found[row, kind] for row in group for kind in column) for column in columns] for group in rows]
    withheld = hidden(cells)
    lines = tuple(
        Line(
            group,
            sum(cells[row]),
            tuple(None if (row, at) in withheld else count for at, count in enumerate(cells[row])),
        )
        for row, group in enumerate(rows)
    )
    return Table(by, columns, tuple(sum(column) for column in zip(*cells, strict=True)), lines)


def _counted(values: Sequence[str], order: Sequence[str]) -> dict[str, int]:
    found = Counter(values)
    strange = sorted(set(found) - set(order))  # a region that has gone from the pack since
    return {code: found[code] for code in (*order, *strange)}


def _months(records: Sequence[IncidentRecord]) -> list[str]:
    found = {str(one.month) for one in records if one.month is not None}
    return [*sorted(found), NOT_KNOWN]


def _ticked(records: Sequence[IncidentRecord], field: str) -> dict[str, int | None]:
    found = Counter(str(code) for one in records for code in getattr(one, field))
    counts, parts = {"all": len(records)}, []
    for code in _TICKED[field]:
        counts |= {code: found[code], f"not/{code}": len(records) - found[code]}
        parts.append(Breakdown("all", (code, f"not/{code}")))
    told = release(Report(counts, tuple(parts))).counts
    return {code: told[code] for code in _TICKED[field]}
