"""`qorgan restore`: an empty installation filled from a backup, without what was deleted since."""

import json
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from qorgan.cli import machine, recovery
from qorgan.cli.backup import shown
from qorgan.kernel.errors import InputError, SetupError

if TYPE_CHECKING:
    from qorgan.web.backup.reading import Opened
    from qorgan.web.shell.tombstones import Tombstones


def restore(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    *,
    key: Annotated[Path, typer.Option(help="File of the recovery key, or - to type it.")],
    data: Annotated[
        Path, typer.Option(envvar="QORGAN_DATA", help="Data directory: with the key files, and no database.")
    ] = Path("data"),
    tombstones: Annotated[
        Path | None, typer.Option(help="The newest copy of the tombstones; by default the file in the data directory.")
    ] = None,
    tombstones_lost: Annotated[
        bool, typer.Option("--tombstones-lost", help="Restore without: what was deleted since the backup comes back.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Restore a backup into an empty installation; what was destroyed since is left out, what was deleted is hidden."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    from qorgan.web.backup.reading import open_file

    opened = open_file(file, recovery.load_recovery_key(key))
    _check_ground(data, file)
    _check_origin(opened, data)
    with _tombstones(data, tombstones, opened, is_lost=tombstones_lost) as known:
        from qorgan.web.backup.restoring import restore as fill

        with shown("Restoring") as progress:
            restored = fill(opened, known, progress=progress)
    told = {
        "file": str(file),
        "day": restored.day.isoformat(),
        "rows": restored.rows,
        "destroyed_since": restored.n_destroyed,
        "hidden_since": restored.n_hidden,
        "members_ended": restored.members.n_ended,
        "members_kept": restored.members.n_kept,
        "former_pass_phrases": restored.members.n_former,
        "tombstones_until": known.newest().isoformat() if known else None,  # type: ignore[union-attr]
    }
    (_say_json if as_json else _say)(told)


def _check_ground(data: Path, file: Path) -> None:
    if not recovery.origin_file(data).exists():
        raise SetupError(
            f"The key files are not in {machine.key_folder(data)}. They are not in the backup. "
            "Put them back from their own copy first, then restore."
        )
    if not machine.begin(data):
        raise SetupError(
            f"The database of {data} is not empty. Nothing was changed. Restore {file} into a new data directory, or a "
            "new database by DATABASE_URL."
        )
    from qorgan.web.shell import ground, keys

    ground.check_clock()
    keys.check(("public", "staff"))


def _check_origin(opened: "Opened", data: Path) -> None:
    from qorgan.vault.backup import is_from

    if not is_from(opened.opening, opened.head, recovery.origin(data)):
        raise InputError(
            "this backup was not made by the installation whose key files are here",
            file=str(opened.path),
            rule="a backup is restored with the key files of its own installation",
            next_step="put back the key files that belong to it; if these do, somebody made this backup up",
        )


@contextmanager
def _tombstones(data: Path, given: Path | None, opened: "Opened", *, is_lost: bool) -> "Iterator[Tombstones | None]":
    """Read the tombstones, and put them where the doors look for them, unless restoring fails."""
    from qorgan.web.shell import tombstones

    here = tombstones.path()
    source = given or (here if here.exists() else None)
    if is_lost == (source is not None):
        raise _undecided(here, given)
    known = None if source is None else tombstones.read(source)
    if known is not None and not known.knows_backup(opened.head.id):
        raise InputError(
            "these tombstones are older than the backup, or of another installation",
            file=str(source),
            rule="they are copied after the backup was made",
            next_step="take a newer copy; if there is none, take this file away and say --tombstones-lost",
        )
    if source is not None and here.exists() and source.read_bytes() != here.read_bytes():
        raise InputError(
            "there are two different files of tombstones",
            file=str(here),
            next_step="take the older one away",
        )
    was_here = here.exists()
    try:
        if source is not None and not was_here:
            shutil.copyfile(source, here)
        tombstones.create()
        yield known
    except BaseException:
        if not was_here:
            here.unlink(missing_ok=True)
        raise


def _undecided(here: Path, given: Path | None) -> InputError:
    if given is None and not here.exists():
        return InputError(
            "there are no tombstones",
            file=str(here),
            rule="without them, every conversation that was deleted after the backup comes back, open to its centre and "
            "to whoever has its code",
            next_step="give their newest copy with --tombstones; only if there is none left, say --tombstones-lost",
        )
    return InputError(
        "--tombstones-lost was said, but there are tombstones",
        file=str(given or here),
        next_step="leave out --tombstones-lost, or take the file away",
    )


def _say_json(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")


def _say(told: dict[str, Any]) -> None:
    console = Console(highlight=False, soft_wrap=True, markup=False)
    console.print(f"Restored {sum(told['rows'].values())} rows from {told['file']}, made on {told['day']}.")
    if told["tombstones_until"] is None:
        console.print("WITHOUT TOMBSTONES: conversations that were deleted after that day are there again.")
    else:
        console.print(f"Left out, for they were destroyed since: {told['destroyed_since']} conversations.")
        console.print(f"Hidden, for she deleted them since: {told['hidden_since']} conversations.")
        console.print(f"The tombstones end on {told['tombstones_until']}: later deletions are not known.")
        console.print(
            f"Ended again, for they left, were invited again or lost a role since: {told['members_ended']} members."
        )
    if told["members_kept"]:
        console.print(
            f"STILL AS ON THAT DAY, for nobody else here holds what they hold: {told['members_kept']} members."
        )
    if told["former_pass_phrases"]:
        console.print(f"The pass phrase of that day holds again for {told['former_pass_phrases']} members.")
    console.print("All else is as on that day. What was done since is to be done again before the doors open:")
    console.print("invite new members, issue new codes that were given out, give roles. Then: qorgan audit verify")
