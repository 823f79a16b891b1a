"""`qorgan backup`: one sealed file of the whole database, made while the doors are open; and checking such a file."""

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from qorgan.cli import machine, recovery
from qorgan.kernel.errors import InputError, SetupError
from qorgan.vault.backup import is_from
from qorgan.vault.registry import fingerprint


def backup(
    target: Annotated[
        Path, typer.Argument(help="File to write, or a folder: then old backups in it are removed as well.")
    ],
    data: Annotated[Path, typer.Option(envvar="QORGAN_DATA", help="Data directory.")] = Path("data"),
    check: Annotated[bool, typer.Option("--check", help="Write nothing: open this backup and read all of it.")] = False,
    key: Annotated[Path | None, typer.Option(help="With --check: file of the recovery key, or - to type it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Write a sealed backup and read it back from the disk; with --check and the recovery key, open one."""
    signal.signal(signal.SIGTERM, _end)
    if check != (key is not None):
        raise InputError(
            "only one of --check and --key was given",
            rule="a backup is opened with the recovery key, and made without it",
            next_step="write: qorgan backup --check FILE --key KEYFILE",
        )
    say = _say_json if as_json else _say
    say(_made(target, data) if key is None else _checked(target, data, key))


def _made(target: Path, data: Path) -> dict[str, Any]:
    if not data.is_dir():
        raise SetupError(f"There is no data directory {data}. Name it with --data.")
    if machine.begin(data):
        raise SetupError(f"{data} holds no installation: there is nothing to back up. Name it with --data.")
    public = recovery.load_public_key(data)
    origin = recovery.origin(data)
    from django.conf import settings

    from qorgan.web.backup.making import make, remove_older
    from qorgan.web.shell import clock, ground, tombstones

    ground.check_clock()
    tombstones.check()
    today = clock.today()
    with shown("Writing") as progress:
        made = make(target, recovery_public=public, origin=origin, today=today, progress=progress)
    removed = remove_older(target, days=settings.BACKUP_DAYS, today=today) if target.is_dir() else []
    return {
        "file": str(made.path),
        "id": made.id,
        "bytes": made.size,
        "rows": made.rows,
        "recovery_key": fingerprint(public),
        "remove_after": (today + timedelta(days=settings.BACKUP_DAYS)).isoformat(),
        "removed": removed,
    }


def _checked(file: Path, data: Path, key: Path) -> dict[str, Any]:
    from qorgan.web.backup import reading

    machine.harden()
    opened = reading.open_file(file, recovery.load_recovery_key(key))
    manifest = reading.check(opened)
    # The machine that holds the recovery key need not hold the installation's key files.
    has_keys = recovery.origin_file(data).exists()
    is_ours = is_from(opened.opening, opened.head, recovery.origin(data)) if has_keys else None
    return {
        "file": str(file),
        "id": str(opened.head.id),
        "day": manifest.day.isoformat(),
        "rows": manifest.rows(),
        "recovery_key": fingerprint(opened.head.recovery_public),
        "from_this_installation": is_ours,
    }


def _say_json(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")


def _say(told: dict[str, Any]) -> None:
    console = Console(highlight=False, soft_wrap=True, markup=False)
    for name, count in told["rows"].items():
        console.print(f"{count:>9}  {name}")
    if "day" in told:
        console.print(f"{told['file']} opens and is whole: made on {told['day']}, {sum(told['rows'].values())} rows.")
        console.print(_ORIGIN[told["from_this_installation"]])
        return
    console.print(f"{told['file']}: {sum(told['rows'].values())} rows, {told['bytes']} bytes, read back from the disk.")
    console.print(f"Sealed to the recovery key with the fingerprint {told['recovery_key']}")
    console.print("Compare it with the paper. That the key on the paper opens it shows only: qorgan backup --check")
    for name in told["removed"]:
        console.print(f"Removed, for it was too old: {name}")
    console.print(f"Remove every copy of this backup after {told['remove_after']}: what is deleted now is still in it.")
    console.print("Copy the file of tombstones as well: without it, a restore brings back what was deleted since.")


_ORIGIN = {
    True: "It was made by the installation of these key files.",
    False: "It was NOT made by the installation of these key files. Do not restore it.",
    None: "Whether this installation made it was not checked: its key files are not here.",
}


@contextmanager
def shown(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on a terminal, and nothing elsewhere."""
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _end(*_: object) -> None:
    sys.exit(143)  # as a shell reports SIGTERM; on the way out, what was begun is taken away
