"""Is the ground good to stand on: data directory, clock, database version. Checked before a door opens."""

import os
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from qorgan.kernel.clock import check_not_backwards
from qorgan.kernel.errors import SetupError
from qorgan.web.shell import clock

TOLERANCE = timedelta(minutes=10)

_NOT_OPENED = (
    "The database cannot be opened, or is no database. Nothing was changed. "
    "Check DATABASE_URL or the data directory, then start again."
)


def check_folder(folder: Path) -> None:
    """Make the data directory where it is missing, and check that it can be written.

    Raises
    ------
    SetupError
        Naming the directory and what to do.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        for database in folder.glob("qorgan.sqlite3*"):
            if not os.access(database, os.W_OK):
                raise PermissionError(database)
    except OSError:
        raise SetupError(
            f"The data directory {folder} cannot be written. Give the user who runs Qorgan the right to write it, "
            "or name another with --data."
        ) from None


def check_clock() -> None:
    """Check that the clock has not jumped back since the last start: days decide what is shredded and what is overdue.

    Raises
    ------
    SetupError
        If it has.
    """
    mark = _mark()
    if mark.exists():
        last = datetime.fromisoformat(mark.read_text(encoding="ascii").strip())
        check_not_backwards(clock.now(), last, TOLERANCE)


def note_time() -> None:
    """Note that the clock stood here."""
    write_whole(_mark(), clock.now().isoformat())


def write_whole(path: Path, text: str) -> None:
    """Put a small file of the data directory in the place of the one before, for whoever owns the directory.

    Raises
    ------
    OSError
        If it cannot be written; then the one before is there as it was.
    """
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    # Made anew and through no link: root may do this in a directory of a user whom somebody has taken over.
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
        if os.geteuid() == 0:
            owner = fresh.parent.stat()
            os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
    fresh.replace(path)


def is_empty() -> bool:
    """Say whether the database holds nothing yet; an embedded one that is not there is not made by asking.

    Raises
    ------
    SetupError
        If it cannot be opened.
    """
    if connection.vendor == "sqlite" and not Path(settings.DATABASES["default"]["NAME"]).exists():
        return True
    try:
        return not connection.introspection.table_names()
    except DatabaseError:
        raise SetupError(_NOT_OPENED) from None


def prepare_database() -> None:
    """Bring the database to this version.

    Raises
    ------
    SetupError
        If it was made by a newer version, is no database of ours, or cannot be reached.
    """
    _missing_steps()
    call_command("migrate", verbosity=0, interactive=False)


def check_database() -> None:
    """Check that the database is of this version, for a door that may not bring it there itself.

    Raises
    ------
    SetupError
        If it is of another, is no database of ours, or cannot be reached.
    """
    if is_empty() or _missing_steps():
        raise SetupError(
            "The database is not of this version. Nothing was changed. "
            "Run qorgan prepare as the keeper of the installation, then start the door again."
        )


def _missing_steps() -> int:
    try:
        loader = MigrationLoader(connection)
    except DatabaseError:
        raise SetupError(_NOT_OPENED) from None
    if loader.applied_migrations.keys() - loader.disk_migrations.keys():
        raise SetupError(
            "The database was made by a newer version of Qorgan. Nothing was changed. "
            "Install that version again, or restore a backup of this one."
        )
    return len(loader.disk_migrations.keys() - loader.applied_migrations.keys())


def _mark() -> Path:
    return Path(settings.DATA_DIR) / "clock"
