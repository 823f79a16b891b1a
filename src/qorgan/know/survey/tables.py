"""Columns of a survey as they stand in a file: codes, what they mean, and what is missing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from qorgan.kernel.errors import DataError
from qorgan.know.figures.claims import require_none
from qorgan.know.survey.design import Bools, Floats, Labels

MISSING: Final = frozenset({"", ".", "na", "n/a", "nan"})  # cells, in small letters, that hold no value
_REFUSALS: Final = (
    "refus",
    "rather not",
    "prefer not",
    "отказ",
    "бас тарт",
)  # in the label of a value declared missing
_SHOWN: Final = 10  # faults of a column that are named one by one
_CODE: Final = 12  # characters of a code or number, not of a sentence
_SIZES: Final = (
    1e-30,
    1e30,
)  # of numbers but 0: beyond, their squares and shares are no numbers of a computer any more


def says_refusal(label: str) -> bool:
    """Whether the label of a missing value says that somebody would rather not say."""
    return any(word in label.casefold() for word in _REFUSALS)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of cells.

    Parameters
    ----------
    cells : tuple of str
    labels : dict of str to str
        What codes mean.
    gaps : frozenset of str
        Codes that are declared to be missing.
    refusals : frozenset of str
        Of these, who would rather not say.
    """

    cells: tuple[str, ...]
    labels: dict[str, str]
    gaps: frozenset[str] = frozenset()
    refusals: frozenset[str] = frozenset()

    def is_missing(self, cell: str) -> bool:
        """Whether a cell holds no value."""
        return cell in self.gaps or cell.lower() in MISSING


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of a file.

    Parameters
    ----------
    file : str
    columns : dict of str to Column
        Each of as many cells as there are rows, at least one.
    lines : tuple of int
        Line of each row, as an editor counts; rows of files without lines.
    names : tuple of str
        All columns of the file, also those that were not read.
    """

    file: str
    columns: dict[str, Column]
    lines: tuple[int, ...]
    names: tuple[str, ...]

    @property
    def n_rows(self) -> int:
        """How many rows there are."""
        return len(self.lines)

    def labels(self, name: str, option: str, *, may_miss: bool = False) -> Labels:
        """Return a column of codes; shape (n_rows,), missing ones as "".

        Raises
        ------
        DataError
            If there is no such column, or a label is missing and may not be.
        """
        column = self.column(name, option)
        cells = ["" if column.is_missing(cell) else cell for cell in column.cells]
        if not may_miss:
            self.refuse([place for place, cell in enumerate(cells) if not cell], "no label", name, "a label in every row")  # fmt: skip
        return np.array(cells)

    def groups(self, name: str, option: str) -> Labels:
        """Return a column in words: what its codes mean where the file says, the codes elsewhere, "" where missing.

        Codes that mean the same stay apart.

        Raises
        ------
        DataError
            If there is no such column.
        """
        means = self.column(name, option).labels
        codes = self.labels(name, option, may_miss=True)
        words = [means.get(code, code) for code in dict.fromkeys(codes.tolist())]
        shared = {word for word in words if words.count(word) > 1}
        said = {code: f"{means[code]} ({code})" if means[code] in shared else means[code] for code in means}
        return np.array([said.get(code, code) for code in codes.tolist()])

    def numbers(self, name: str, option: str, *, may_miss: bool = False) -> Floats:
        """Return a column of numbers; shape (n_rows,), missing ones as nan.

        Raises
        ------
        DataError
            If there is no such column, a cell is no number from 1e-30 to 1e30 or 0, or is missing and may not be.
        """
        column = self.column(name, option)
        numbers = np.array([float("nan") if cell in column.gaps else _number(cell) for cell in column.cells])
        faults = np.isinf(numbers) if may_miss else ~np.isfinite(numbers)
        rule = "a number with a point, as 0.5, of 1e-30 to 1e30 in size" + (
            "; empty, NA or . where it is missing" if may_miss else ""
        )
        self.refuse(np.flatnonzero(faults).tolist(), "this is no number", name, rule)
        return numbers

    def refusals(self, name: str, option: str) -> Bools:
        """Return who would rather not say; shape (n_rows,).

        Raises
        ------
        DataError
            If there is no such column.
        """
        column = self.column(name, option)
        return np.array([cell in column.refusals for cell in column.cells])

    def declaring(self, name: str, option: str, *, missing: Collection[str], refused: Collection[str]) -> "Table":
        """Return a table in which more codes of a column are missing.

        Parameters
        ----------
        name, option : str
        missing, refused : collection of str
            Codes, as numbers or words: 9 is 9.0, too. ``refused`` are missing, too, and apart.

        Raises
        ------
        DataError
            If there is no such column.
        """
        old = self.column(name, option)
        apart = {cell for cell in set(old.cells) if any(_is_same(cell, code) for code in refused)}
        others = {cell for cell in set(old.cells) if any(_is_same(cell, code) for code in missing)}
        new = replace(old, gaps=old.gaps | others | apart, refusals=old.refusals | apart)
        return replace(self, columns={**self.columns, name: new})

    def column(self, name: str, option: str) -> Column:
        """Return a column.

        Raises
        ------
        DataError
            If there is none of that name.
        """
        if name not in self.columns:
            shown = self.names[:_NAMES]
            rest = f" and {len(self.names) - len(shown)} more" if len(self.names) > len(shown) else ""
            raise DataError("no such column", file=self.file, field=option, value=name, rule=f"one of {', '.join(shown)}{rest}", next_step="write it as the file does")  # fmt: skip
        return self.columns[name]

    def refuse(self, places: Sequence[int], what: str, name: str, rule: str) -> None:
        """Raise one error that names the faults of a column, if there are any.

        Raises
        ------
        DataError
            Naming at most ten lines.
        """
        faults = [
            DataError(what, file=self.file, line=self.lines[place], field=name, value=_shown(self.columns[name].cells[place]), rule=rule, next_step="mend the cell, or name another column")
            for place in places[:_SHOWN]
        ]  # fmt: skip
        if len(places) > _SHOWN:
            faults.append(DataError(f"{len(places) - _SHOWN} more lines have that fault", file=self.file, field=name))
        require_none(faults)


_NAMES: Final = 40  # names of columns that a message lists; files of the DHS have thousands


def _shown(cell: str) -> str | None:
    """Return a cell that a message may show: a long one may be what somebody told an interviewer."""
    return cell if len(cell) <= _CODE else None


def _is_same(cell: str, code: str) -> bool:
    """Whether a cell holds a code, of words in letters of any size."""
    return cell.casefold() == code.casefold() or (cell.lower() not in MISSING and _number(cell) == _number(code) < float("inf"))  # fmt: skip


def _number(cell: str) -> float:
    """Return a number, nan for a missing one, inf for what is none, or is too small or too large."""
    if cell.lower() in MISSING:
        return float("nan")
    try:
        number = float(cell.replace("_", "no number"))
    except ValueError:
        return float("inf")
    return number if number == 0 or _SIZES[0] <= abs(number) <= _SIZES[1] else float("inf")
