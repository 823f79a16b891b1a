"""`qorgan receipt-secret`: the secrets that receipts open with."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from qorgan.cli import machine
from qorgan.kernel.errors import SetupError

app = typer.Typer(no_args_is_help=True, help=__doc__)


@app.callback()
def receipt_secret() -> None:
    """Change the secrets that receipts open with."""


@app.command()
def add(
    data: Annotated[Path, typer.Option(envvar="QORGAN_DATA", help="Data directory.")] = Path("data"),
) -> None:
    """Make the next version: new receipts use it from now on, those given out before go on opening under theirs."""
    if not data.is_dir() or machine.begin(data):
        raise SetupError(f"{data} holds no installation: there is no secret to change. Name it with --data.")
    machine.load(data)
    from qorgan.web.sealed import receipt_secrets

    made = receipt_secrets.add()
    console = Console(highlight=False, soft_wrap=True, markup=False)
    for path in made:
        console.print(f"Made {path}")
    console.print("Receipts given out from now on open nothing without these two files. COPY THEM NOW, apart from the")
    console.print("database and its backups. If the doors are users of their own: run share-keys now.")
    console.print("All versions before stay where they are, and in their copies: receipts given out before need them.")
    console.print(
        "Which are needed still: qorgan doctor. Each coming back now takes a little longer, for all receipts alike."
    )
