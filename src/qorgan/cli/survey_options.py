"""How a sample was drawn and weighed, as the commands on surveys are told it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qorgan.kernel.errors import DataError

if TYPE_CHECKING:
    from qorgan.know.survey.design import Design
    from qorgan.know.survey.layouts import Layout
    from qorgan.know.survey.tables import Table
    from qorgan.know.survey.totals import Fitting, Totals
    from qorgan.know.survey.weighting import Weighting

Data = Annotated[
    Path,
    typer.Argument(
        metavar="DATA",
        help="CSV, names in the first line, or a file of Stata or SPSS: a row a person.",
        show_default=False,
    ),
]
Weights = Annotated[str | None, typer.Option(help="Column: how many people a row stands for.")]
Strata = Annotated[str | None, typer.Option(help="Column: stratum that the row was drawn from.")]
Clusters = Annotated[str | None, typer.Option(help="Columns, by stage: C1 or C1,C2.")]
Fpc = Annotated[str | None, typer.Option(help="Columns, by stage: how many units there are to draw from. F1 or F1,F2.")]
LayoutName = Annotated[
    str | None, typer.Option("--layout", help="Kind of file whose weights and clusters are known: dhs or mics.")
]
Pack = Annotated[str, typer.Option(help="Country pack that holds the layout.")]
Missing = Annotated[str | None, typer.Option(help="Codes of --y and --over that hold no value, as 8,98.")]
Refused = Annotated[str | None, typer.Option(help="Codes of those who would rather not say, as 9.")]
Lonely = Annotated[str, typer.Option(help="A stratum with one unit: fail, certainty, adjust or average.")]
Trim = Annotated[
    str | None, typer.Option(help="Hold weights within LOW,HIGH; either may be empty. Before weights are fitted.")
]
Calibrate = Annotated[
    Path | None, typer.Option(help="Fit weights to totals: a CSV with the columns column, group, total.")
]
FitBy = Annotated[
    str | None, typer.Option("--method", help="Of --calibrate: post (one column), rake (several) or linear.")
]


@dataclass(frozen=True, slots=True)
class Sample:
    """Columns of the design and changes of its weights, as the options name them."""

    weights: str | None
    strata: str | None
    clusters: list[str]
    fpc: list[str]
    layout: "Layout | None"
    trim: tuple[float, float] | None
    totals: "Totals | None"
    method: str | None

    @property
    def names(self) -> list[str]:
        """Columns that are read for it."""
        own = [name for name in (self.weights, self.strata, *self.clusters, *self.fpc) if name]
        return [*own, *(self.layout.columns if self.layout else ()), *(self.totals.columns if self.totals else ())]

    def design(self, table: "Table") -> "tuple[Design, list[Weighting], Fitting | None]":
        """Return the design with trimmed weights, what trimming did, and what the weights are then to be fitted to."""
        from qorgan.know.survey.layouts import design_by
        from qorgan.know.survey.reading import read_design
        from qorgan.know.survey.totals import fitting_of
        from qorgan.know.survey.trimming import trim

        if self.layout:
            made = design_by(table, self.layout, strata=self.strata)
        else:
            made = read_design(table, weights=self.weights, strata=self.strata, clusters=self.clusters, fpc=self.fpc)
        fitting = None if self.totals is None else fitting_of(table, self.totals, self.method)
        for labels, margin in zip(fitting.labels, fitting.totals.margins, strict=True) if fitting else ():
            gaps = [place for place, label in enumerate(labels) if not label and made.has_weight[place]]
            table.refuse(gaps, "a row has no group", margin.column, "a group with a total in every row with weight")
        if self.trim is None:
            return made, [], fitting
        try:
            trimmed = trim(made, lower=self.trim[0], upper=self.trim[1])
        except DataError as error:
            raise DataError(error.what, file=table.file, field="--trim", value=error.value, rule=error.rule, next_step=error.next_step or "move a bound") from None  # fmt: skip
        return trimmed.design, [trimmed], fitting


def sample_of(
    *,
    weights: str | None,
    strata: str | None,
    clusters: Sequence[str],
    fpc: Sequence[str],
    layout: str | None,
    pack: str,
    trim: str | None,
    calibrate: Path | None,
    method: str | None,
) -> Sample:
    """Return what the options say of the sample.

    Raises
    ------
    DataError
        A layout beside columns that it names itself, bounds that are none, a method without totals, a file of totals
        that breaks a rule.
    """
    from qorgan.know.survey.layouts import pack_layout
    from qorgan.know.survey.totals import method_for, read_totals

    known = None if layout is None else pack_layout(pack, layout)
    if known and (weights or clusters or fpc):
        raise DataError("a layout names weights and clusters itself", field="--layout", value=layout, next_step="leave out --weights, --clusters and --fpc, or --layout")  # fmt: skip
    if method is not None and calibrate is None:
        raise DataError("nothing to fit weights to", field="--method", value=method, next_step="name a file of totals by --calibrate, or leave --method out")  # fmt: skip
    totals = None if calibrate is None else read_totals(calibrate)
    if totals is not None:
        method_for(totals, method)
    bounds = None if trim is None else _bounds(trim)
    return Sample(weights, strata, [*clusters], [*fpc], known, bounds, totals, method)


def _bounds(text: str) -> tuple[float, float]:
    ends = [end.strip() for end in text.split(",")]
    try:
        low, high = (float(end.replace("_", "no number")) if end else other for end, other in zip(ends, (0.0, float("inf")), strict=True))  # fmt: skip
    except ValueError:
        low, high = 1.0, 0.0
    if not (0 <= low < high):
        raise DataError("these are no bounds of weights", field="--trim", value=text, rule="LOW,HIGH: numbers of 0 or more, the first below the second; either may be empty", next_step="write --trim 10,90 or --trim ,90")  # fmt: skip
    return low, high
