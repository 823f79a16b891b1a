"""The rows of a list experiment, in an order of their own, with the design of the sample they come from.

Half of the people are shown a list of items and say how many hold; the other half are shown the same list and one
sensitive item more. Nobody says which.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from qorgan.kernel.errors import DataError
from qorgan.know.sensitive.sandwich import Sample
from qorgan.know.survey.design import Bools, Floats, Ints, Labels, coded, design_of
from qorgan.know.survey.variance import Lonely

MAX_PEOPLE: Final = 5_000_000  # rows that counts may stand for: each person is a row of the design
MAX_ITEMS: Final = 10  # the test of the design goes through all sets of them
INTERCEPT: Final = "(Intercept)"


@dataclass(frozen=True)
class Experiment:
    """A list experiment.

    Parameters
    ----------
    answers : array of int, shape (n,)
        How many items each person said to hold: 0 to ``n_items``, of the treated one more.
    treated : array of bool, shape (n,)
        Whether the person was shown the sensitive item too.
    n_items : int
        Items of the plain list, 1 to 10.
    covariates : array, shape (n, k)
        The first column is 1.
    terms : tuple of str
        Names of the k columns, the first ``(Intercept)``.
    sample : Sample
        Weights and design of those rows.
    n_missing : int
        Rows that were left out because something of them is not known.
    """

    answers: Ints
    treated: Bools
    n_items: int
    covariates: Floats
    terms: tuple[str, ...]
    sample: Sample
    n_missing: int = 0

    @property
    def n(self) -> int:
        """How many people answered."""
        return len(self.answers)

    @cached_property
    def counts(self) -> Ints:
        """People by arm (0: plain list) and answer; shape (2, n_items + 2)."""
        counts = np.zeros((2, self.n_items + 2), dtype=np.int64)
        np.add.at(counts, (self.treated.astype(np.int64), self.answers), 1)
        return counts

    @cached_property
    def shares(self) -> Floats:
        """Weighted shares of the answers within each arm; shape (2, n_items + 2)."""
        sums = np.zeros((2, self.n_items + 2))
        np.add.at(sums, (self.treated.astype(np.int64), self.answers), self.sample.weights)
        return np.asarray(sums / sums.sum(axis=1, keepdims=True))

    @cached_property
    def has_slopes(self) -> bool:
        """Whether each half alone can tell the covariates apart, and has more people than them."""
        return all(
            arm.sum() > len(self.terms) and _rank(self.covariates[arm]) == len(self.terms)
            for arm in (self.treated, ~self.treated)
        )

    def plain(self) -> "Experiment":
        """Return the same people without covariates."""
        return Experiment(
            self.answers, self.treated, self.n_items, self.covariates[:, :1], self.terms[:1], self.sample, self.n_missing
        )  # fmt: skip


def experiment_of(
    answers: Floats,
    treated: Floats,
    n_items: int,
    *,
    covariates: Floats | None = None,
    names: Sequence[str] = (),
    counts: Floats | None = None,
    weights: Floats | None = None,
    strata: Labels | None = None,
    clusters: Labels | None = None,
    lonely: Lonely = "fail",
) -> Experiment:
    """Make an experiment from columns.

    Parameters
    ----------
    answers : array, shape (n_rows,)
        Whole numbers from 0 to ``n_items``, of treated rows one more; nan: missing.
    treated : array, shape (n_rows,)
        1: shown the sensitive item too, 0: not; nan: missing.
    n_items : int
        Items of the plain list, 1 to 10.
    covariates : array, shape (n_rows, k), optional
        nan: missing.
    names : sequence of str
        Of the k covariates.
    counts : array, shape (n_rows,), optional
        How many people a row stands for, whole numbers from 0; at most 5 million together.
    weights, strata, clusters : array, shape (n_rows,), optional
        Design of the sample. Without all three people are taken as drawn one by one with equal chances.
    lonely : {"fail", "certainty", "adjust", "average"}
        See `qorgan.know.survey.variance.variance`.

    Returns
    -------
    Experiment
        Rows in an order that depends on what stands in them alone.

    Raises
    ------
    DataError
        Naming the value and the rule; an arm without people.
    """
    extra = np.empty((len(answers), 0)) if covariates is None else covariates
    _check(answers, treated, n_items, counts)
    columns = [answers, treated, *extra.T]
    design_columns = [column for column in (weights, strata, clusters) if column is not None]
    numbers = [coded(np.asarray(column)) if column.dtype.kind not in "f" else column for column in design_columns]
    order = np.lexsort((*columns, *numbers)) if len(answers) else np.arange(0)
    if counts is not None:
        order = np.repeat(order, counts[order].astype(np.int64))
    design = None
    if design_columns:
        design = design_of(
            len(order),
            weights=None if weights is None else weights[order],
            strata=None if strata is None else strata[order],
            clusters=[] if clusters is None else [clusters[order]],
        )
    is_known = ~np.isnan(np.column_stack(columns)[order]).any(axis=1)
    used = np.flatnonzero(is_known if design is None else is_known & design.has_weight)
    rows = order[used]
    _check_arms(treated[rows])
    _check_columns(extra[rows], names)
    return Experiment(
        answers[rows].astype(np.int64),
        treated[rows] == 1,
        n_items,
        np.column_stack([np.ones(len(rows)), extra[rows]]),
        (INTERCEPT, *names),
        Sample.of(design, used, lonely),
        int((~is_known).sum()),
    )


def faults_of(answers: Floats, treated: Floats, n_items: int, counts: Floats | None) -> Iterator[tuple[int, DataError]]:
    """Yield the place of every row that cannot be, with what is wrong in it."""
    if not 1 <= n_items <= MAX_ITEMS:
        raise DataError(
            "this is no length of a list", field="items", value=str(n_items), rule=f"1 to {MAX_ITEMS} plain items"
        )
    for at in np.flatnonzero(~(np.isnan(treated) | (treated == 0) | (treated == 1))):
        yield int(at), DataError(
            "neither shown the sensitive item nor not", field="treated", value=f"{treated[at]:g}",
            rule="1 for those who saw the longer list, 0 for the others",
        )  # fmt: skip
    most = n_items + np.where(treated == 1, 1, 0)
    is_known = ~(np.isnan(answers) | np.isnan(treated))
    can_be = (answers >= 0) & (answers <= most) & (answers == np.round(answers))
    for at in np.flatnonzero(is_known & ~can_be):
        yield int(at), DataError(
            "this is no number of items", field="answers", value=f"{answers[at]:g}",
            rule=f"a whole number from 0 to {most[at]}", next_step="check the column, and how many items the plain list has",
        )  # fmt: skip
    if counts is None:
        return
    for at in np.flatnonzero(~((counts >= 0) & (counts == np.round(counts)))):
        yield (
            int(at),
            DataError("this is no number of people", field="count", value=f"{counts[at]:g}", rule="0, 1, 2, …"),
        )


def _check(answers: Floats, treated: Floats, n_items: int, counts: Floats | None) -> None:
    for _, error in faults_of(answers, treated, n_items, counts):
        raise error
    if counts is not None and counts.sum() > MAX_PEOPLE:
        raise DataError("too many people", field="count", value=f"{counts.sum():.0f}", rule=f"{MAX_PEOPLE:,} or fewer")


def _check_arms(treated: Floats) -> None:
    for arm, name in ((1, "saw the sensitive item"), (0, "saw the plain list")):
        if (treated == arm).sum() < 2:
            raise DataError(
                f"fewer than two people {name}", field="treated", rule="two or more in each half",
                next_step="check which column says who saw the longer list",
            )  # fmt: skip


def _check_columns(covariates: Floats, names: Sequence[str]) -> None:
    """Refuse covariates that say nothing beyond the others."""
    known = np.ones((len(covariates), 1))
    for place, name in enumerate(names):
        with_it = np.column_stack([known, covariates[:, place]])
        if _rank(with_it) < with_it.shape[1]:
            raise DataError(
                "a covariate is the same for everybody, or follows from those before it", field="covariates", value=name,
                next_step="leave it out",
            )  # fmt: skip
        known = with_it


def _rank(columns: Floats) -> int:
    """Return how many columns say something beyond the others, whatever their units."""
    scaled = columns / np.maximum(np.linalg.norm(columns, axis=0), 1e-300)
    return int(np.linalg.matrix_rank(scaled, tol=1e-9))
