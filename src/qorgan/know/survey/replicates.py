"""Replicate weights: how an estimate moves when units are left out or drawn again."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np

from qorgan.kernel.errors import DataError
from qorgan.know.figures.texts import Slot
from qorgan.know.survey.design import Design, Floats, Ints, Stage, design_of
from qorgan.know.survey.sentences import message

ReplicateLonely = Literal["fail", "certainty"]
Kind = Literal["jk1", "jkn", "bootstrap"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_MOST: Final = 50_000_000  # factors held at once, 400 MB


@dataclass(frozen=True)
class Replicates:
    """A sample with weights for every replicate.

    Parameters
    ----------
    design : Design
        With the full weights.
    unit : array of int, shape (n_rows,)
        Unit whose factor a row takes.
    base : array, shape (n_rows,)
        Weights that the factors multiply.
    factors : array, shape (n_units, n_replicates)
        0 or more.
    scales : array, shape (n_replicates,)
        What the square distance of each replicate from the full sample counts.
    method : str
        As ``JKn``.
    df : int or None
        Degrees of freedom; None: those of the design.
    warnings : tuple of Message
    """

    design: Design
    unit: Ints
    base: Floats
    factors: Floats
    scales: Floats
    method: str
    df: int | None = None
    warnings: tuple[Slot, ...] = ()

    @property
    def n_replicates(self) -> int:
        """How many there are."""
        return len(self.scales)

    def totals(self, values: Floats, rows: Ints | None = None) -> Floats:
        """Return the weighted sum of values in every replicate; shape (n_replicates,)."""
        kept = slice(None) if rows is None else rows
        sums = np.bincount(self.unit[kept], self.base[kept] * values, minlength=len(self.factors))
        return np.asarray(
            np.einsum("u,ur->r", sums, self.factors)
        )  # no BLAS: its sums depend on how many threads there are

    def weights_of(self, replicate: int) -> Floats:
        """Return the weights of one replicate; shape (n_rows,)."""
        return np.asarray(self.base * self.factors[self.unit, replicate])

    def refitted(self, fit: Callable[[Design], Design]) -> "Replicates":
        """Return replicates whose weights are fitted again, as by post-stratification, each and the full ones.

        Parameters
        ----------
        fit : function of Design to Design
            As ``lambda design: rake(design, margins).design``.

        Raises
        ------
        DataError
            As of ``fit``.
        """
        require_room(self.design.n_rows, self.n_replicates)
        columns = [self._refitted(fit, one) for one in range(self.n_replicates)]
        rows = np.arange(self.design.n_rows)
        return Replicates(
            fit(self.design), rows, np.ones(len(rows)), np.column_stack(columns), self.scales, self.method, self.df, self.warnings
        )  # fmt: skip

    def _refitted(self, fit: Callable[[Design], Design], replicate: int) -> Floats:
        try:
            return fit(_with(self.design, self.weights_of(replicate))).weights
        except DataError as error:
            raise DataError(
                f"replicate {replicate + 1} cannot be fitted: {error.what}", file=error.file, line=error.line, field=error.field,
                value=error.value, rule=error.rule, next_step=error.next_step,
            ) from None  # fmt: skip


def require_kind(kind: str) -> Kind:
    """Return a kind of replicates by its name.

    Raises
    ------
    DataError
        If there is none of that name.
    """
    for one in KINDS:
        if one == kind:
            return one
    raise DataError("no such replicates", field="--replicates", value=kind, rule=f"one of {', '.join(KINDS)}")


def replicates_of(
    kind: Kind,
    design: Design,
    rng: np.random.Generator,
    *,
    n_replicates: int = 500,
    order: Sequence[Floats] = (),
    lonely: str = "fail",
) -> Replicates:
    """Return replicates of a kind.

    Parameters
    ----------
    kind : {"jk1", "jkn", "bootstrap"}
        ``jk1`` is of one stratum; ``jkn`` of one is the same.
    design, rng, n_replicates, order
        See `bootstrap`.
    lonely : {"fail", "certainty"}

    Raises
    ------
    DataError
        ``jk1`` of several strata, a rule for lonely units that replicates do not have; and as of `jackknife` and `bootstrap`.
    """
    if lonely not in {"fail", "certainty"}:
        raise DataError("replicates have no such rule for a stratum with one unit", field="--lonely", value=lonely, rule="fail or certainty", next_step="choose one of these, or leave --replicates out")  # fmt: skip
    rule: ReplicateLonely = "fail" if lonely == "fail" else "certainty"
    if kind == "bootstrap":
        return bootstrap(design, rng, n_replicates, order=order, lonely=rule)
    n_strata = len(design.stages[0].population)
    if kind == "jk1" and n_strata > 1:
        raise DataError("jk1 is of a sample without strata", field="--replicates", value=kind, rule=f"one stratum, and here are {n_strata}", next_step="take jkn")  # fmt: skip
    return jackknife(design, lonely=rule)


def _with(design: Design, weights: Floats) -> Design:
    return Design(weights, design.stages, design.warnings)


def jackknife(design: Design, *, lonely: ReplicateLonely = "fail") -> Replicates:
    """Leave out every unit of the first stage once: JK1 of one stratum, JKn of several.

    Parameters
    ----------
    design : Design
    lonely : {"fail", "certainty"}
        A stratum with one unit is refused, or its unit is never left out.

    Raises
    ------
    DataError
        A stratum with one unit under ``fail``; weights fitted to totals; too many units.

    Notes
    -----
    The others of the stratum weigh n / (n - 1) times as much; a replicate counts (1 - f) (n - 1) / n [wolter2007]_.
    """
    stage, fractions, warnings = _first_stage(design)
    n_units = len(stage.stratum)
    require_room(n_units, n_units)
    out = np.flatnonzero(_is_movable(stage, lonely)[stage.stratum])
    drawn = stage.drawn.astype(np.float64)
    of = stage.stratum[out]
    grows = drawn / np.maximum(drawn - 1, 1)
    factors = np.where(stage.stratum[:, None] == of, grows[of], 1.0)
    factors[out, np.arange(len(out))] = 0.0
    scales = (1 - fractions[of]) * (drawn[of] - 1) / drawn[of]
    method = "JK1" if len(drawn) == 1 else "JKn"
    return Replicates(design, stage.unit, design.weights, factors, scales, method, None, warnings)


def bootstrap(
    design: Design,
    rng: np.random.Generator,
    n_replicates: int = 500,
    *,
    order: Sequence[Floats] = (),
    lonely: ReplicateLonely = "fail",
) -> Replicates:
    """Draw units of the first stage again, one fewer than there are in each stratum, with replacement.

    Parameters
    ----------
    design : Design
    rng : numpy.random.Generator
        Made from a seed that is written down.
    n_replicates : int
        2 or more.
    order : sequence of array, shape (n_rows,)
        Without clusters rows have no name: by these columns they are put in order before any draw, so that the same rows in
        another order give the same draws.
    lonely : {"fail", "certainty"}
        As of `jackknife`.

    Raises
    ------
    DataError
        As of `jackknife`; fewer than 2 replicates.

    Notes
    -----
    [rao1988]_: factors 1 + √(1 - f) (n m / (n - 1) - 1), m how often a unit was drawn, so that a sample without replacement
    is known to be one. Never below 0.
    """
    if n_replicates < 2:
        raise DataError("too few replicates", field="n_replicates", value=str(n_replicates), rule="2 or more")
    stage, fractions, warnings = _first_stage(design)
    n_units = len(stage.stratum)
    require_room(n_units, n_replicates)
    can_move = _is_movable(stage, lonely)
    places = _places(stage, order)
    factors = np.ones((n_units, n_replicates))
    starts = np.concatenate([[0], np.cumsum(stage.drawn)])
    for stratum in np.flatnonzero(can_move):
        n = int(stage.drawn[stratum])
        times = rng.multinomial(n - 1, np.full(n, 1 / n), size=n_replicates).T
        units = places[starts[stratum] : starts[stratum + 1]]
        factors[units] = 1 + math.sqrt(1 - fractions[stratum]) * (n * times / (n - 1) - 1)
    scales = np.full(n_replicates, 1 / n_replicates)
    return Replicates(design, stage.unit, design.weights, factors, scales, "bootstrap", None, warnings)


def given(
    weights: Floats, columns: Floats, scales: Floats, *, df: int | None = None, method: str = "given"
) -> Replicates:
    """Take replicate weights that came with a file.

    Parameters
    ----------
    weights : array, shape (n_rows,)
        The full ones.
    columns : array, shape (n_rows, n_replicates)
    scales : array, shape (n_replicates,)
        As the file's documentation says, scale times rscales.
    df : int, optional
        Without it one less than there are replicates.
    method : str

    Raises
    ------
    DataError
        Weights below 0 or missing; a shape that does not fit.
    """
    if columns.shape != (len(weights), len(scales)) or len(scales) < 2:
        raise DataError("replicate weights and scales do not fit", field="replicates", value=str(columns.shape), rule=f"({len(weights)}, {len(scales)}), two replicates or more")  # fmt: skip
    if not (np.isfinite(columns).all() and (columns >= 0).all() and (scales >= 0).all()):
        raise DataError("a replicate weight is missing or below 0", field="replicates", rule="0 or more")
    design = design_of(len(weights), weights=weights)
    found = len(scales) - 1 if df is None else df
    return Replicates(design, np.arange(len(weights)), np.ones(len(weights)), np.asarray(columns, dtype=np.float64), scales, method, found)  # fmt: skip


def _first_stage(design: Design) -> tuple[Stage, Floats, tuple[Slot, ...]]:
    """Return the units that are left out or drawn again, and the share drawn of each stratum."""
    if design.adjustments:
        raise DataError(
            "the weights were fitted to totals, and replicates must be fitted, too", field="weights",
            rule="replicates of the design before", next_step="make them first, then call refitted",
        )  # fmt: skip
    stage = design.stages[0]
    if len(design.stages) > 1 and stage.fraction.any():
        return stage, np.zeros(len(stage.population)), (message("warning.first_stage"),)
    return stage, stage.fraction, ()


def _is_movable(stage: Stage, lonely: ReplicateLonely) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    if stage.is_lonely.any() and lonely == "fail":
        raise DataError(
            f"{int(stage.is_lonely.sum())} strata hold one unit alone, which shows no spread", field="lonely", value="fail",
            rule="two units or more in each", next_step="join strata that are alike, or choose certainty",
        )  # fmt: skip
    return np.asarray(stage.drawn > 1)


def _places(stage: Stage, order: Sequence[Floats]) -> Ints:
    """Return the units stratum by stratum, and within it by their label, or where rows are units by the columns given."""
    if order and len(stage.unit) == len(stage.stratum):
        by = np.empty(len(stage.unit), dtype=np.int64)
        by[stage.unit[np.lexsort([*reversed(order)])]] = np.arange(len(stage.unit))
    else:
        by = np.arange(len(stage.stratum))
    return np.asarray(np.lexsort([by, stage.stratum]), dtype=np.int64)


def require_room(n_units: int, n_replicates: int) -> None:
    """Refuse more factors than fit into memory.

    Raises
    ------
    DataError
        If they would take more than 400 MB.
    """
    if n_units * n_replicates > _MOST:
        raise DataError(
            "too many replicates to hold", field="clusters", value=f"{n_units:,} units, {n_replicates:,} replicates",
            rule=f"at most {_MOST:,} together", next_step="take fewer by the bootstrap, or the linearised error, which needs none",
        )  # fmt: skip
