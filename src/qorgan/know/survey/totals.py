"""Totals known of the population from a file that somebody typed, and the weights that meet them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

import numpy as np

from qorgan.kernel.errors import DataError
from qorgan.know.figures.claims import require_none
from qorgan.know.survey.calibration import calibrate, groups_of, indicators_of, post_stratify, rake, require_one_sum
from qorgan.know.survey.design import Design, Floats
from qorgan.know.survey.reading import read_table
from qorgan.know.survey.tables import Table
from qorgan.know.survey.weighting import Weighting

Method = Literal["post", "rake", "linear"]
METHODS: Final[tuple[Method, ...]] = get_args(Method)
_HEAD: Final = ("column", "group", "total")
_OPTION: Final = "--calibrate"


@dataclass(frozen=True, slots=True)
class Margin:
    """How many people there are of each group of a column, with the line that says so."""

    column: str
    people: dict[str, float]
    lines: dict[str, int]


@dataclass(frozen=True, slots=True)
class Totals:
    """What is known of the population.

    Parameters
    ----------
    file : str
    margins : tuple of Margin
        In the order of the file.
    sums : dict of str to float
        From a column of numbers to its sum over the population.
    """

    file: str
    margins: tuple[Margin, ...]
    sums: dict[str, float]

    @property
    def columns(self) -> list[str]:
        """Columns of the data that the totals are of."""
        return [*(one.column for one in self.margins), *self.sums]


def read_totals(path: Path) -> Totals:
    """Read totals.

    Parameters
    ----------
    path : Path
        CSV with the columns ``column``, ``group`` and ``total``: a row a group, with its people; or without a group the sum of
        a column of numbers.

    Raises
    ------
    DataError
        Naming file, line, column, value, rule and next step, every fault at once.
    """
    table = read_table(path)
    if sorted(table.names) != sorted(_HEAD):
        raise DataError(
            "not the columns of totals", file=table.file, line=1, value=", ".join(table.names), rule=", ".join(_HEAD),
            next_step="write a line for each group: stype,E,4421",
        )  # fmt: skip
    columns, groups = (table.columns[name].cells for name in _HEAD[:2])
    totals = table.numbers("total", _OPTION)
    margins: dict[str, Margin] = {}
    sums: dict[str, float] = {}
    faults = []
    for line, column, group, total in zip(table.lines, columns, groups, totals.tolist(), strict=True):
        margin = margins.get(column)
        if not column:
            faults.append(
                DataError(
                    "no column is named",
                    file=table.file,
                    line=line,
                    field="column",
                    rule="a column of the data",
                    next_step="write its name, or take the line out",
                )
            )
        elif group and total <= 0:
            faults.append(DataError("this is no number of people", file=table.file, line=line, field="total", value=f"{total:g}", rule="above 0", next_step="join groups that nobody is of with one that is like it"))  # fmt: skip
        elif column in sums or (not group and margin) or (margin and group in margin.people):
            faults.append(DataError("this total stands there twice", file=table.file, line=line, value=f"{column} {group}".strip(), rule="a group once, or one sum of a column of numbers", next_step="take one of the lines out"))  # fmt: skip
        elif not group:
            sums[column] = total
        else:
            margin = margins.setdefault(column, Margin(column, {}, {}))
            margin.people[group], margin.lines[group] = total, line
    require_none(faults)
    return Totals(table.file, tuple(margins.values()), sums)


def method_for(totals: Totals, asked: str | None) -> Method:
    """Return how weights are fitted: as asked, else post-stratified to one margin, raked to several, linear to sums.

    Raises
    ------
    DataError
        If there is no method of that name, or it cannot meet such totals.
    """
    if asked is None:
        return "linear" if totals.sums else "post" if len(totals.margins) == 1 else "rake"
    for one in METHODS:
        if one == asked:
            if one != "linear" and totals.sums:
                raise DataError("a total of a column of numbers", file=totals.file, field="--method", value=asked, rule="linear meets sums, post and rake meet people of groups", next_step="take --method linear, or leave the sum out")  # fmt: skip
            if one == "post" and len(totals.margins) > 1:
                raise DataError("more margins than one", file=totals.file, field="--method", value=asked, rule="post meets the groups of one column", next_step="take --method rake")  # fmt: skip
            return one
    raise DataError("no such method", field="--method", value=asked, rule=f"one of {', '.join(METHODS)}")


@dataclass(frozen=True, slots=True)
class Fitting:
    """Totals with the columns of a sample that they are of; fits any weights of it.

    Parameters
    ----------
    totals : Totals
    method : {"post", "rake", "linear"}
    labels : tuple of array of str, shape (n_rows,)
        Of each margin.
    numbers : array, shape (n_rows, n_sums)
    """

    totals: Totals
    method: Method
    labels: tuple[np.ndarray, ...]
    numbers: Floats

    def weigh(self, design: Design) -> Weighting:
        """Return weights that meet the totals.

        Raises
        ------
        DataError
            Naming the file of totals and its line: groups that do not fit, or totals that no weights meet.
        """
        margins = [(labels, one.people) for labels, one in zip(self.labels, self.totals.margins, strict=True)]
        for (labels, people), margin in zip(margins, self.totals.margins, strict=True):
            try:
                groups_of(design, labels, people)
            except DataError as error:
                line = margin.lines.get(error.value or "")
                raise DataError(error.what, file=self.totals.file, line=line, field=margin.column, value=error.value, rule=error.rule, next_step=error.next_step) from None  # fmt: skip
        try:
            if self.method == "post":
                return post_stratify(design, *margins[0])
            return rake(design, margins) if self.method == "rake" else self._linear(design, margins)
        except DataError as error:
            raise DataError(error.what, file=self.totals.file, field=error.field, value=error.value, rule=error.rule, next_step=error.next_step) from None  # fmt: skip

    def _linear(self, design: Design, margins: Sequence[tuple[np.ndarray, dict[str, float]]]) -> Weighting:
        groups = [groups_of(design, labels, people) for labels, people in margins]
        require_one_sum([float(wanted.sum()) for _, wanted in groups])
        columns = [*(indicators_of(codes, len(wanted)) for codes, wanted in groups), self.numbers]
        wanted = [*(wanted for _, wanted in groups), np.array([*self.totals.sums.values()])]
        return calibrate(design, np.hstack(columns), np.concatenate(wanted))


def fitting_of(table: Table, totals: Totals, asked: str | None = None) -> Fitting:
    """Return totals with the columns of a table.

    Parameters
    ----------
    table : Table
    totals : Totals
        Groups are called as the file writes them: by their codes.
    asked : str, optional
        One of ``METHODS``.

    Raises
    ------
    DataError
        A column that the table does not have, a gap in a column of numbers; and as of `method_for`.
    """
    labels = tuple(table.labels(one.column, _OPTION, may_miss=True) for one in totals.margins)
    numbers = [table.numbers(name, _OPTION) for name in totals.sums]
    return Fitting(
        totals, method_for(totals, asked), labels, np.column_stack(numbers) if numbers else np.empty((table.n_rows, 0))
    )
