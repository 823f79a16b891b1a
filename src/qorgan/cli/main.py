"""The `qorgan` command."""

import sys

import typer

from qorgan.cli import (
    administrator,
    audit,
    backup,
    demo,
    doctor,
    know,
    metrics,
    prepare,
    receipt_secret,
    recovery,
    restore,
    serve,
)
from qorgan.kernel.errors import QorganError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
app.command(name="serve")(serve.serve)
app.command(name="prepare")(prepare.prepare)
app.command(name="demo")(demo.demo)
app.command(name="doctor")(doctor.doctor)
app.command(name="metrics")(metrics.metrics)
app.command(name="backup")(backup.backup)
app.command(name="restore")(restore.restore)
app.command(name="recovery-key")(recovery.recovery_key)
app.add_typer(receipt_secret.app, name="receipt-secret")
app.add_typer(audit.app, name="audit")
app.add_typer(administrator.app, name="administrator")
app.add_typer(know.app, name="know")


@app.callback()
def qorgan() -> None:
    """Run a country's response to gender-based violence: hear, care, know, change."""


def main() -> None:
    """Run; a known fault is one message and its exit code."""
    try:
        app()
    except QorganError as error:
        sys.stderr.write(f"{error.message()}\n")
        sys.exit(error.exit_code)
