"""The tables and the peers' numbers of the reference folder."""

import csv
from functools import cache
from pathlib import Path

from qorgan.know.overlap.reading import read_tables
from qorgan.know.overlap.tables import CaptureTable

FOLDER = Path(__file__).parents[2] / "reference/mse"


@cache
def table(name: str) -> CaptureTable:
    """Return a published capture table."""
    return read_tables(FOLDER / f"{name}.csv")[""]


@cache
def rows() -> list[dict[str, str]]:
    """Return the peers' numbers."""
    with (FOLDER / "expected.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def detail(row: dict[str, str], name: str) -> str:
    """Return one of the details of a row, as ``dev`` or ``model``."""
    found = [part.split("=", 1)[1] for part in row["detail"].replace(" of ", "; of=").replace(" ", "; ").split("; ") if part.startswith(f"{name}=")]  # fmt: skip
    return found[0].rstrip(";")
