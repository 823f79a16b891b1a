"""How a sample was drawn: weights, and for one or two stages the units drawn, their strata and how many there are.

A design is made once and asked often. Domains never cut it: rows outside count as 0, so that a unit without anybody of the
domain still counts as a unit that was drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from qorgan.kernel.errors import DataError
from qorgan.know.figures.texts import Slot
from qorgan.know.survey.sentences import message, whole

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Labels = NDArray[Any]

MAX_STAGES: Final = 2
_DENSE: Final = 4  # whole numbers spread over at most so many times the rows are counted, not sorted
_RANK: Final = 1e-13  # squares under this share of the largest are rounding
_RELATIVE: Final = 2.0  # mean weight below which weights are no counts of people


@dataclass(frozen=True)
class Stage:
    """One stage of drawing.

    Parameters
    ----------
    unit : array of int, shape (n_rows,)
        Unit of each row, 0 to n_units - 1; every unit holds a row.
    stratum : array of int, shape (n_units,)
        Stratum of each unit, 0 to n_strata - 1; of the second stage the unit of the first.
    population : array, shape (n_strata,)
        Units that there are in each stratum, at least those drawn; inf: not given, as if drawn with replacement.
    """

    unit: Ints
    stratum: Ints
    population: Floats

    @cached_property
    def drawn(self) -> Ints:
        """How many units were drawn from each stratum; shape (n_strata,)."""
        return np.bincount(self.stratum, minlength=len(self.population))

    @cached_property
    def fraction(self) -> Floats:
        """Share of its units that was drawn from each stratum, in [0, 1]; 0 where the population is not given."""
        return np.asarray(self.drawn / self.population)

    @property
    def is_lonely(self) -> Bools:
        """Whether one unit alone was drawn from a stratum that has more; shape (n_strata,)."""
        return np.asarray((self.drawn == 1) & (self.fraction < 1))


@dataclass(frozen=True)
class Adjustment:
    """One fitting of weights to totals that are known of the population.

    Parameters
    ----------
    auxiliary : array, shape (n_rows, n_totals)
        What the totals are of; columns may depend on one another.
    before, after : array, shape (n_rows,)
        The weights.
    """

    auxiliary: Floats
    before: Floats
    after: Floats

    @cached_property
    def _inverse(self) -> Floats:
        """Pseudo-inverse of the weighted squares of the auxiliaries; shape (n_totals, n_totals)."""
        return np.asarray(np.linalg.pinv(squares(self.auxiliary, self.before), rcond=_RANK, hermitian=True))

    def residuals(self, terms: Floats) -> Floats:
        """Return terms, weight times value, less what the auxiliaries explain of the values; shape (n_rows, k) as given."""
        counts = self.after > 0
        values = np.divide(terms, self.after[:, None], out=np.zeros_like(terms), where=counts[:, None])
        slopes = self._inverse @ np.einsum("np,nk->pk", self.auxiliary * self.before[:, None], values)
        return np.asarray(self.after[:, None] * (values - np.einsum("np,pk->nk", self.auxiliary, slopes)))


def squares(columns: Floats, weights: Floats) -> Floats:
    """Return Σ weight · x xᵀ of rows x; einsum, because the sums of BLAS depend on how many threads there are."""
    return np.asarray(np.einsum("np,nq->pq", columns * weights[:, None], columns))


@dataclass(frozen=True)
class Design:
    """The design of a sample.

    Parameters
    ----------
    weights : array, shape (n_rows,)
        How many of the population each row stands for, 0 or more; relative weights do for means and ratios.
    stages : tuple of Stage
        One or two.
    warnings : tuple of Message
        What was taken for granted.
    adjustments : tuple of Adjustment
        How the weights were fitted to known totals, in that order; what the totals explain adds no variance.
    """

    weights: Floats
    stages: tuple[Stage, ...]
    warnings: tuple[Slot, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()

    @property
    def n_rows(self) -> int:
        """How many rows the sample has."""
        return len(self.weights)

    @cached_property
    def has_weight(self) -> Bools:
        """Whether a row counts at all; shape (n_rows,)."""
        return self.weights > 0

    @cached_property
    def all_count(self) -> bool:
        """Whether every row counts."""
        return bool(self.has_weight.all())

    @cached_property
    def has_relative_weights(self) -> bool:
        """Whether weights cannot be counts: a row stands for fewer than two on average, as where they sum to the rows."""
        return bool(self.weights.sum() < _RELATIVE * self.n_rows)


def design_of(
    n_rows: int,
    *,
    weights: Floats | None = None,
    strata: Labels | None = None,
    clusters: Sequence[Labels] = (),
    populations: Sequence[Floats] = (),
) -> Design:
    """Make a design from columns.

    Parameters
    ----------
    n_rows : int
        At least 1.
    weights : array, shape (n_rows,), optional
        0 or more, finite. Without them 1; with a population for every stage, the product of units there are over units
        drawn.
    strata : array, shape (n_rows,), optional
        Labels of any kind. Without them one stratum.
    clusters : sequence of array, shape (n_rows,)
        Labels of the units of each stage, at most two. Without them rows are the units. A label that stands in two strata
        (or two clusters of the first stage) is two units.
    populations : sequence of array, shape (n_rows,)
        Units that there are in the stratum of the row, at most one array a stage: clusters in the stratum, then units in
        the cluster. One more than clusters makes rows the units of the last stage.

    Returns
    -------
    Design

    Raises
    ------
    DataError
        Weights below 0 or all 0; a population that differs within a stratum or is smaller than what was drawn from it;
        more stages than two.
    """
    _check_stages(clusters, populations)
    given = None if weights is None else np.asarray(weights, dtype=np.float64)
    if given is not None:
        _check_weights(given)
    levels: list[Labels | None] = [*clusters] or [None]
    if len(populations) > len(levels):
        levels.append(None)
    parent = np.zeros(n_rows, dtype=np.int64) if strata is None else coded(strata)
    stages: list[Stage] = []
    warnings: list[Slot] = []
    for place, labels in enumerate(levels):
        stage, n_split = _stage(parent, labels, populations[place] if place < len(populations) else None, place)
        if n_split:
            above = _ABOVE[place]
            warnings.append(message(f"warning.split_{above}", n=whole(n_split)))
        stages.append(stage)
        parent = stage.unit
    if given is None:
        given = _from_populations(n_rows, stages, len(populations) == len(levels), warnings)
    return Design(given, tuple(stages), tuple(warnings))


_ABOVE: Final = ("stratum", "cluster")


def coded(labels: Labels) -> Ints:
    """Return labels as numbers 0, 1, …, in their order and without gaps; shape (n_rows,)."""
    if labels.dtype.kind in "iu" and len(labels):
        low = int(labels.min())
        if int(labels.max()) - low < _DENSE * len(labels):
            shifted = labels.astype(np.int64, copy=False) - low if low else labels.astype(np.int64, copy=False)
            numbers = np.cumsum(np.bincount(shifted) > 0) - 1
            return shifted if numbers[-1] == len(numbers) - 1 else np.asarray(numbers[shifted])
    return np.asarray(np.unique(labels, return_inverse=True)[1], dtype=np.int64)


def _stage(parent: Ints, labels: Labels | None, population: Floats | None, place: int) -> tuple[Stage, int]:
    """Return a stage within its strata, and how many labels stand in more than one of them."""
    n_strata = int(parent.max()) + 1
    n_split = 0
    if labels is None:
        unit, stratum = np.arange(len(parent)), parent
    else:
        label = coded(labels)
        n_labels = int(label.max()) + 1
        unit = label if n_strata == 1 else coded(parent * n_labels + label)
        n_units = int(unit.max()) + 1
        stratum = np.zeros(n_units, dtype=np.int64)
        stratum[unit] = parent
        n_split = int((np.bincount(_first(unit, label, n_units)) > 1).sum())
    counts = np.full(n_strata, np.inf) if population is None else _populations(parent, population, place)
    stage = Stage(unit, stratum, counts)
    too_few = np.flatnonzero(stage.drawn > counts)
    if len(too_few):
        at = int(too_few[0])
        raise DataError(
            f"more units were drawn from a {_ABOVE[place]} than it has", field="fpc", value=f"{counts[at]:g}",
            rule=f"a count of the population, at least the {stage.drawn[at]} drawn",
            next_step="give how many units there are, not a share",
        )  # fmt: skip
    return stage, n_split


def _first(unit: Ints, label: Ints, n_units: int) -> Ints:
    """Return the label of each unit."""
    labels = np.zeros(n_units, dtype=np.int64)
    labels[unit] = label
    return labels


def _populations(parent: Ints, population: Floats, place: int) -> Floats:
    """Return the population of each stratum, the same in all its rows."""
    counts = np.zeros(int(parent.max()) + 1)
    counts[parent] = population
    differs = np.flatnonzero(counts[parent] != population)
    if len(differs):
        raise DataError(
            f"a {_ABOVE[place]} has two populations", field="fpc", value=f"{population[differs[0]]:g}",
            rule=f"the same in all rows of a {_ABOVE[place]}; another row says {counts[parent[differs[0]]]:g}",
        )  # fmt: skip
    return counts


def _from_populations(n_rows: int, stages: Sequence[Stage], is_complete: bool, warnings: list[Slot]) -> Floats:
    if not is_complete:
        warnings.append(message("warning.no_weights"))
        return np.ones(n_rows)
    warnings.append(message("warning.weights_of_fpc"))
    weights = np.ones(n_rows)
    for stage in stages:
        weights /= stage.fraction[stage.stratum[stage.unit]]
    return weights


def _check_stages(clusters: Sequence[Labels], populations: Sequence[Floats]) -> None:
    if len(clusters) > MAX_STAGES:
        raise DataError("too many stages", field="clusters", value=str(len(clusters)), rule="one or two")
    if len(populations) > min(len(clusters) + 1, MAX_STAGES):
        raise DataError(
            "more populations than stages", field="fpc", value=str(len(populations)),
            rule="one a stage, at most two", next_step="name a column of clusters for each stage but the last",
        )  # fmt: skip


def _check_weights(weights: Floats) -> None:
    wrong = np.flatnonzero(~(np.isfinite(weights) & (weights >= 0)))
    if len(wrong):
        raise DataError("this is no weight", field="weights", value=f"{weights[wrong[0]]:g}", rule="0 or more")
    if not weights.any():
        raise DataError(
            "all weights are 0", field="weights", rule="a row counts", next_step="check which column holds the weights"
        )
