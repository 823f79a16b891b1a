"""`qorgan know`: what published and recorded numbers really say."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from qorgan.cli import know_overlap, know_regression, know_sensitive, know_survey
from qorgan.cli.files import read_text, write_text
from qorgan.kernel.errors import InputError, SetupError
from qorgan.kernel.text import LANGUAGES, is_language

if TYPE_CHECKING:
    from qorgan.know.figures.document import Document
    from qorgan.know.figures.report import LedgerReport, Report

app = typer.Typer(no_args_is_help=True, help=__doc__)
know_overlap.add_to(app)
know_sensitive.add_to(app)
know_survey.add_to(app)
know_regression.add_to(app)


@app.callback()
def know() -> None:
    """What published and recorded numbers really say."""


@app.command()
def check(
    claims: Annotated[
        Path,
        typer.Argument(metavar="CLAIMS", help="Shares or figures: a .csv, .json or .toml file.", show_default=False),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write a page with pictures to this file.")] = None,
    language: Annotated[str, typer.Option(help="Of the page: en, ru or kk.")] = "en",
    pack: Annotated[str, typer.Option(help="Country whose populations, counters and maps the figures mean.")] = "kz",
) -> None:
    """Say whether published numbers can all be true, which cannot, and what follows from them."""
    if not is_language(language):
        raise InputError("unknown language", field="--language", value=language, rule=f"one of {', '.join(LANGUAGES)}")
    try:
        from qorgan.know.figures.document import document_of
    except ModuleNotFoundError as missing:
        raise SetupError(
            f"{missing.name} is not installed, and `qorgan know` needs it. Next: pip install 'qorgan[know]'."
        ) from None
    report = _checked(claims, pack)
    if html is not None:
        from qorgan.know.figures.document import pictures_of
        from qorgan.know.figures.page import html_of

        write_text(html, html_of(document_of(report, language), pictures_of(report)))
    if as_json:
        sys.stdout.write(json.dumps(report.as_json()) + "\n")
    elif html is None:
        _show(document_of(report, language), Console(highlight=False, markup=False))


def _checked(claims: Path, pack: str) -> "Report | LedgerReport":
    from qorgan.know.figures.claims import System
    from qorgan.know.figures.pack import ledger_of
    from qorgan.know.figures.reading import read
    from qorgan.know.figures.report import check as check_system
    from qorgan.know.figures.report import check_ledger

    found = read(str(claims), read_text(claims))
    return check_system(found) if isinstance(found, System) else check_ledger(ledger_of(found, pack))


def _show(document: "Document", console: Console) -> None:
    console.print(document.verdict, style="bold")
    n_columns = min(5, len(document.head))  # of figures; the page has them all
    table = Table(*document.head[:n_columns])
    for row in document.rows:
        table.add_row(*(Text(cell) for cell in row[:n_columns]))
    console.print(table)
    for finding in document.findings:
        console.print(f"\n{finding.name(document.language)}", style="bold")
        head = f"{', '.join(finding.claims)}: " if finding.claims else ""
        console.print(head + finding.says(document.language))
    for note in document.notes:
        console.print(f"\n{note}")
