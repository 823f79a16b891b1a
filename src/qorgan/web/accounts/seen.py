"""The highest number that this door has seen in a statement about each centre, in a file of its own.

Whoever writes the database can put older rows back, each of them true; he cannot make a door forget that it saw newer ones.
"""

import json
import threading
import uuid
from pathlib import Path

from django.conf import settings

from qorgan.kernel.errors import SetupError
from qorgan.web.shell import faults, ground

_LOCK = threading.Lock()
_KNOWN: dict[Path, dict[str, int]] = {}


def path() -> Path:
    """Return where this door keeps the file; commands look at the staff door's."""
    return Path(settings.DATA_DIR) / f"newest-{'public' if settings.DOOR == 'public' else 'staff'}"


def number_of(centre: uuid.UUID) -> int:
    """Return the highest number seen for a centre, 0 where none was.

    Raises
    ------
    SetupError
        If the file cannot be read.
    """
    with _LOCK:
        return _known().get(str(centre), 0)


def check() -> None:
    """Read the file, so that a broken one stops the start.

    Raises
    ------
    SetupError
        If it cannot be read.
    """
    with _LOCK:
        _known()


def note(centre: uuid.UUID, number: int) -> None:
    """Note a number; a lower one than before changes nothing. A full disk keeps nobody from writing: it is known until the end."""
    with _LOCK:
        known = _known()
        if number <= known.get(str(centre), 0):
            return
        known[str(centre)] = number
        try:
            ground.write_whole(path(), json.dumps(known, sort_keys=True))
        except OSError as fault:
            faults.write(fault)


def _known() -> dict[str, int]:
    file = path()
    if file not in _KNOWN:
        _KNOWN[file] = _read(file)
    return _KNOWN[file]


def _read(file: Path) -> dict[str, int]:
    try:
        told = json.loads(file.read_text(encoding="ascii")) if file.exists() else {}
        return {str(uuid.UUID(centre)): int(number) for centre, number in told.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        raise SetupError(
            f"The file {file} cannot be read. It holds the highest number of what the staff door said of each centre. "
            "Put it back from a copy; if there is none, take it away: until a new statement comes, within a minute of the "
            "staff door's start, this door believes an older one that is no older than two days."
        ) from None
