"""`qorgan know survey-regression`: who reports something more often, other things being equal."""

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from qorgan.cli.know_options import Json, Level, Spoken, installed, language_of, lines, names_of, terminal
from qorgan.cli.know_survey import show_weightings
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
    from qorgan.know.figures.texts import Slot
    from qorgan.know.survey.design import Floats
    from qorgan.know.survey.regression import Regression
    from qorgan.know.survey.tables import Table
    from qorgan.know.survey.weighting import Weighting


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("survey-regression")(survey_regression)


def survey_regression(  # noqa: PLR0917  one argument an option
    data: Data,
    y: Annotated[str, typer.Option(help="Column: 0 or 1 of a logistic regression.", show_default=False)],
    covariates: Annotated[str | None, typer.Option(help="Columns of numbers, as a,b.")] = None,
    factors: Annotated[
        str | None,
        typer.Option(help="Columns of groups, each with the group that others are compared to: region=1,sex=2."),
    ] = None,
    family: Annotated[str, typer.Option(help="logistic or linear.")] = "logistic",
    weights: Weights = None,
    strata: Strata = None,
    clusters: Clusters = None,
    fpc: Fpc = None,
    layout: LayoutName = None,
    missing: Missing = None,
    refused: Refused = None,
    trim: Trim = None,
    calibrate: Calibrate = None,
    method: FitBy = None,
    lonely: Lonely = "fail",
    level: Level = 0.95,
    pack: Pack = "kz",
    language: Spoken = "en",
    as_json: Json = False,
) -> None:
    """Fit a logistic or linear regression to a sample, with the errors that its design allows."""
    spoken = language_of(language)
    with installed():
        from qorgan.know.survey.reading import placed, read_table
        from qorgan.know.survey.regression import regress, require_family
        from qorgan.know.survey.variance import require_lonely
    which, rule, bases = require_family(family), require_lonely(lonely), _bases(factors)
    sample = sample_of(
        weights=weights, strata=strata, clusters=names_of(clusters), fpc=names_of(fpc), layout=layout, pack=pack, trim=trim,
        calibrate=calibrate, method=method,
    )  # fmt: skip
    numbers = names_of(covariates)
    if not (numbers or bases):
        raise DataError("nothing to regress on", field="--covariates", next_step="name columns by --covariates or --factors")  # fmt: skip
    table = read_table(data, [y, *numbers, *bases, *sample.names])
    table = table.declaring(y, "--y", missing=names_of(missing), refused=names_of(refused))
    design, weightings, fitting = sample.design(table)
    columns, names = _covariates(table, numbers, bases)
    try:
        if fitting is not None:
            weightings.append(fitting.weigh(design))
            design = weightings[-1].design
        found = regress(
            design, table.numbers(y, "--y", may_miss=True), columns, names, family=which, level=level, lonely=rule,
            refused=table.refusals(y, "--y"),
        )  # fmt: skip
    except DataError as error:
        raise error if error.file else placed(error, table.file) from None
    if not as_json:
        _show(found, weightings, design.warnings, spoken)
        return
    from qorgan.know.sentences import say

    said = found.to_dict(spoken) | {"warnings": [say(one, spoken) for one in design.warnings]}
    if weightings:
        said["weightings"] = [one.to_dict(spoken) for one in weightings]
    sys.stdout.write(json.dumps(said, allow_nan=False) + "\n")


def _bases(factors: str | None) -> dict[str, str]:
    """Return each column of groups with the group that others are compared to."""
    found: dict[str, str] = {}
    for text in names_of(factors):
        column, sign, base = text.partition("=")
        if not (column.strip() and sign and base.strip()):
            raise DataError("a column of groups without the group that others are compared to", field="--factors", value=text, rule="COLUMN=GROUP, as region=1", next_step="choose a group that many are of")  # fmt: skip
        if column.strip() in found:
            raise DataError("a column of groups is named twice", field="--factors", value=column.strip(), rule="once, with one group that others are compared to", next_step="take one of the two out")  # fmt: skip
        found[column.strip()] = base.strip()
    return found


def _covariates(table: "Table", numbers: list[str], bases: dict[str, str]) -> "tuple[Floats, list[str]]":
    import numpy as np

    from qorgan.know.survey.regression import indicators

    columns, names = [], []
    for name in numbers:
        columns.append(table.numbers(name, "--covariates", may_miss=True)[:, None])
        names.append(name)
    for name, base in bases.items():
        try:
            marks, groups = indicators(table.labels(name, "--factors", may_miss=True), base)
        except DataError as error:
            raise DataError(error.what, file=table.file, field=f"--factors {name}", value=error.value, rule=error.rule, next_step="write the code as the file does") from None  # fmt: skip
        columns.append(marks)
        names += [f"{name}={group}" for group in groups]
    return np.hstack(columns), names


def _show(found: "Regression", weightings: "list[Weighting]", warnings: "tuple[Slot, ...]", language: Language) -> None:
    console = terminal()
    console.print(found.headline(language), style="bold")
    show_weightings(console, weightings, language)
    rows = found.rows(language)
    if rows:
        console.print(lines(found.head(language), rows))
    for note in found.notes(language, warnings=warnings):
        console.print(f"\n{note}")
