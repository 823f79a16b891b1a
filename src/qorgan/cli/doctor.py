"""`qorgan doctor`: look at an installation, say what is broken and what somebody should look at; changes nothing."""

import json
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from qorgan.cli import machine
from qorgan.kernel.errors import SetupError

if TYPE_CHECKING:
    from qorgan.web.doctor.finding import Finding

Areas = list[tuple[str, "list[Finding]"]]

_MARKS = {"ok": ("ok", "green"), "look": ("look", "yellow"), "broken": ("BROKEN", "bold red")}
_WIDEST_MARK = 6


def doctor(
    data: Annotated[Path, typer.Option(envvar="QORGAN_DATA", help="Data directory.")] = Path("data"),
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Look at everything and change nothing; exit code 1 where something is broken."""
    if not data.is_dir():
        raise SetupError(f"There is no data directory {data}. Name it with --data.")
    machine.set_up(data, "looking")
    from qorgan.web.doctor.examining import examine

    areas = list(examine(data))
    (_say_json if as_json else _say)(areas)
    raise typer.Exit(1 if _count(areas, "broken") else 0)


def _count(areas: Areas, level: str) -> int:
    return sum(one.level == level for _, findings in areas for one in findings)


def _say_json(areas: Areas) -> None:
    findings = [
        {
            "area": area,
            "level": str(one.level),
            "what": one.what,
            "where": one.where,
            "rule": one.rule,
            "next_step": one.next_step,
        }
        for area, found in areas
        for one in found
    ]
    told = {"broken": _count(areas, "broken"), "look": _count(areas, "look"), "findings": findings}
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")


def _say(areas: Areas) -> None:
    console = Console(highlight=False, markup=False)
    for area, findings in areas:
        console.print(Text(area, style="bold"))
        for _, alike in groupby(findings, key=lambda one: (one.level, one.what, one.rule, one.next_step)):
            _say_together(console, list(alike))
        console.print()
    n_broken, n_look = _count(areas, "broken"), _count(areas, "look")
    console.print(
        f"{n_broken} things are broken. Mend them before the doors are open." if n_broken else "Nothing is broken."
    )
    if n_look:
        console.print(f"{n_look} things to look at.")


def _say_together(console: Console, alike: "list[Finding]") -> None:
    """Say once what was found at several places."""
    one = alike[0]
    mark, style = _MARKS[one.level]
    places = [same.where for same in alike if same.where]
    if one.level == "ok":
        lines = [Text(one.what), *(Text(place, style="dim") for place in places)]
    else:
        told = [*(f"Where: {place}" for place in places), f"Rule: {one.rule}", f"Next: {one.next_step}"]
        lines = [Text(one.what), *(Text(line, style="dim") for line in told)]
    row = Table.grid(padding=(0, 2, 0, 0))
    row.add_column(width=_WIDEST_MARK, no_wrap=True)
    row.add_column(overflow="fold")  # a path is shown whole
    row.add_row(Text(mark, style=style), Text("\n").join(lines))
    console.print(Padding(row, (0, 0, 0, 2), expand=False))
