"""What a survey says of every group, as an object and as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qorgan.kernel.errors import DataError
from qorgan.kernel.text import Language
from qorgan.know.digits import NONE, level_in_words, signed_percent
from qorgan.know.estimate import LEVEL, Spoken
from qorgan.know.figures.texts import Slot
from qorgan.know.sentences import COMMON, capitalised, say
from qorgan.know.survey.design import Bools, Design, Floats, Ints, Labels
from qorgan.know.survey.estimates import Estimate
from qorgan.know.survey.intervals import Interval
from qorgan.know.survey.linearised import STATS, Stat, estimate
from qorgan.know.survey.replicated import replicated
from qorgan.know.survey.replicates import Replicates
from qorgan.know.survey.sentences import SENTENCES, message, stat_in_words, whole
from qorgan.know.survey.variance import Lonely

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Report(Spoken):
    """A statistic of everybody or of every group.

    Parameters
    ----------
    name : Message
        What is estimated, as ``mean of api00``.
    level : float
    rows : tuple of Estimate
        In the order of the groups.
    warnings : tuple of Message
    """

    name: Slot
    level: float
    rows: tuple[Estimate, ...]
    warnings: tuple[Slot, ...] = ()

    def text(self, language: Language = "en") -> str:
        """Return a summary for people, with no more digits than are known."""
        table = [head(language), *(cells_of(one, language) for one in self.rows)]
        wide = [max(len(row[place]) for row in table) for place in range(len(table[0]))]
        lines = [
            "  ".join(cell.rjust(width) if place else cell.ljust(width) for place, (cell, width) in enumerate(zip(row, wide, strict=True)))
            for row in table
        ]  # fmt: skip
        return "\n".join([self.headline(language), "", *lines, *(f"\n{text}" for text in self.notes(language))])

    def notes(self, language: Language = "en") -> list[str]:
        """Say what to be careful of; first, if so, that nobody has reviewed the language."""
        first = [] if SENTENCES.is_reviewed(language) else [say(COMMON.message("text.not_reviewed"), language)]
        return [*first, *(say(COMMON.message("text.warning", text=text), language) for text in self.warnings)]

    def plot(self, language: Language = "en") -> "Figure":
        """Draw every row beside the others; a `matplotlib.figure.Figure`."""
        from qorgan.know.survey.plotting import panel  # noqa: PLC0415  drawing is slow to load, and numbers need none of it

        return panel(self.rows, self.headline(language), language=language)

    def headline(self, language: Language = "en") -> str:
        """Say what the rows are."""
        return capitalised(message("report.headline", name=self.name, level=level_in_words(self.level)), language)

    def to_dict(self, language: Language = "en") -> dict[str, object]:
        """Return the object that ``qorgan know survey --json`` prints."""
        return {
            "name": say(self.name, language),
            "level": self.level,
            "rows": [one.to_dict(language) for one in self.rows],
            "warnings": [say(one, language) for one in self.warnings],
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
    replicates: Replicates | None = None,
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
    replicates : Replicates, optional
        Of this design: errors are theirs, and ``lonely`` counts for nothing.

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
        warnings.append(message("warning.no_group", n=whole((groups == "").sum())))
    if not parts:
        raise DataError("no row has a group", field="by", rule="a label in some row")
    if replicates is None:
        rows = tuple(
            estimate(design, values, stat=stat, over=over, rows=of, group=label, level=level, interval=interval, lonely=lonely, refused=refused)
            for label, of in parts
        )  # fmt: skip
    else:
        rows = tuple(
            replicated(replicates, values, stat=stat, over=over, rows=of, group=label, level=level, interval=interval, refused=refused)
            for label, of in parts
        )  # fmt: skip
    warnings += warnings_of(design, rows)
    said: dict[str, Slot] = {"stat": stat_in_words(stat), "name": name}
    what = message("report.of", **said) if over is None else message("report.over", **said, over=over_name)
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


def warnings_of(design: Design, rows: Sequence[Estimate]) -> list[Slot]:
    """Say what is missing in each row, and how many rows of the sample count for nothing."""
    found: list[Slot] = []
    n_zero = int(design.n_rows - np.count_nonzero(design.has_weight))
    if n_zero:
        found.append(message("warning.zero_weight", n=whole(n_zero)))
    for one in rows:
        found += [
            text if one.group is None else message("warning.of_group", group=one.group, text=text)
            for text in _said_of(one)
        ]
    return found


def _said_of(one: Estimate) -> tuple[Slot, ...]:
    """Say what is missing of a row, and what else is to be known of it."""
    if not one.missing:
        return one.warnings
    rows = one.n + one.missing
    places: dict[str, Slot] = {
        "missing": whole(one.missing),
        "rows": whole(rows),
        "share": signed_percent(one.missing / rows, 1),
    }
    if one.refused:
        return (message("warning.missing_refused", refused=whole(one.refused), **places), *one.warnings)
    return (message("warning.missing", **places), *one.warnings)


def head(language: Language = "en") -> tuple[str, ...]:
    """Return the names of the columns of `cells_of`."""
    estimate, low, high = (COMMON.message(f"head.{one}") for one in ("estimate", "low", "high"))
    group, se, n, missing, publish = (message(f"head.{one}") for one in ("group", "se", "n", "missing", "publish"))
    return tuple(say(one, language) for one in (group, estimate, se, low, high, n, missing, publish))


def cells_of(one: Estimate, language: Language = "en") -> tuple[str, ...]:
    """Return the row of a page: nothing that may not be published, and no more digits than the standard error knows."""
    name = one.group or message("cell.all")
    gaps: Slot = whole(one.missing)
    if one.refused:
        gaps = message("cell.refused", missing=gaps, refused=whole(one.refused))
    se = one.se if one.known_to else 0.0  # rounding is no spread
    numbers = [one.shown(number) if one.is_publishable else NONE for number in (one.point, se, one.low, one.high)]
    may = "bracketed" if one.is_bracketed else "yes" if one.is_publishable else "no"
    return tuple(say(cell, language) for cell in (name, *numbers, whole(one.n), gaps, message(f"cell.{may}")))


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
