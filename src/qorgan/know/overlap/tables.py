"""People by the lists that hold them: the table that every estimate starts from."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from qorgan.kernel.errors import DataError
from qorgan.know.figures.claims import require_none
from qorgan.know.overlap.cells import Bools, Floats, moved, superset_sums

MIN_LISTS: Final = 2
MAX_LISTS: Final = 8  # 255 cells; beyond, a table of people we know of is mostly empty
MOST_PEOPLE: Final = 10**9  # in a cell
WHOLE: Final = f"0, 1, 2, … {MOST_PEOPLE}"
_SHOWN: Final = 20  # characters of a number that a message shows


@dataclass(frozen=True, slots=True)
class CaptureTable:
    """How many people are on exactly these lists, for every set of lists.

    Parameters
    ----------
    lists : tuple of str
        2 to 8 different names.
    counts : tuple of int
        2^n_lists of them, at least 0; cell 0b101 holds those who are on the first and the third list and on no other.
        Cell 0 is 0: whoever is on no list was counted by nobody.
    impossible : frozenset of int
        Cells where nobody could be (structural zeros). Every other 0 is a sampling zero: somebody could have been there.

    Raises
    ------
    DataError
        Naming every fault at once.

    Examples
    --------
    >>> CaptureTable(("police", "clinic"), (0, 9, 4, 5)).observed
    18
    """

    lists: tuple[str, ...]
    counts: tuple[int, ...]
    impossible: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        require_none(self._faults())

    def _faults(self) -> Iterator[DataError]:
        yield from list_faults(self.lists)
        if len(self.counts) != 1 << len(self.lists):
            n_cells = 1 << len(self.lists)
            yield DataError("a count for every set of lists", value=str(len(self.counts)), rule=f"{n_cells} counts")
            return
        for cell, count in enumerate(self.counts):
            if count != int(count) or not 0 <= count <= MOST_PEOPLE:
                yield DataError("this is no number of people", field=self.name(cell), value=f"{count}"[:_SHOWN], rule=WHOLE)  # fmt: skip
            if cell in self.impossible and count > 0:
                yield DataError(
                    "people stand where nobody can be", field=self.name(cell), value=str(count),
                    rule="a combination that is declared impossible holds nobody", next_step="take the declaration back",
                )  # fmt: skip
        if self.counts[0]:
            yield unseen_fault(str(self.counts[0]))
        for place, name in enumerate(self.lists):
            if not any(count for cell, count in enumerate(self.counts) if cell >> place & 1):
                yield DataError(
                    "a list is empty", field=name, rule="every list holds somebody", next_step="leave it out"
                )

    @property
    def n_lists(self) -> int:
        """How many lists there are."""
        return len(self.lists)

    @property
    def observed(self) -> int:
        """How many people are on a list."""
        return int(sum(self.counts))

    @property
    def array(self) -> Floats:
        """The counts; shape (2^n_lists,)."""
        return np.array(self.counts, dtype=np.float64)

    @property
    def possible(self) -> Bools:
        """Which cells data can fill; shape (2^n_lists,). Cell 0 is none of them."""
        cells = np.ones(1 << self.n_lists, dtype=np.bool_)
        cells[[0, *self.impossible]] = False
        return cells

    def name(self, cell: int) -> str:
        """Return the lists of a cell, as in ``police + clinic``."""
        return " + ".join(name for place, name in enumerate(self.lists) if cell >> place & 1) or "no list"

    def parts(self) -> list[tuple[str, ...]]:
        """Return the groups of lists that overlap, directly or by way of others; one group if all hang together."""
        groups = [1 << place for place in range(self.n_lists)]
        for cell in (cell for cell, count in enumerate(self.counts) if count):
            apart = [group for group in groups if not group & cell]
            groups = [*apart, sum(group for group in groups if group & cell)]
        return [tuple(self.name(group).split(" + ")) for group in sorted(groups, key=lambda group: group & -group)]

    def never_together(self) -> list[tuple[str, str]]:
        """Return the pairs of lists that could share people and share nobody."""
        together = superset_sums(self.array)
        could = superset_sums(self.possible.astype(np.float64))
        sets = [
            cell for cell in range(1 << self.n_lists) if cell.bit_count() == 2 and could[cell] and not together[cell]
        ]
        return [(first, second) for first, second in (self.name(cell).split(" + ") for cell in sets)]

    def in_order(self, names: Sequence[str]) -> "CaptureTable":
        """Return the same table with its lists in another order."""
        places = [names.index(name) for name in self.lists]
        counts = [0] * len(self.counts)
        for cell, count in enumerate(self.counts):
            counts[moved(cell, places)] = count
        return CaptureTable(tuple(names), tuple(counts), frozenset(moved(cell, places) for cell in self.impossible))

    def canonical(self) -> "CaptureTable":
        """Return the table with its lists in the order of their names, so that no result depends on their order."""
        return self.in_order(sorted(self.lists))


def is_count(text: str) -> bool:
    """Say whether a cell of a file is a number of people."""
    return text.isascii() and text.isdecimal() and len(text) <= _SHOWN and int(text) <= MOST_PEOPLE


def list_faults(lists: Sequence[str]) -> Iterator[DataError]:
    """Yield what is wrong with the names of lists."""
    if not MIN_LISTS <= len(lists) <= MAX_LISTS:
        yield DataError(
            "this many lists cannot be compared", field="lists", value=str(len(lists)),
            rule=f"{MIN_LISTS} to {MAX_LISTS} lists", next_step="join lists that are kept by the same hands",
        )  # fmt: skip
    for name in dict.fromkeys(lists):
        if not name.strip() or " + " in name or not name.isprintable():
            yield DataError("this cannot name a list", value=name, rule="a name that can be printed, without « + »")
        if lists.count(name) > 1:
            yield DataError("two lists have the same name", value=name, rule="every list once")


def unseen_fault(value: str) -> DataError:
    """Return the error of a count of people on no list."""
    return DataError(
        "people on no list were counted", field="no list", value=value,
        rule="nobody can count those on no list", next_step="leave out the row of zeros",
    )  # fmt: skip


def from_rows(
    lists: Sequence[str],
    rows: Iterable[tuple[int, int]],
    impossible: Iterable[Iterable[str]] = (),
    *,
    leave_out_empty: bool = False,
) -> CaptureTable:
    """Build a table from cells and counts; what is not named has count 0.

    Parameters
    ----------
    lists : sequence of str
    rows : iterable of (int, int)
        Cell and how many people; cells may come more than once, as person rows do.
    impossible : iterable of iterable of str
        Lists that nobody can be on together, as ``[("children", "army")]``.
    leave_out_empty : bool
        Leave lists out that hold nobody, instead of refusing them.

    Raises
    ------
    DataError
        As of :class:`CaptureTable`, and if a name is no list.
    """
    counts = [0] * (1 << len(lists))
    for cell, count in rows:
        counts[cell] += count
    never = _cells_with(lists, [list(names) for names in impossible])
    held = [
        place for place in range(len(lists)) if any(count for cell, count in enumerate(counts) if cell >> place & 1)
    ]
    if not leave_out_empty or len(held) == len(lists):
        return CaptureTable(tuple(lists), tuple(counts), never)
    kept = [sum(1 << place for bit, place in enumerate(held) if cell >> bit & 1) for cell in range(1 << len(held))]
    within = frozenset(cell for cell, whole in enumerate(kept) if whole in never)
    return CaptureTable(tuple(lists[place] for place in held), tuple(counts[whole] for whole in kept), within)


def _cells_with(lists: Sequence[str], groups: Sequence[Sequence[str]]) -> frozenset[int]:
    unknown = [name for names in groups for name in names if name not in lists]
    require_none(
        DataError("this is no list", field="impossible", value=name, rule=f"one of {', '.join(lists)}")
        for name in unknown
    )
    require_none(
        DataError(
            "nobody can be on one list only?", field="impossible", value=" + ".join(names), rule="two lists or more"
        )
        for names in groups
        if len(set(names)) < 2
    )
    sets = [sum(1 << lists.index(name) for name in set(names)) for names in groups]
    return frozenset(cell for cell in range(1 << len(lists)) for group in sets if cell & group == group)
