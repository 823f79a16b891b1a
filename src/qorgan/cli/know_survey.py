"""`qorgan know survey`: what a sample says of a population."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qorgan.cli.know_options import Json, Level, Spoken, installed, language_of, lines, names_of, terminal
from qorgan.kernel.errors import DataError
from qorgan.kernel.text import Language

if TYPE_CHECKING:
    from qorgan.know.survey.design import Design
    from qorgan.know.survey.layouts import Layout
    from qorgan.know.survey.report import Report
    from qorgan.know.survey.tables import Table


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(survey)


def survey(  # noqa: PLR0917  one argument an option
    data: Annotated[
        Path,
        typer.Argument(
            metavar="DATA",
            help="CSV, names in the first line, or a file of Stata or SPSS: a row a person.",
            show_default=False,
        ),
    ],
    y: Annotated[str, typer.Option(help="Column of numbers; means of 0 and 1 are shares.", show_default=False)],
    weights: Annotated[str | None, typer.Option(help="Column: how many people a row stands for.")] = None,
    strata: Annotated[str | None, typer.Option(help="Column: stratum that the row was drawn from.")] = None,
    clusters: Annotated[str | None, typer.Option(help="Columns, by stage: C1 or C1,C2.")] = None,
    fpc: Annotated[
        str | None, typer.Option(help="Columns, by stage: how many units there are to draw from. F1 or F1,F2.")
    ] = None,
    layout: Annotated[
        str | None, typer.Option(help="Kind of file whose weights and clusters are known: dhs or mics.")
    ] = None,
    missing: Annotated[str | None, typer.Option(help="Codes of --y and --over that hold no value, as 8,98.")] = None,
    refused: Annotated[str | None, typer.Option(help="Codes of those who would rather not say, as 9.")] = None,
    by: Annotated[str | None, typer.Option(help="Column of groups; the design stays whole.")] = None,
    stat: Annotated[str, typer.Option(help="mean, total or ratio.")] = "mean",
    over: Annotated[str | None, typer.Option(help="Column below the line of a ratio.")] = None,
    lonely: Annotated[str, typer.Option(help="A stratum with one unit: fail, certainty, adjust or average.")] = "fail",
    level: Level = 0.95,
    pack: Annotated[str, typer.Option(help="Country pack that holds the layout.")] = "kz",
    language: Spoken = "en",
    as_json: Json = False,
) -> None:
    """Estimate a mean, total or ratio of a population, with the error that its design allows."""
    spoken = language_of(language)
    with installed():
        from qorgan.know.survey.layouts import pack_layout
        from qorgan.know.survey.reading import read_table
        from qorgan.know.survey.report import report_of, require_stat
        from qorgan.know.survey.variance import require_lonely
    which, rule = require_stat(stat), require_lonely(lonely)
    known = None if layout is None else pack_layout(pack, layout)
    if known and (weights or clusters or fpc):
        raise DataError("a layout names weights and clusters itself", field="--layout", value=layout, next_step="leave out --weights, --clusters and --fpc, or --layout")  # fmt: skip
    columns = _Columns(weights, strata, names_of(clusters), names_of(fpc))
    asked = [name for name in (y, over, by, *columns.names, *(known.columns if known else ())) if name]
    table = read_table(data, asked)
    for name, option in ((y, "--y"), (over, "--over")):
        if name:
            table = table.declaring(name, option, missing=names_of(missing), refused=names_of(refused))
    report = report_of(
        columns.design(table, known),
        table.numbers(y, "--y", may_miss=True),
        name=y,
        stat=which,
        over=None if over is None else table.numbers(over, "--over", may_miss=True),
        over_name=over or "",
        groups=None if by is None else table.groups(by, "--by"),
        level=level,
        lonely=rule,
        refused=table.refusals(y, "--y") | table.refusals(over or y, "--over"),
    )
    if as_json:
        sys.stdout.write(json.dumps(report.to_dict(spoken), allow_nan=False) + "\n")
    else:
        _show(report, spoken)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Columns of the design, as the options name them."""

    weights: str | None
    strata: str | None
    clusters: list[str]
    fpc: list[str]

    @property
    def names(self) -> list[str]:
        return [name for name in (self.weights, self.strata, *self.clusters, *self.fpc) if name]

    def design(self, table: "Table", layout: "Layout | None") -> "Design":
        from qorgan.know.survey.layouts import design_by
        from qorgan.know.survey.reading import read_design

        if layout:
            return design_by(table, layout, strata=self.strata)
        return read_design(table, weights=self.weights, strata=self.strata, clusters=self.clusters, fpc=self.fpc)


def _show(report: "Report", language: Language) -> None:
    from qorgan.know.survey.report import cells_of, head

    console = terminal()
    console.print(report.headline(language), style="bold")
    console.print(lines(head(language), [cells_of(one, language) for one in report.rows]))
    for note in report.notes(language):
        console.print(f"\n{note}")
