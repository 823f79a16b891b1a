"""`qorgan know survey`: what a sample says of a population."""

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from qorgan.cli.know_options import Json, Level, Spoken, installed, language_of, lines, names_of, terminal
from qorgan.cli.survey_options import (
    Calibrate,
    Clusters,
    Data,
    FitBy,
    Fpc,
    LayoutName,
    Lonely,
    Missing,
    Pack,
    Refused,
    Strata,
    Trim,
    Weights,
    sample_of,
)
from qorgan.kernel.errors import DataError
from qorgan.kernel.text import Language

if TYPE_CHECKING:
    from qorgan.know.survey.report import Report
    from qorgan.know.survey.weighting import Weighting


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(survey)


def survey(  # noqa: PLR0917  one argument an option
    data: Data,
    y: Annotated[str, typer.Option(help="Column of numbers; means of 0 and 1 are shares.", show_default=False)],
    weights: Weights = None,
    strata: Strata = None,
    clusters: Clusters = None,
    fpc: Fpc = None,
    layout: LayoutName = None,
    missing: Missing = None,
    refused: Refused = None,
    by: Annotated[str | None, typer.Option(help="Column of groups; the design stays whole.")] = None,
    stat: Annotated[str, typer.Option(help="mean, total or ratio.")] = "mean",
    over: Annotated[str | None, typer.Option(help="Column below the line of a ratio.")] = None,
    trim: Trim = None,
    calibrate: Calibrate = None,
    method: FitBy = None,
    replicates: Annotated[
        str | None, typer.Option(help="Errors by replicate weights: jk1 (no strata), jkn (strata) or bootstrap.")
    ] = None,
    n_replicates: Annotated[int, typer.Option(help="Of the bootstrap.")] = 500,
    seed: Annotated[int, typer.Option(min=0, help="Of the bootstrap; the same seed gives the same answer.")] = 1,
    lonely: Lonely = "fail",
    level: Level = 0.95,
    pack: Pack = "kz",
    language: Spoken = "en",
    as_json: Json = False,
) -> None:
    """Estimate a mean, total or ratio of a population, with the error that its design allows."""
    spoken = language_of(language)
    with installed():
        import numpy as np

        from qorgan.know.survey.reading import placed, read_table
        from qorgan.know.survey.replicates import replicates_of, require_kind
        from qorgan.know.survey.report import report_of, require_stat
        from qorgan.know.survey.variance import require_lonely
    which, rule = require_stat(stat), require_lonely(lonely)
    kind = None if replicates is None else require_kind(replicates)
    sample = sample_of(
        weights=weights, strata=strata, clusters=names_of(clusters), fpc=names_of(fpc), layout=layout, pack=pack, trim=trim,
        calibrate=calibrate, method=method,
    )  # fmt: skip
    table = read_table(data, [name for name in (y, over, by, *sample.names) if name])
    for name, option in ((y, "--y"), (over, "--over")):
        if name:
            table = table.declaring(name, option, missing=names_of(missing), refused=names_of(refused))
    design, weightings, fitting = sample.design(table)
    values = table.numbers(y, "--y", may_miss=True)
    below = None if over is None else table.numbers(over, "--over", may_miss=True)
    try:
        drawn = None
        if kind:
            order = [values, design.weights] if below is None else [values, below, design.weights]
            rng = np.random.default_rng(seed)
            drawn = replicates_of(kind, design, rng, n_replicates=n_replicates, order=order, lonely=rule)
        if fitting is not None:
            weightings.append(fitting.weigh(design))
            design = weightings[-1].design
            drawn = None if drawn is None else drawn.refitted(lambda one: fitting.weigh(one).design)
        report = report_of(
            design,
            values,
            name=y,
            stat=which,
            over=below,
            over_name=over or "",
            groups=None if by is None else table.groups(by, "--by"),
            level=level,
            lonely=rule,
            refused=table.refusals(y, "--y") | table.refusals(over or y, "--over"),
            replicates=drawn,
        )
    except DataError as error:
        raise error if error.file else placed(error, table.file) from None
    if not as_json:
        _show(report, weightings, spoken)
        return
    found = report.to_dict(spoken)
    if weightings:
        found["weightings"] = [one.to_dict(spoken) for one in weightings]
    if drawn is not None:
        found["replicates"] = {"kind": drawn.method, "n": drawn.n_replicates}
    sys.stdout.write(json.dumps(found, allow_nan=False) + "\n")


def _show(report: "Report", weightings: "list[Weighting]", language: Language) -> None:
    from qorgan.know.survey.report import cells_of, head

    console = terminal()
    console.print(report.headline(language), style="bold")
    show_weightings(console, weightings, language)
    console.print(lines(head(language), [cells_of(one, language) for one in report.rows]))
    for note in report.notes(language):
        console.print(f"\n{note}")


def show_weightings(console: Console, weightings: "list[Weighting]", language: Language) -> None:
    """Print what each change did to the weights."""
    for one in weightings:
        console.print()
        for line in one.lines(language):
            console.print(line)
