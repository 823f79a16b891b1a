"""A list experiment from the columns of a file, with every row at fault named."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from qorgan.kernel.errors import DataError
from qorgan.know.figures.claims import require_none
from qorgan.know.sensitive.experiment import Experiment, experiment_of, faults_of
from qorgan.know.survey.design import Floats
from qorgan.know.survey.reading import Table, read_table
from qorgan.know.survey.variance import Lonely

_SHOWN: Final = 10  # faulty rows that are named one by one


def read_experiment(
    path: Path,
    *,
    y: str,
    treated: str,
    n_items: int,
    count: str | None = None,
    covariates: Sequence[str] = (),
    weights: str | None = None,
    strata: str | None = None,
    clusters: str | None = None,
    lonely: Lonely = "fail",
) -> Experiment:
    """Read a list experiment.

    Parameters
    ----------
    path : Path
        CSV in UTF-8, names in the first line; empty, NA or . is a missing value.
    y, treated : str
        Columns: items that hold; 1 for those who saw the sensitive item, 0 for the others.
    n_items : int
        Items of the plain list.
    count : str, optional
        Column: how many people a row stands for.
    covariates : sequence of str
        Columns of numbers.
    weights, strata, clusters : str, optional
        Columns of the design.
    lonely : {"fail", "certainty", "adjust", "average"}

    Raises
    ------
    DataError
        Naming file, line or column, value, rule and next step.
    """
    double = [name for name in covariates if covariates.count(name) > 1]
    if double:
        raise DataError("a covariate is named twice", file=str(path), field="--covariates", value=double[0])
    table = read_table(path)
    answers = table.numbers(y, "--y", may_miss=True)
    arms = table.numbers(treated, "--treated", may_miss=True)
    people = None if count is None else table.numbers(count, "--count")
    columns = {"answers": y, "treated": treated, "count": count or ""}
    _refuse(table, columns, faults_of(answers, arms, n_items, people))
    given = None if weights is None else table.numbers(weights, "--weights")
    if given is not None:
        _refuse_weights(table, weights or "", given)
    try:
        return experiment_of(
            answers,
            arms,
            n_items,
            covariates=_columns(table, covariates),
            names=covariates,
            counts=people,
            weights=given,
            strata=None if strata is None else table.labels(strata, "--strata"),
            clusters=None if clusters is None else table.labels(clusters, "--clusters"),
            lonely=lonely,
        )
    except DataError as error:
        raise _placed(table.file, error) from None


def _columns(table: Table, names: Sequence[str]) -> Floats | None:
    return np.column_stack([table.numbers(name, "--covariates", may_miss=True) for name in names]) if names else None


def _refuse(
    table: Table,
    columns: dict[str, str],
    faults: Iterable[tuple[int, DataError]],
) -> None:
    found = list(faults)
    placed = [
        _placed(table.file, error, table.lines[place], columns[error.field or ""]) for place, error in found[:_SHOWN]
    ]
    if len(found) > _SHOWN:
        placed.append(DataError(f"{len(found) - _SHOWN} more rows cannot be either", file=table.file))
    require_none(placed)


def _refuse_weights(table: Table, name: str, weights: Floats) -> None:
    require_none(
        DataError("this is no weight", file=table.file, line=table.lines[at], field=name, value=f"{weights[at]:g}", rule="0 or more")
        for at in np.flatnonzero(weights < 0)[:_SHOWN]
    )  # fmt: skip


def _placed(file: str, error: DataError, line: int | None = None, field: str | None = None) -> DataError:
    """Return an error with the file, and if known the line and column, it is in."""
    return DataError(
        error.what, file=file, line=line, field=field or error.field, value=error.value, rule=error.rule, next_step=error.next_step
    )  # fmt: skip
