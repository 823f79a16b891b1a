"""`qorgan prepare`: make an installation ready for its doors, or for a new version; opens no door."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from qorgan.cli import machine


def prepare(
    data: Annotated[Path, typer.Option(envvar="QORGAN_DATA", help="Data directory; made where it is missing.")] = Path(
        "data"
    ),
) -> None:
    """Make key files and database where there are none, bring the database to this version, and open no door."""
    machine.load(data)
    console = Console(highlight=False, soft_wrap=True)
    say_first_steps(console, data)
    console.print("Ready. On PostgreSQL with a role for each door, run grants.sql before the doors start.")


def say_first_steps(console: Console, data: Path) -> None:
    """Print what is needed to sign in for the first time: a demonstration's sign-ins, or two invitations."""
    from qorgan.cli.demo import say_sign_ins
    from qorgan.web.accounts.actions.members import bootstrap
    from qorgan.web.accounts.models import Member

    if say_sign_ins(console, data):
        return
    if not Member.objects.exists():
        codes = bootstrap(names=("administrator-1", "administrator-2"))
        console.print("A new installation. Two people take up these invitations at the staff door, under “Join”:")
        for name, code in codes.items():
            console.print(f"  sign-in name {name}   invitation {code}")
        console.print("Each code works once, for seven days, and is not shown again.")
