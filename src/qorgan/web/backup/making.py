"""Make a backup while the doors are open: one snapshot, sealed as it is read, read back from the disk before it counts."""

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO

from django.db import DatabaseError

from qorgan.kernel.errors import InputError, SetupError
from qorgan.vault.backup import BOX_SIZE, BackupSealer
from qorgan.vault.secret import Secret
from qorgan.web.backup import tables
from qorgan.web.backup.reading import Opened, check
from qorgan.web.backup.stream import Manifest, row_to_bytes
from qorgan.web.shell import tombstones

_NAME = re.compile(r"qorgan-(\d{4}-\d{2}-\d{2})(?:-\d+)?\.backup")

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Made:
    """A backup that was written, read back and found whole."""

    path: Path
    id: str
    size: int
    rows: dict[str, int]


def make(target: Path, *, recovery_public: bytes, origin: Secret, today: date, progress: Progress) -> Made:
    """Write a backup of the whole database to a new file.

    Parameters
    ----------
    target : Path
        A file that is not there yet, or a folder, where the name is made from the day.
    recovery_public, origin : bytes, Secret
        As `BackupSealer` takes them.
    today : date
        Stands in the manifest, the tombstones and the name.
    progress : callable
        Told how many rows are written, and of how many.

    Raises
    ------
    InputError
        If the file is there already.
    SetupError
        If it cannot be written, or the database cannot be read. Then nothing is left under the name.
    """
    path = _free_name(target, today) if target.is_dir() else target
    if path.exists() or path.is_symlink():
        raise InputError(
            "there is a file already", file=str(path), rule="a backup overwrites nothing", next_step="give another name"
        )
    with _unfinished(path) as (file, unfinished):
        sealer = BackupSealer(recovery_public, origin=origin)
        written = _write(file, sealer, today, progress)
        _check_on_disk(unfinished, sealer, written)
        # Before the name: a backup of which the tombstones do not know could not be restored with them.
        tombstones.note("backup", sealer.head.id, day=today)
        unfinished.rename(path)
        _sync_folder(path.parent)
    return Made(path, str(sealer.head.id), path.stat().st_size, written.rows())


def remove_older(folder: Path, *, days: int, today: date) -> list[str]:
    """Remove backups of this folder that were made more than ``days`` ago, so that what was deleted is gone from them too.

    Only files with the names that `make` gives; the day counts that stands in the name. What a killed backup left
    behind goes as well.
    """
    old = [path for path in sorted(folder.iterdir()) if _is_older(path.name, today - timedelta(days=days))]
    for path in old:
        path.unlink()
    for path in folder.glob(".qorgan-*.backup.part"):
        _remove_if_left(path)
    return [path.name for path in old]


def _write(file: BinaryIO, sealer: BackupSealer, today: date, progress: Progress) -> Manifest:
    file.write(sealer.head.to_bytes())
    try:
        with tables.snapshot():
            version = tables.version_of_database()
            models = tables.models_of(version)
            manifest = Manifest(today, version, [tables.table_of(model) for model in models])
            for piece in _content(manifest, models, progress):
                file.writelines(sealer.push(piece))
    except DatabaseError:
        raise SetupError(
            "The database could not be read to its end. No backup was made. Look at the database, then try again."
        ) from None
    file.writelines(sealer.finish())
    file.write(sealer.box)
    file.flush()
    os.fsync(file.fileno())
    return manifest


def _content(manifest: Manifest, models: list[tables.Model], progress: Progress) -> Iterator[bytes]:
    yield manifest.to_bytes()
    total, done = sum(manifest.rows().values()), 0
    for table, model in zip(manifest.tables, models, strict=True):
        for row in tables.rows_of(model):
            yield row_to_bytes(list(row), table)
            done += 1
            progress(done, total)


def _check_on_disk(path: Path, sealer: BackupSealer, written: Manifest) -> None:
    """Open what lies on the disk with the key that is still in memory, and compare it with what was read."""
    with path.open("rb") as file:
        # Asks for the pages to be read anew and not from memory; a file system may do otherwise.
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        file.seek(-BOX_SIZE, os.SEEK_END)
        is_boxed = file.read() == sealer.box
    try:
        is_same = is_boxed and check(Opened(path, sealer.head, sealer.opening)) == written
    except InputError:
        is_same = False
    if not is_same:
        raise SetupError(
            "What lies on the disk is not what was written to it. No backup was made. Look at the disk, or give another place."
        )


@contextmanager
def _unfinished(path: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """Write under another name; whatever happens, nothing half is ever under the right one."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        descriptor = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            _lock(file, path)
            file.truncate(0)  # one that was killed may lie there: without its end nobody can open it
            try:
                yield file, unfinished
            except BaseException:
                unfinished.unlink(missing_ok=True)
                raise
    except OSError as fault:
        raise SetupError(
            f"The backup cannot be written to {path}: {fault.strerror}. No backup was made. "
            "Make room, or give another place."
        ) from None


def _lock(file: BinaryIO, path: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SetupError(f"Another backup to {path} is being made. Wait for it, or give another name.") from None


def _remove_if_left(unfinished: Path) -> None:
    """Remove what a killed backup left behind; one that is being written is locked, and stays."""
    with unfinished.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        unfinished.unlink()


def _free_name(folder: Path, today: date) -> Path:
    number = 1
    while (path := folder / f"qorgan-{today.isoformat()}{f'-{number}' if number > 1 else ''}.backup").exists():
        number += 1
    return path


def _is_older(name: str, day: date) -> bool:
    found = _NAME.fullmatch(name)
    return found is not None and date.fromisoformat(found[1]) < day


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
