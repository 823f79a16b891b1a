"""`qorgan know survey`: what a sample says of a population."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from qorgan.kernel.errors import SetupError

if TYPE_CHECKING:
    from qorgan.know.survey.report import Report


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(survey)


def survey(  # noqa: PLR0917  one argument an option
    data: Annotated[
        Path, typer.Argument(metavar="DATA", help="CSV: a row a person, names in the first line.", show_default=False)
    ],
    y: Annotated[str, typer.Option(help="Column of numbers; means of 0 and 1 are shares.", show_default=False)],
    weights: Annotated[str | None, typer.Option(help="Column: how many people a row stands for.")] = None,
    strata: Annotated[str | None, typer.Option(help="Column: stratum that the row was drawn from.")] = None,
    clusters: Annotated[str | None, typer.Option(help="Columns, by stage: C1 or C1,C2.")] = None,
    fpc: Annotated[
        str | None, typer.Option(help="Columns, by stage: how many units there are to draw from. F1 or F1,F2.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="Column of groups; the design stays whole.")] = None,
    stat: Annotated[str, typer.Option(help="mean, total or ratio.")] = "mean",
    over: Annotated[str | None, typer.Option(help="Column below the line of a ratio.")] = None,
    lonely: Annotated[str, typer.Option(help="A stratum with one unit: fail, certainty, adjust or average.")] = "fail",
    level: Annotated[float, typer.Option(help="Coverage of the intervals, from 0.5 and below 1.")] = 0.95,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Estimate a mean, total or ratio of a population, with the error that its design allows."""
    with _installed():
        from qorgan.know.survey.reading import read_design, read_table
        from qorgan.know.survey.report import report_of, require_stat
        from qorgan.know.survey.variance import require_lonely
    which, rule = require_stat(stat), require_lonely(lonely)
    table = read_table(data)
    design = read_design(table, weights=weights, strata=strata, clusters=_names(clusters), fpc=_names(fpc))
    report = report_of(
        design,
        table.numbers(y, "--y", may_miss=True),
        name=y,
        stat=which,
        over=None if over is None else table.numbers(over, "--over", may_miss=True),
        over_name=over or "",
        groups=None if by is None else table.labels(by, "--by", may_miss=True),
        level=level,
        lonely=rule,
    )
    if as_json:
        sys.stdout.write(json.dumps(report.to_dict(), allow_nan=False) + "\n")
    else:
        _show(report)


def _names(columns: str | None) -> list[str]:
    return [name.strip() for name in columns.split(",")] if columns else []


@contextmanager
def _installed() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as missing:
        raise SetupError(
            f"{missing.name} is not installed, and `qorgan know` needs it. Next: pip install 'qorgan[know]'."
        ) from None


def _show(report: "Report") -> None:
    from qorgan.know.survey.report import HEAD, cells_of

    console = Console(highlight=False, markup=False)
    console.print(report.headline(), style="bold")
    table = Table()
    for place, head in enumerate(HEAD):
        table.add_column(head, justify="right" if place else "left", overflow="fold")
    for one in report.rows:
        table.add_row(*(Text(cell) for cell in cells_of(one)))
    console.print(table)
    for warning in report.warnings:
        console.print(f"\n{warning}")
