"""Whether two groupings of a population have to do with one another: the tests of Rao and Scott."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
from scipy.stats import chi2, f

from qorgan.kernel.errors import DataError
from qorgan.kernel.text import Language
from qorgan.know.digits import number
from qorgan.know.estimate import Spoken
from qorgan.know.figures.texts import Slot
from qorgan.know.sentences import say
from qorgan.know.survey.design import Design, Floats, Ints, Labels, Stage
from qorgan.know.survey.sentences import message, significant, whole
from qorgan.know.survey.variance import Lonely, covariance, covariance_of_sums, degrees_of_freedom

Order = Literal["first", "second"]
ORDERS: Final[tuple[Order, ...]] = get_args(Order)


@dataclass(frozen=True, slots=True)
class Independence(Spoken):
    """A test whether two groupings are independent.

    Parameters
    ----------
    statistic : float
        First order: the chi-square of the weighted table, over the mean design effect. Second order: over the sum of the
        design effects, an F.
    df : float
        Of the numerator.
    df_below : float or None
        Of the denominator of an F.
    p : float
        How often chance alone would give as much, in [0, 1].
    n, missing : int
        Rows that count; rows with weight that lack a label.
    shares : array, shape (n_first, n_second)
        Of the population in each cell.
    first, second : tuple of str
        Labels of its rows and columns.
    effect : float
        Mean of the design effects: how much too large the plain chi-square is.
    order : {"first", "second"}
    """

    statistic: float
    df: float
    df_below: float | None
    p: float
    n: int
    missing: int
    shares: Floats
    first: tuple[str, ...]
    second: tuple[str, ...]
    effect: float
    order: Order

    def to_dict(self) -> dict[str, object]:
        """Return all numbers."""
        return {
            "statistic": self.statistic, "df": self.df, "df_below": self.df_below, "p": self.p, "n": self.n, "missing": self.missing,
            "effect": self.effect, "order": self.order, "first": list(self.first), "second": list(self.second), "shares": self.shares.tolist(),
        }  # fmt: skip

    def text(self, language: Language = "en") -> str:
        """Return a sentence for people."""
        p = (
            message("independence.p_below", p=significant(0.001, 1))
            if self.p < 0.001
            else message("independence.p", p=significant(self.p, 2))
        )
        places: dict[str, Slot] = {
            "p": p, "statistic": significant(self.statistic, 3), "df": significant(self.df, 3), "effect": significant(self.effect, 2),
            "n": whole(self.n), "missing": whole(self.missing),
        }  # fmt: skip
        if self.df_below is not None:
            places["below"] = number(self.df_below, 1)
        return say(message(f"independence.sentence_{self.order}", **places), language)


def independence(
    design: Design,
    first: Labels,
    second: Labels,
    *,
    order: Order = "second",
    rows: Ints | None = None,
    lonely: Lonely = "fail",
) -> Independence:
    """Test whether two groupings are independent.

    Parameters
    ----------
    design : Design
    first, second : array, shape (n_rows,)
        Labels; numbers are read as words; "": missing.
    order : {"first", "second"}
        ``first`` corrects the mean of chi-square, ``second`` its variance, too, and knows the degrees of freedom.
    rows : array of int, shape (n_group,), optional
        Of a group; the design stays.
    lonely : {"fail", "certainty", "adjust", "average"}

    Raises
    ------
    DataError
        A grouping with one group only; no degrees of freedom; shares without any spread.

    Notes
    -----
    [rao1984]_; the second order is Satterthwaite's, with the F of [thomas1987]_.
    """
    if order not in ORDERS:
        raise DataError("no such order", field="order", value=order, rule=f"one of {', '.join(ORDERS)}")
    first, second = np.asarray(first).astype(str), np.asarray(second).astype(str)
    held = np.flatnonzero(design.has_weight) if rows is None else rows[design.has_weight[rows]]
    used = held[(first[held] != "") & (second[held] != "")]
    names = [np.unique(column[used], return_inverse=True) for column in (first, second)]
    for what, (labels, _) in zip(("first", "second"), names, strict=True):
        if len(labels) < 2:
            raise DataError("a grouping has fewer than two groups", field=what, value=str(len(labels)), rule="two or more")  # fmt: skip
    df = degrees_of_freedom(design, used)
    if df <= 0:
        raise DataError(
            "no degrees of freedom are left", field="clusters", value=str(df), rule="more units than strata"
        )
    shape = len(names[0][0]), len(names[1][0])
    cell = names[0][1] * shape[1] + names[1][1]
    weights = design.weights[used]
    shares = np.bincount(cell, weights, minlength=shape[0] * shape[1]) / weights.sum()
    expected = np.outer(shares.reshape(shape).sum(axis=1), shares.reshape(shape).sum(axis=0)).ravel()
    pearson = len(used) * float(((shares - expected) ** 2 / expected).sum())
    effects = _effects(design, used, cell, shares, shape, lonely=lonely)
    first_moment, second_moment = float(np.trace(effects)), float(np.trace(effects @ effects))
    if not first_moment > 0:
        raise DataError("the table shows no spread", field="clusters", rule="shares that differ between units")
    n_free = len(effects)
    mean = first_moment / n_free
    if order == "first":
        statistic, above, below = pearson / mean, float(n_free), None
        p = float(chi2.sf(statistic, above))
    else:
        statistic, above = pearson / first_moment, first_moment**2 / second_moment
        below = above * df
        p = float(f.sf(statistic, above, below))
    rows_of, columns_of = (tuple(str(one) for one in of) for of, _ in names)
    return Independence(statistic, above, below, p, len(used), len(held) - len(used), shares.reshape(shape), rows_of, columns_of, mean, order)  # fmt: skip


def _effects(
    design: Design, used: Ints, cell: Ints, shares: Floats, shape: tuple[int, int], *, lonely: Lonely
) -> Floats:
    """Return the matrix of generalised design effects of the interactions; shape (free, free)."""
    weights = design.weights[used]
    people, n_cells = weights.sum(), len(shares)
    if design.adjustments:
        values = ((cell[:, None] == np.arange(n_cells)) - shares) / people
        spread = covariance(design, used, weights[:, None] * values, lonely=lonely)
    else:

        def sums_of(stage: Stage) -> Floats:
            # by unit and cell at once: a column for each cell would fill the memory where there are many rows
            n_units = len(stage.stratum)
            sums = np.bincount(stage.unit[used] * n_cells + cell, weights, minlength=n_units * n_cells).reshape(
                n_units, n_cells
            )
            return np.asarray((sums - sums.sum(axis=1)[:, None] * shares) / people)

        spread = covariance_of_sums(design, sums_of, lonely=lonely)
    main, inter = _contrasts(shape)
    kept = inter - main @ np.linalg.lstsq(main, inter, rcond=None)[0]
    over = np.divide(1.0, shares, out=np.zeros_like(shares), where=shares > 0)
    simple = kept.T @ (over[:, None] * kept) / len(used)
    found = kept.T @ (over[:, None] * spread * over) @ kept
    return np.asarray(np.linalg.solve(simple, found))


def _contrasts(shape: tuple[int, int]) -> tuple[Floats, Floats]:
    """Return main effects and interactions of the cells of a table, as columns."""
    rows, columns = (np.eye(size)[:, 1:] for size in shape)
    one, two = np.repeat(rows, shape[1], axis=0), np.tile(columns, (shape[0], 1))
    main = np.column_stack([np.ones(shape[0] * shape[1]), one, two])
    inter = (one[:, :, None] * two[:, None, :]).reshape(len(one), -1)
    return main, inter
