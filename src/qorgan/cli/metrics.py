"""`qorgan metrics`: a few numbers of the end of yesterday, for whoever watches the machine."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from qorgan.cli import machine
from qorgan.kernel.errors import SetupError


def metrics(
    data: Annotated[Path, typer.Option(envvar="QORGAN_DATA", help="Data directory.")] = Path("data"),
) -> None:
    """Print counters as Prometheus reads them; they move once a day and tell of nobody."""
    if not data.is_dir():
        raise SetupError(f"There is no data directory {data}. Name it with --data.")
    machine.set_up(data, "looking")
    from qorgan.web.doctor.database import check_version
    from qorgan.web.metrics import as_text
    from qorgan.web.metrics import metrics as counted
    from qorgan.web.shell import clock

    version = check_version()
    if version.next_step:
        raise SetupError(f"{version.what} Next: {version.next_step}.")
    sys.stdout.write(as_text(counted(clock.today())))
