"""`qorgan know overlap` and `qorgan know register`: how many were on no list."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress, TaskID

from qorgan.cli.know_options import Json, Level, Spoken, installed, language_of, lines, terminal
from qorgan.kernel.text import Language

if TYPE_CHECKING:
    from qorgan.know.overlap.register import RegisterReport
    from qorgan.know.overlap.report import Report


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
    as_json: Json = False,
    level: Level = 0.95,
    strata: Annotated[str | None, typer.Option(help="Column that says of which stratum a row is.")] = None,
    never: Annotated[
        list[str] | None, typer.Option(help="Lists that nobody can be on together, as a,b; may be given again.")
    ] = None,
    all_models: Annotated[
        bool, typer.Option("--all-models", help="Choose among all models in every replicate; slow from five lists on.")
    ] = False,
    language: Spoken = "en",
) -> None:
    """Say how many people are on no list, or that the lists do not say."""
    spoken = language_of(language)
    with installed():
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
    _print(report, spoken, as_json=as_json)


def register(
    counts: Annotated[
        Path, typer.Argument(metavar="COUNTS", help="CSV with the columns times and people.", show_default=False)
    ],
    as_json: Json = False,
    level: Level = 0.95,
    language: Spoken = "en",
) -> None:
    """Say how many people one register with repeats never met, at least."""
    spoken = language_of(language)
    with installed():
        from qorgan.know.overlap.register import estimate_register, read_counts
    _print(estimate_register(read_counts(counts), level=level), spoken, as_json=as_json)


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


def _print(report: "Report | RegisterReport", language: Language, *, as_json: bool) -> None:
    from qorgan.know.overlap.sentences import message
    from qorgan.know.sentences import say

    if as_json:
        sys.stdout.write(json.dumps(report.to_dict(language), allow_nan=False) + "\n")
        return
    console = terminal()
    _show(report, language, console)
    for name, one in getattr(report, "strata", {}).items():
        console.print(f"\n{say(message('head.stratum', name=name), language)}", style="bold")
        _show(one, language, console)


def _show(report: "Report | RegisterReport", language: Language, console: Console) -> None:
    from qorgan.know.overlap import words
    from qorgan.know.overlap.sentences import message
    from qorgan.know.sentences import say

    console.print(report.headline(language), style="bold")
    for reason in report.reasons(language):
        console.print(f"- {reason}")
    rows = [words.row(one, report.observed, language) for one in report.panel]
    console.print(lines(words.head(language), rows, words=(0, 4)))
    sensitivity = list(words.sensitivity_rows(report.sensitivity, language))
    if sensitivity:
        console.print(f"\n{say(message('head.sensitivity'), language)}")
        console.print(lines(words.sensitivity_head(language), sensitivity))
    for note in report.notes(language):
        console.print(f"\n{note}")
