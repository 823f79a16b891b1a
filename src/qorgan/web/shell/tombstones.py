"""What was deleted, noted apart from every backup, so that restoring one brings nothing back.

One line each: day, kind, mark, tag. The mark is a keyed digest of a random id, and the tag a keyed digest of the line, both
under a key file of the staff door: without it, nobody learns from the file which thread is meant, or adds a line to it. The tag
covers how many lines of this mark came before: an old line written once more at the end says nothing.

hidden      she deleted it: after a restore it is hidden again, since the same day
back        a worker who knew her brought it back
destroyed   wraps and ciphertext are gone: a restore leaves its rows out
ended       handed to another centre and taken back or declined: after a restore that centre holds no key to it again.
            Of members: she has left, a key of hers has ended, or a role was taken from her: no row makes it hold again.
            Of a month: its incidents are in tables of the statistics office, and in no others
replaced    a key of hers, by a new pass phrase: as ended, but a restore of what lies before it brings it back
backup      a backup was made: a file with its line is at least as new as the backup
"""

import errno
import fcntl
import os
import threading
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings

from qorgan.kernel.errors import SetupError
from qorgan.vault.framing import framed
from qorgan.vault.secret import Secret
from qorgan.vault.sodium import derive_key, is_equal, keyed_digest
from qorgan.web.shell import faults, keys

KINDS = ("hidden", "back", "destroyed", "ended", "replaced", "backup")
_FOR_EVER = frozenset({"destroyed", "backup"})  # these stand whatever comes after them, so no number is bound to them
_MARK_SIZE, _TAG_SIZE = 16, 8
_KNOWN: "dict[Path, _Known]" = {}
_KNOWING = threading.Lock()  # else what a slower thread has read took the place of more
_CHECKED: "dict[Path, _Checked]" = {}


@dataclass(frozen=True)
class Line:
    """One line of the file."""

    day: date
    kind: str
    mark: str


@dataclass(frozen=True)
class Tombstones:
    """What a file says now.

    Parameters
    ----------
    last : dict[str, Line]
        By mark, the line that counts: the newest, but *destroyed* is never taken back.
    """

    last: dict[str, Line]

    def is_destroyed(self, number: uuid.UUID) -> bool:
        """Say whether a thread was destroyed."""
        return self._is(number, "destroyed")

    def is_ended(self, number: uuid.UUID) -> bool:
        """Say whether what was handed over in a thread was taken back or declined."""
        return self._is(number, "ended")

    def hidden_since(self, number: uuid.UUID) -> date | None:
        """Return the day on which she deleted a thread that is not yet destroyed."""
        line = self._of(number)
        return line.day if line is not None and line.kind == "hidden" else None

    def is_back(self, number: uuid.UUID) -> bool:
        """Say whether a thread was brought back after she, or somebody with her receipt, had deleted it."""
        return self._is(number, "back")

    def knows_backup(self, number: uuid.UUID) -> bool:
        """Say whether this file is at least as new as a backup, and of the same installation."""
        return self._is(number, "backup")

    def kind_of(self, mark: str) -> str:
        """Return the kind of the line that counts for a mark, empty where there is none."""
        return self.last[mark].kind if mark in self.last else ""

    def newest(self, kind: str | None = None) -> date | None:
        """Return the day of the newest line, of one kind or of any."""
        return max((line.day for line in self.last.values() if kind in {None, line.kind}), default=None)

    def _of(self, number: uuid.UUID) -> Line | None:
        return self.last.get(mark_of(number))

    def _is(self, number: uuid.UUID, kind: str) -> bool:
        line = self._of(number)
        return line is not None and line.kind == kind


@dataclass(frozen=True)
class _Known:
    """What the file of this installation said last: as it lay there, what it says, and its whole lines."""

    as_it_was: tuple[int, int, int]
    says: Tombstones
    text: str


@dataclass(frozen=True)
class _Checked:
    """Lines that were checked, what they say, and how many there are of each mark; never changed in place."""

    text: str
    last: dict[str, Line]
    before: Counter[str]


def path() -> Path:
    """Return where the file lies."""
    return Path(settings.DATA_DIR) / "tombstones"


def create() -> None:
    """Begin the file of a new installation; one that is there is kept."""
    os.close(os.open(path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600))


def check() -> None:
    """Check that the file is there: without it, nobody knows what a database must not hold.

    Raises
    ------
    SetupError
        If it is missing.
    """
    if not path().exists():
        raise SetupError(
            f"The file {path()} is missing. By it a database that was put back from a copy loses again what was "
            "destroyed since. Put it back from its own copy, or restore with: qorgan restore. If nothing was ever "
            f"destroyed in this installation, make it: touch {path()}"
        )


def read(file: Path | None = None) -> Tombstones:
    """Read a file; what the power cut off in the middle of a line, and what is not ours, counts as nothing.

    Raises
    ------
    SetupError
        If it cannot be read.
    """
    return Tombstones(_read(file or path()).last)


def _read(file: Path) -> "_Checked":
    try:
        text = file.read_text(encoding="ascii", errors="replace") if file.exists() else ""
    except OSError as fault:
        raise SetupError(f"The tombstones {file} cannot be read: {fault.strerror}. Correct the path.") from None
    return _checked(file, text)


def known() -> Tombstones:
    """Return what the file of this installation says, read anew where it has changed since it was asked for last.

    Raises
    ------
    SetupError
        If it cannot be read, or has lost lines since: by what is left, who has left would be let in again.
    """
    with _KNOWING:
        return _known(path())


def _known(file: Path) -> Tombstones:
    seen = _KNOWN.get(file)
    try:
        now = file.stat()
    except FileNotFoundError:
        if seen is not None:
            raise _lost(file) from None
        return Tombstones({})
    as_it_is = (now.st_ino, now.st_size, now.st_mtime_ns)
    if seen is None or seen.as_it_was != as_it_is:
        found = _read(file)
        if seen is not None and not found.text.startswith(seen.text):
            raise _lost(file)
        whole = found.text[: found.text.rfind("\n") + 1]  # what follows the last line may still be written
        if _checked(file, whole).before != found.before:
            whole = found.text  # but for its end it is: what it says counts, so it must not be lost
        seen = _KNOWN[file] = _Known(as_it_is, Tombstones(found.last), whole)
    return seen.says


def are_whole() -> bool:
    """Say whether the file can be read and has all lines that this process has read; else the log says that it has not."""
    try:
        known()
    except SetupError as fault:
        faults.write(fault)
        faults.say("The tombstones have lost lines or cannot be read: nobody is let in, and nothing is destroyed.")
        return False
    return True


def _lost(file: Path) -> SetupError:
    return SetupError(
        f"The file {file} has lost lines while this door was open. By them it knows who has left. "
        "Put it back from its own copy and start the doors again; then change who can write there."
    )


def _checked(file: Path, text: str) -> _Checked:
    """Return what a text says: where it goes on from what was checked last, only what was added is checked."""
    # A tag takes a twentieth of a millisecond, and a country has tens of thousands of lines, read anew with each that is added.
    seen = _CHECKED.get(file)
    if seen is None or not text.startswith(seen.text):
        seen = _Checked("", {}, Counter())
    last, before = dict(seen.last), Counter(seen.before)
    for line in _lines(text[len(seen.text) :], before):
        if line.mark not in last or last[line.mark].kind != "destroyed":
            last[line.mark] = line
    found = _Checked(text, last, before)
    if text.endswith("\n"):  # else the rest of the last line may follow
        _CHECKED[file] = found
    return found


def note(kind: str, number: uuid.UUID, *, day: date) -> None:
    """Add one line, safely on disk when this returns."""
    append([Line(day, kind, mark_of(number))])


def note_leaving(number: uuid.UUID, *, day: date) -> None:
    """Note that a thread is about to be destroyed, where its hiding was not noted yet.

    A machine that dies between the commit and the tombstone leaves this line, and by it a restore still hides the thread.
    """
    line = read().last.get(mark_of(number))
    if line is None or line.kind == "back":
        note("hidden", number, day=day)


def append(lines: Iterable[Line]) -> None:
    """Add lines, safely on disk when this returns."""
    if not (new := list(lines)):
        return
    descriptor = os.open(path(), os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        # Counted and written under one lock: two lines of one mark with the same number would be one too many.
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        text = _content(descriptor)
        before, key = Counter(_checked(path(), text).before), _key()
        written = "\n" if text and not text.endswith("\n") else ""  # after a line that the power cut off
        for line in new:
            told = f"{line.day.isoformat()} {line.kind} {line.mark}"
            written += f"{told} {_tag(line, before[line.mark], key)}\n"
            before[line.mark] += 1
        if os.write(descriptor, written.encode("ascii")) < len(written):  # the disk is full: half of it is not safe
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path()))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    with suppress(
        SetupError
    ):  # what this door wrote it has read; where lines are missing, this one is noted all the same
        known()


def _content(descriptor: int) -> str:
    with open(os.dup(descriptor), encoding="ascii", errors="replace") as file:
        file.seek(0)
        return file.read()


def _lines(text: str, before: Counter[str]) -> Iterator[Line]:
    key = _key()
    for written in text.splitlines():
        parts = written.split(" ")
        if len(parts) != 4 or parts[1] not in KINDS:
            continue
        try:
            line = Line(date.fromisoformat(parts[0]), parts[1], parts[2])
        except ValueError:
            continue
        if is_equal(_tag(line, before[line.mark], key).encode(), parts[3].encode()):
            before[line.mark] += 1
            yield line


def mark_of(number: uuid.UUID) -> str:
    """Return the mark of a thread, a backup or a member."""
    return _mark(framed("qorgan/tombstone-mark", number))


def mark_of_key(public: bytes) -> str:
    """Return the mark of a member's public key."""
    return _mark(framed("qorgan/tombstone-key", public))


def mark_of_box(box: bytes) -> str:
    """Return the mark of a box in which one version of a keyring leads to the one before."""
    return _mark(framed("qorgan/tombstone-box", box))


def mark_of_code(spent: bytes) -> str:
    """Return the mark of a recovery code, by its hash."""
    return _mark(framed("qorgan/tombstone-code", spent))


def mark_of_role(member: uuid.UUID, role: str) -> str:
    """Return the mark of one role of a member."""
    return _mark(framed("qorgan/tombstone-role", member, role))


def mark_of_month(month: date) -> str:
    """Return the mark of a month whose incidents are in tables of the statistics office."""
    return _mark(framed("qorgan/tombstone-month", month.isoformat()))


def _mark(content: bytes) -> str:
    return keyed_digest(content, _key(), person="qorgan.tombstone")[:_MARK_SIZE].hex()


def _tag(line: Line, n_before: int, key: Secret) -> str:
    told = (line.day.isoformat(), line.kind, line.mark)
    number = (n_before,) if n_before and line.kind not in _FOR_EVER else ()
    content = framed("qorgan/tombstone", *told, *number)
    return keyed_digest(content, key, person="qorgan.tombstone")[:_TAG_SIZE].hex()


def _key() -> Secret:
    return derive_key(keys.key("staff", "audit"), "tombstones")
