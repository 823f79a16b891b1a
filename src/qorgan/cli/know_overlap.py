"""`qorgan know overlap` and `qorgan know register`: how many were on no list."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table
from rich.text import Text

from qorgan.kernel.errors import SetupError

if TYPE_CHECKING:
    from qorgan.know.overlap.register import RegisterReport
    from qorgan.know.overlap.report import Report

_JSON = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
_LEVEL = Annotated[float, typer.Option(help="Coverage of the intervals, from 0.5 and below 1.")]


def add_to(app: typer.Typer) -> None:
    """Add the two commands."""
    app.command()(overlap)
    app.command()(register)


def overlap(  # noqa: PLR0917  one argument an option
    table: Annotated[
        Path,
        typer.Argument(
            metavar="TABLE",
            help="CSV: a column of 0 and 1 for each list, then count; or a row a person.",
            show_default=False,
        ),
    ],
    seed: Annotated[int, typer.Option(min=0, help="Of all chance; the same seed gives the same answer.")] = 1,
    as_json: _JSON = False,
    level: _LEVEL = 0.95,
    strata: Annotated[str | None, typer.Option(help="Column that says of which stratum a row is.")] = None,
    never: Annotated[
        list[str] | None, typer.Option(help="Lists that nobody can be on together, as a,b; may be given again.")
    ] = None,
    all_models: Annotated[
        bool, typer.Option("--all-models", help="Choose among all models in every replicate; slow from five lists on.")
    ] = False,
) -> None:
    """Say how many people are on no list, or that the lists do not say."""
    with _installed():
        import numpy as np

        from qorgan.know.overlap.reading import read_tables
        from qorgan.know.overlap.report import Settings, estimate
        from qorgan.know.overlap.strata import estimate_strata
    top = (10**9,) if all_models else Settings().top
    settings = Settings(level=level, top=top, threads=os.cpu_count() or 1)
    impossible = [[name.strip() for name in group.split(",")] for group in never or []]
    tables = read_tables(table, strata=strata, impossible=impossible)
    rng = np.random.default_rng(seed)
    with _progress() as tell:
        report = (
            estimate(tables[""], rng, settings, tell)
            if strata is None
            else estimate_strata(tables, rng, settings, tell)
        )
    _print(report, as_json=as_json)


def register(
    counts: Annotated[
        Path, typer.Argument(metavar="COUNTS", help="CSV with the columns times and people.", show_default=False)
    ],
    as_json: _JSON = False,
    level: _LEVEL = 0.95,
) -> None:
    """Say how many people one register with repeats never met, at least."""
    with _installed():
        from qorgan.know.overlap.register import estimate_register, read_counts
    _print(estimate_register(read_counts(counts), level=level), as_json=as_json)


@contextmanager
def _installed() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as missing:
        raise SetupError(
            f"{missing.name} is not installed, and `qorgan know` needs it. Next: pip install 'qorgan[know]'."
        ) from None


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None] | None]:
    """Show how far it is, on a terminal only."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    with Progress(console=console, transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(what: str, done: int, every: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=every)
            bar.update(tasks[what], completed=done, total=every)

        yield tell


def _print(report: "Report | RegisterReport", *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(report.to_dict(), allow_nan=False) + "\n")
        return
    console = Console(highlight=False, markup=False)
    _show(report, console)
    for name, one in getattr(report, "strata", {}).items():
        console.print(f"\nStratum {name}", style="bold")
        _show(one, console)


def _show(report: "Report | RegisterReport", console: Console) -> None:
    from qorgan.know.overlap import words

    console.print(words.headline(report.verdict, report.observed), style="bold")
    for reason in report.verdict.reasons:
        console.print(f"- {reason}")
    console.print(
        _table(("method", "estimate", "low", "high", "note"), [words.row(one, report.observed) for one in report.panel])
    )
    sensitivity = list(words.sensitivity_rows(getattr(report, "sensitivity", [])))
    if sensitivity:
        console.print("\nNo data can see the odds ratio of the highest order. Models set it to 1. If it were:")
        console.print(_table(("odds ratio", "estimate", "low", "high"), sensitivity))
    for warning in report.warnings:
        console.print(f"\n{warning}")


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Table:
    table = Table()
    for place, head in enumerate(heads):
        table.add_column(head, justify="right" if 0 < place < 4 else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table
