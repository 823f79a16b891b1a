"""The California samples of schools and the numbers that R's survey 4.5 gives for them."""

import csv
from functools import cache
from pathlib import Path

import numpy as np

from qorgan.know.survey.design import Design
from qorgan.know.survey.reading import Table, read_design, read_table

FOLDER = Path(__file__).parents[2] / "reference/survey"
DESIGNS = {
    "strat": ("apistrat", {"strata": "stype", "fpc": ["fpc"]}),
    "strat_nofpc": ("apistrat", {"strata": "stype"}),
    "clus1": ("apiclus1", {"clusters": ["dnum"], "fpc": ["fpc"]}),
}


@cache
def schools(name: str) -> Table:
    """Return one of the two samples."""
    return read_table(FOLDER / f"{name}.csv")


@cache
def sample(name: str) -> tuple[Table, Design]:
    """Return rows and design by the name that the reference gives the design."""
    file, columns = DESIGNS[name]
    return schools(file), read_design(schools(file), weights="pw", **columns)


def column(table: Table, name: str) -> np.ndarray:
    """Return a column, or whether it has a value as ``ell==0`` or ``stypeE``."""
    if name.startswith("stype") and name != "stype":
        return (table.labels("stype", "") == name[5:]).astype(float)
    if "==" in name:
        of, value = name.split("==")
        return (table.numbers(of, "") == float(value)).astype(float)
    return table.numbers(name, "")


@cache
def rows() -> list[dict[str, str]]:
    """Return the peer's numbers."""
    with (FOLDER / "expected.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def rows_of(*calls: str) -> list[dict[str, str]]:
    """Return those of some calls."""
    return [row for row in rows() if row["call"].startswith(calls)]


def detail(row: dict[str, str], name: str) -> str | None:
    """Return one of the extra numbers of a row, as ``df``."""
    found = [part.split("=")[1] for part in row["extra"].split("; ") if part.startswith(f"{name}=")]
    return found[0] if found else None
