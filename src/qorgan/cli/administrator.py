"""`qorgan administrator`: what only the keeper of the machine can do for an administrator."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from qorgan.cli import machine
from qorgan.kernel.errors import InputError

app = typer.Typer(no_args_is_help=True, help=__doc__)


@app.callback()
def administrator() -> None:
    """Do for an administrator what only the keeper of the machine can."""


@app.command()
def confirm(
    name: Annotated[str, typer.Argument(help="Her sign-in name.")],
    fingerprint: Annotated[str, typer.Option(help="The fingerprint of her key, as she reads it from her account.")],
    data: Annotated[Path, typer.Option(envvar="QORGAN_DATA", help="Data directory.")] = Path("data"),
) -> None:
    """Confirm an administrator where no other administrator is left who could; the audit shows it."""
    machine.load(data)
    from qorgan.web.accounts.actions.confirming import confirm_at_machine
    from qorgan.web.accounts.actions.rules import NotAllowed
    from qorgan.web.accounts.models import Member
    from qorgan.web.accounts.profiles import sign_in_tag

    member = Member.objects.filter(sign_in_tag=sign_in_tag(name)).first()
    if member is None:
        raise InputError(
            "nobody signs in with this name",
            field="NAME",
            value=name,
            rule="it is a member's sign-in name",
            next_step="ask her for it",
        )
    try:
        confirm_at_machine(member=member, print_read=fingerprint)
    except NotAllowed as refused:
        raise InputError(
            str(refused).rstrip("."),
            field="--fingerprint",
            value=fingerprint,
            rule="it is that of an administrator who waits to be confirmed",
            next_step="meet her and read it from her screen",
        ) from None
    Console(highlight=False, soft_wrap=True).print("She is confirmed. The audit of the country shows it.")
