"""What a survey says of every group, as an object and as text."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qorgan.kernel.errors import DataError
from qorgan.know.survey.design import Bools, Design, Floats, Ints, Labels
from qorgan.know.survey.estimates import LEVEL, Estimate, rounded
from qorgan.know.survey.intervals import Interval
from qorgan.know.survey.linearised import STATS, Stat, estimate
from qorgan.know.survey.variance import Lonely

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEAD = ("group", "estimate", "se", "low", "high", "n", "missing", "publish")


@dataclass(frozen=True, slots=True)
class Report:
    """A statistic of everybody or of every group.

    Parameters
    ----------
    name : str
        What is estimated, as ``mean of api00``.
    level : float
    rows : tuple of Estimate
        In the order of the groups.
    warnings : tuple of str
        Plain sentences.
    """

    name: str
    level: float
    rows: tuple[Estimate, ...]
    warnings: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return a summary for people, with no more digits than are known."""
        table = [HEAD, *(cells_of(one) for one in self.rows)]
        wide = [max(len(row[place]) for row in table) for place in range(len(HEAD))]
        lines = [
            "  ".join(cell.rjust(width) if place else cell.ljust(width) for place, (cell, width) in enumerate(zip(row, wide, strict=True)))
            for row in table
        ]  # fmt: skip
        return "\n".join([self.headline(), "", *lines, *(f"\nWarning: {text}" for text in self.warnings)])

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(str(self))}</pre>"

    def plot(self) -> "Figure":
        """Draw every row beside the others; a `matplotlib.figure.Figure`."""
        from qorgan.know.survey.plotting import panel  # noqa: PLC0415  drawing is slow to load, and numbers need none of it

        return panel(self.rows, self.headline())

    def headline(self) -> str:
        """Say what the rows are."""
        return f"{self.name[0].upper()}{self.name[1:]}, with intervals of {self.level:.0%}"

    def to_dict(self) -> dict[str, object]:
        """Return the object that ``qorgan know survey --json`` prints."""
        return {
            "name": self.name,
            "level": self.level,
            "rows": [one.to_dict() for one in self.rows],
            "warnings": list(self.warnings),
        }


def report_of(
    design: Design,
    values: Floats,
    *,
    name: str = "values",
    stat: Stat = "mean",
    over: Floats | None = None,
    over_name: str = "",
    groups: Labels | None = None,
    level: float = LEVEL,
    lonely: Lonely = "fail",
    refused: Bools | None = None,
) -> Report:
    """Estimate a statistic of everybody, or of every group.

    Parameters
    ----------
    design, values, stat, over, level, lonely, refused
        See `qorgan.know.survey.linearised.estimate`.
    name, over_name : str
        Of the columns.
    groups : array, shape (n_rows,), optional
        Group of each row; numbers are read as words, "" is no group.

    Returns
    -------
    Report
        Means of a column of 0 and 1 are shares: their intervals are of the logit and stay between 0 and 1.

    Raises
    ------
    DataError
        As of ``estimate``, or if no row has a group.
    """
    interval: Interval = "logit" if stat == "mean" and is_share(values) else "t"
    warnings = list(design.warnings)
    groups = None if groups is None else np.asarray(groups).astype(str)
    parts: list[tuple[str | None, Ints | None]] = [(None, None)] if groups is None else [*_parts(groups)]
    if groups is not None and "" in groups:
        warnings.append(f"Rows without a group, in no row of the table: {int((groups == '').sum())}.")
    if not parts:
        raise DataError("no row has a group", field="by", rule="a label in some row")
    rows = tuple(
        estimate(design, values, stat=stat, over=over, rows=of, group=label, level=level, interval=interval, lonely=lonely, refused=refused)
        for label, of in parts
    )  # fmt: skip
    warnings += warnings_of(design, rows)
    what = f"{stat} of {name}" + (f" over {over_name}" if over is not None else "")
    return Report(what, level, rows, tuple(warnings))


def _parts(groups: Labels) -> list[tuple[str, Ints]]:
    """Return each group with its rows: numbers before words, by size."""
    labels, codes = np.unique(groups, return_inverse=True)
    order = np.argsort(codes, kind="stable")
    pieces = np.split(order, np.cumsum(np.bincount(codes))[:-1])
    return sorted(
        ((str(label), rows) for label, rows in zip(labels, pieces, strict=True) if label),
        key=lambda part: _place(part[0]),
    )


def is_share(values: Floats) -> bool:
    """Whether every known value is 0 or 1, so that a mean is a share."""
    return bool(np.all((values == 0) | (values == 1) | np.isnan(values)))


def _place(label: str) -> tuple[bool, float, str]:
    try:
        return (False, float(label), label)
    except ValueError:
        return (True, 0.0, label)


def warnings_of(design: Design, rows: Sequence[Estimate]) -> list[str]:
    """Say what is missing in each row, and how many rows of the sample count for nothing."""
    found = []
    n_zero = int(design.n_rows - np.count_nonzero(design.has_weight))
    if n_zero:
        found.append(f"Rows with weight 0, which count for nothing: {n_zero}.")
    for one in rows:
        of = "" if one.group is None else f"Group {one.group}: "
        if one.missing:
            share = one.missing / (one.n + one.missing)
            apart = f", {one.refused} of them because somebody would rather not say" if one.refused else ""
            found.append(f"{of}{one.missing} of {one.n + one.missing} rows ({share:.1%}) have no value{apart}; the rest speaks for them only if they are alike.")  # fmt: skip
        found += [of + text for text in one.warnings]
    return found


def cells_of(one: Estimate) -> tuple[str, ...]:
    """Return the row of a page: nothing that may not be published, and no more digits than the standard error knows."""
    name = one.group or "all"
    counts = (str(one.n), f"{one.missing}, {one.refused} refused" if one.refused else str(one.missing))
    if not one.is_publishable:
        return (name, "–", "–", "–", "–", *counts, "no")
    numbers = [rounded(number, one.known_to) for number in (one.point, one.se, one.low, one.high)]
    if one.is_bracketed:
        return (name, *(f"({number})" for number in numbers), *counts, "in brackets")
    return (name, *numbers, *counts, "yes")


def require_stat(stat: str) -> Stat:
    """Return a statistic by its name.

    Raises
    ------
    DataError
        If there is none of that name.
    """
    for one in STATS:
        if one == stat:
            return one
    raise DataError("no such statistic", field="stat", value=stat, rule=f"one of {', '.join(STATS)}")
