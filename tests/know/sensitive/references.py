"""The list experiment of the 1991 National Race and Politics survey, and what R's list 9.2.6 and rr 1.4.2 give for it."""

import csv
from functools import cache
from pathlib import Path

from qorgan.know.sensitive.experiment import Experiment
from qorgan.know.sensitive.reading import read_experiment

FOLDER = Path(__file__).parents[2] / "reference/sensitive"
COVARIATES = ("south", "age", "male", "college")


@cache
def race(formula: str = "y ~ 1") -> Experiment:
    """Return the experiment, with the covariates of a formula of the peer."""
    names = COVARIATES if "south" in formula else ()
    return read_experiment(FOLDER / "race.csv", y="y", treated="treat", n_items=3, covariates=names)


@cache
def rows() -> list[dict[str, str]]:
    """Return the peer's numbers."""
    with (FOLDER / "expected.csv").open(encoding="utf-8") as file:
        return [{name: cell.strip() for name, cell in row.items()} for row in csv.DictReader(file)]


def rows_of(start: str) -> list[dict[str, str]]:
    """Return those of some methods."""
    return [row for row in rows() if row["method"].startswith(start)]


def shown(row: dict[str, str]) -> str:
    """Return the name of a row."""
    return f"{row['method']} {row['part']} {row['term']} {row['extra'][:9]}"
