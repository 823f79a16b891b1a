"""`qorgan know list-experiment` and `qorgan know randomized-response`: what people do not say when asked."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qorgan.cli.know_options import Json, Level, Spoken, installed, language_of, lines, names_of, terminal
from qorgan.kernel.errors import InputError
from qorgan.kernel.text import Language

if TYPE_CHECKING:
    from qorgan.know.sensitive.device import Device
    from qorgan.know.sensitive.report import Report


def add_to(app: typer.Typer) -> None:
    """Add the two commands."""
    app.command("list-experiment")(list_experiment)
    app.command("randomized-response")(randomized_response)


def list_experiment(  # noqa: PLR0917  one argument an option
    data: Annotated[
        Path, typer.Argument(metavar="DATA", help="CSV: a row a person, names in the first line.", show_default=False)
    ],
    y: Annotated[str, typer.Option(help="Column: how many items hold.", show_default=False)],
    treated: Annotated[
        str, typer.Option(help="Column: 1 for those who saw the sensitive item too, 0 for others.", show_default=False)
    ],
    items: Annotated[int, typer.Option(help="Items of the plain list, without the sensitive one.", show_default=False)],
    count: Annotated[str | None, typer.Option(help="Column: how many people a row stands for.")] = None,
    covariates: Annotated[str | None, typer.Option(help="Columns of numbers to regress on, as a,b.")] = None,
    weights: Annotated[str | None, typer.Option(help="Column: design weight.")] = None,
    strata: Annotated[str | None, typer.Option(help="Column: stratum that the row was drawn from.")] = None,
    clusters: Annotated[str | None, typer.Option(help="Column: unit that was drawn first.")] = None,
    lonely: Annotated[str, typer.Option(help="A stratum with one unit: fail, certainty, adjust or average.")] = "fail",
    unconstrained: Annotated[
        bool, typer.Option("--unconstrained", help="Let plain items hold more or less often with the sensitive one.")
    ] = False,
    overdispersed: Annotated[
        bool, typer.Option("--overdispersed", help="Let plain items hold together more often than by chance.")
    ] = False,
    level: Level = 0.95,
    language: Spoken = "en",
    as_json: Json = False,
) -> None:
    """Say for how many people a sensitive item holds that nobody had to admit, or that the answers do not say."""
    spoken = language_of(language)
    with installed():
        from qorgan.know.sensitive.mixture import Model
        from qorgan.know.sensitive.reading import read_experiment
        from qorgan.know.sensitive.report import report_of_list
        from qorgan.know.survey.variance import require_lonely
    experiment = read_experiment(
        data,
        y=y,
        treated=treated,
        n_items=items,
        count=count,
        covariates=names_of(covariates or None),
        weights=weights,
        strata=strata,
        clusters=clusters,
        lonely=require_lonely(lonely),
    )
    model = Model(is_constrained=not unconstrained, is_overdispersed=overdispersed)
    _print(report_of_list(experiment, model=model, level=level), spoken, as_json=as_json)


def randomized_response(  # noqa: PLR0917  one argument an option
    yes: Annotated[int, typer.Option(help="People who said yes.", show_default=False)],
    n: Annotated[int, typer.Option("--n", help="People who answered.", show_default=False)],
    p: Annotated[
        str, typer.Option("--p", help="Chance of being asked for the truth, as 0.75 or 3/4.", show_default=False)
    ],
    p1: Annotated[str | None, typer.Option("--p1", help="Chance of being told to say yes.")] = None,
    p0: Annotated[str | None, typer.Option("--p0", help="Chance of being told to say no.")] = None,
    mirrored: Annotated[
        bool, typer.Option("--mirrored", help="Else the opposite question is asked; without --p1 and --p0.")
    ] = False,
    level: Level = 0.95,
    language: Spoken = "en",
    as_json: Json = False,
) -> None:
    """Say for how many people the answer is yes when a die or coin hid each of them."""
    spoken = language_of(language)
    with installed():
        from qorgan.know.sensitive.report import report_of_device
    device = _device(p, p1, p0, mirrored=mirrored)
    _print(report_of_device(yes, n, device, level=level), spoken, as_json=as_json)


def _device(p: str, p1: str | None, p0: str | None, *, mirrored: bool) -> "Device":
    from qorgan.know.sensitive import device

    if mirrored:
        if p1 is not None or p0 is not None:
            raise InputError("a mirrored question tells nobody what to say", field="--mirrored", next_step="leave --p1 and --p0 out")  # fmt: skip
        return device.mirrored(device.chance_of(p, "--p"))
    if p1 is None or p0 is None:
        raise InputError(
            "the device is not told whole", field="--p1, --p0", rule="p + p1 + p0 = 1",
            next_step="give both, or --mirrored where the opposite question was asked",
        )  # fmt: skip
    return device.forced(*(device.chance_of(text, name) for text, name in ((p, "--p"), (p1, "--p1"), (p0, "--p0"))))


def _print(report: "Report", language: Language, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(report.to_dict(language), allow_nan=False) + "\n")
        return
    console = terminal()
    console.print(report.headline(language), style="bold")
    for reason in report.reasons(language):
        console.print(f"- {reason}")
    console.print(lines(report.head(language), report.rows(language), words=(0, 4)))
    for note in report.notes(language):
        console.print(f"\n{note}")
