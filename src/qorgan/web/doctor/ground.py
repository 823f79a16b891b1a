"""The data directory, the disk under it and the clock. Nothing is made, not even to try whether it could be."""

import ctypes
import os
import shutil
import stat
from datetime import datetime
from pathlib import Path

from qorgan.kernel.clock import check_not_backwards
from qorgan.kernel.errors import SetupError
from qorgan.web.doctor.finding import Finding, Findings, broken, look, ok
from qorgan.web.shell.ground import TOLERANCE

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_MIB = 1024 * 1024
FULL_MIB, LITTLE_MIB = 256, 2048  # the first holds two conversations with all the files they may have
_CLOCK_NOT_KEPT = 5  # TIME_ERROR of adjtimex(2)


def check_files(data: Path) -> Findings:
    """Look at who may read the data directory and what lies in it."""
    mode, owner = data.stat().st_mode, data.stat().st_uid
    if not os.access(data, os.W_OK | os.X_OK):
        yield broken(
            "The data directory cannot be written.",
            str(data),
            rule="the staff door notes there what was destroyed",
            next_step="run this as the user of the staff door, or give that user the directory",
        )
    if mode & _OTHERS:
        yield look(
            "The data directory is open to other users.",
            str(data),
            rule="only the user who runs Qorgan looks into it",
            next_step=f"chmod 700 {data}",
        )
    files = [path for path in sorted(data.iterdir()) if path.is_file()]
    wrong = [path for path in files if path.is_symlink() or path.stat().st_mode & _OTHERS]
    for path in wrong:
        yield broken(
            "A file of the installation is open to other users, or a link.",
            str(path),
            rule="it is a file that only its owner reads",
            next_step=f"look at it, then chmod 600 {path}",
        )
    strange = [path for path in files if path.lstat().st_uid != owner]
    for path in strange:
        yield broken(
            "A file belongs to another user than the data directory.",
            str(path),
            rule="the door that works here reads and writes all of them",
            next_step=f"chown {path} to the owner of the directory",
        )
    if not wrong and not strange:
        yield ok(f"{len(files)} files in the data directory are closed to other users.", str(data))
    if (data / "demonstration.json").exists():
        yield look(
            "This is a demonstration: pass phrases and receipts lie in it in the clear.",
            str(data / "demonstration.json"),
            rule="nobody real writes to a demonstration",
            next_step="for real use, begin with a new data directory",
        )


def check_disk(data: Path) -> Findings:
    """Look at the room that is left."""
    found = shutil.disk_usage(data)
    free = found.free // _MIB
    where, rule = f"{free} MiB free", f"at least {LITTLE_MIB} MiB are free; below {FULL_MIB} MiB files may not arrive"
    next_step = "make room, or put the data directory on a larger disk"
    if free < FULL_MIB:
        yield broken("The disk is nearly full.", where, rule=rule, next_step=next_step)
    elif free < LITTLE_MIB:
        yield look("There is little room on the disk.", where, rule=rule, next_step=next_step)
    else:
        yield ok("There is room on the disk.", where)


def check_clock(data: Path, now: datetime) -> Findings:
    """Look whether the clock went back since the last start, and whether something keeps it right."""
    yield _not_backwards(data / "clock", now)
    if _is_kept() is False:
        yield look(
            "Nothing keeps the clock of this machine right.",
            "adjtimex(2)",
            rule="days decide what is destroyed and what is overdue, and codes of the sign-in last half a minute",
            next_step="switch time synchronisation on: timedatectl set-ntp true",
        )


def _not_backwards(mark: Path, now: datetime) -> Finding:
    try:
        check_not_backwards(now, datetime.fromisoformat(mark.read_text(encoding="ascii").strip()), TOLERANCE)
    except FileNotFoundError:
        return look(
            "No start was noted yet, so nothing shows whether the clock went back.",
            str(mark),
            rule="each start notes the time",
            next_step="start the doors once",
        )
    except SetupError:
        return broken(
            "The clock stands before a time that was noted here.",
            str(mark),
            rule="time never goes back: days decide what is destroyed",
            next_step="set the clock; only if the noted time was the wrong one, take this file away",
        )
    except ValueError:
        return broken(
            "What was noted of the clock cannot be read.",
            str(mark),
            rule="it holds one time, as 2026-11-20T07:00:00+00:00",
            next_step="check that the clock is right, then take this file away",
        )
    return ok("The clock did not go back.")


def _is_kept() -> bool | None:
    """Ask the kernel; None where it does not say."""
    try:
        # Room for the kernel's struct timex, all zeros: asks and sets nothing.
        state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(512))
    except (AttributeError, OSError):
        return None
    return None if state < 0 else state != _CLOCK_NOT_KEPT
