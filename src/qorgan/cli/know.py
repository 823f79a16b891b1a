"""`qorgan know`: what published and recorded numbers really say."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from qorgan.kernel.errors import SetupError

if TYPE_CHECKING:
    from qorgan.know.figures.report import Report

app = typer.Typer(no_args_is_help=True, help=__doc__)


@app.callback()
def know() -> None:
    """What published and recorded numbers really say."""


@app.command()
def check(
    claims: Annotated[
        Path,
        typer.Argument(metavar="CLAIMS", help="Published shares: a .csv, .json or .toml file.", show_default=False),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say whether published shares can all be true, which cannot, and what follows from them."""
    try:
        from qorgan.know.figures.reading import read_system
        from qorgan.know.figures.report import check as check_system
    except ModuleNotFoundError as missing:
        raise SetupError(
            f"{missing.name} is not installed, and `qorgan know` needs it. Next: pip install 'qorgan[know]'."
        ) from None
    report = check_system(read_system(claims))
    if as_json:
        sys.stdout.write(json.dumps(report.as_json()) + "\n")
    else:
        _show(report, Console(highlight=False, markup=False))


def _show(report: "Report", console: Console) -> None:
    from qorgan.know.figures.findings import percents

    coherence = report.coherence
    console.print(
        "These figures can all be true." if coherence.feasible else "These figures cannot all be true.", style="bold"
    )
    console.print(_table(report))
    for finding in report.findings:
        console.print(f"\n{', '.join(finding.claims) or 'All'}: {finding.says}")
    if not coherence.feasible:
        is_weighted = any(claim.weight != 1 for claim in report.system.claims)
        total = percents(coherence.min_total_slack)[0]
        console.print(
            f"\nSmallest change that mends everything: {total} % of everybody in all{', weighted' if is_weighted else ''}."
        )
    if report.system.target is not None:
        console.print(f"\n{_target(report)}")


def _table(report: "Report") -> Table:
    from qorgan.know.figures.findings import percents

    moved = {move.place: percents(move.value)[0] for move in report.coherence.moves}
    table = Table("claim", "share of", "among", "claimed, %", *(["could be mended to, %"] if moved else []))
    for place, claim in enumerate(report.system.claims):
        lo, hi = percents(claim.lo, claim.hi)
        cells = [claim.id, claim.event, claim.given or "everybody", lo if lo == hi else f"{lo} to {hi}"]
        table.add_row(*(Text(cell) for cell in [*cells, *([moved.get(place, "")] if moved else [])]))
    return table


def _target(report: "Report") -> str:
    from qorgan.know.figures.findings import percents

    target = report.system.target
    if not report.coherence.feasible:
        return f"Nothing follows for «{target}» from figures that cannot all be true."
    if report.coherence.bounds is None:
        return f"Nothing follows for «{target}»: by these figures there may be nobody in its population."
    low, high = percents(*report.coherence.bounds)
    return f"Then «{target}» is {low} %." if low == high else f"Then «{target}» lies between {low} and {high} %."
