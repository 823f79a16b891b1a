"""`qorgan audit`: check the chains of what staff opened and changed."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from qorgan.cli import machine

app = typer.Typer(no_args_is_help=True, help=__doc__)


@app.callback()
def audit() -> None:
    """Check the chains of what staff opened and changed."""


@app.command()
def verify(
    data: Annotated[Path, typer.Option(envvar="QORGAN_DATA", help="Data directory.")] = Path("data"),
    head: Annotated[
        str, typer.Option(help="A head that was printed or mailed before; it must still be in a chain.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check every row of every chain; exit code 1 where one is missing or changed."""
    machine.load(data)
    from qorgan.web.audit.chain import verify_all
    from qorgan.web.audit.models import AuditEntry

    heads, wrong = verify_all()
    if head and not any(
        bytes(mac).hex() == head for mac in AuditEntry.objects.values_list("mac", flat=True).iterator()
    ):
        wrong.append("The head you gave is in no chain: rows that were there have been taken away.")
    if as_json:
        sys.stdout.write(json.dumps({"heads": heads, "faults": wrong}) + "\n")
    else:
        console = Console(highlight=False, soft_wrap=True)
        for chain, mac in heads.items():
            console.print(f"{chain}  head {mac}")
        for line in wrong:
            console.print(line)
        console.print(
            "The audit is whole."
            if not wrong
            else "The audit is not whole. Keep this machine as it is and call who runs it."
        )
    raise typer.Exit(1 if wrong else 0)
