"""Key files: 32 bytes each, readable by one operating-system user."""

import errno
import os
import stat
from pathlib import Path

from qorgan.kernel.errors import KeyFileError
from qorgan.vault.secret import KEY_SIZE, Secret
from qorgan.vault.sodium import random_bytes

_MODE = 0o600
_OPEN_TO_OTHERS = 0o077


def create_key_file(path: Path, key: bytes | None = None) -> None:
    """Write a key to a new file of mode 0600, safely on disk when this returns.

    Parameters
    ----------
    path : Path
        Must not exist; its folder must.
    key : bytes, optional
        32 bytes; fresh random ones without it.

    Raises
    ------
    KeyFileError
        If something stands there already, even a dangling link, or the file cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _MODE)
    except FileExistsError:
        raise KeyFileError(
            f"Key file {path} exists. Rule: a key is never overwritten. Next: keep it, or choose another name."
        ) from None
    except OSError as fault:
        raise _failed(path, fault, "be writable in an existing folder") from None
    try:
        _write(descriptor, random_bytes(KEY_SIZE) if key is None else key)
        _sync_folder(path.parent)
    except OSError as fault:
        # Ours, created above: half a key must not be left for somebody to take for one.
        path.unlink(missing_ok=True)
        raise _failed(path, fault, "be written whole") from None


def load_key_file(path: Path) -> Secret:
    """Read a key.

    Parameters
    ----------
    path : Path
        A regular file of 32 bytes, no link, mode 0600 or stricter.

    Raises
    ------
    KeyFileError
        Naming the file, the rule it breaks and the next step.
    """
    # All is asked of the open descriptor, not of the path, which may change between two looks. O_NONBLOCK: opening
    # a named pipe must not wait for a writer.
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as fault:
        raise _unopened(path, fault) from None
    try:
        _check_kind(path, os.fstat(descriptor))
        key = os.read(descriptor, KEY_SIZE + 1)
    except OSError as fault:
        raise _failed(path, fault, "be readable") from None
    finally:
        os.close(descriptor)
    if len(key) != KEY_SIZE:
        raise KeyFileError(
            f"Key file {path} has the wrong size. Rule: it holds {KEY_SIZE} bytes. Next: restore it from its backup."
        )
    return Secret(key)


def _write(descriptor: int, key: bytes) -> None:
    with os.fdopen(descriptor, "wb") as file:
        # The umask may have taken more away; nothing may add to it.
        os.fchmod(file.fileno(), _MODE)
        file.write(key)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check_kind(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise KeyFileError(f"Key file {path} is not a file. Rule: it is a regular file. Next: look at the path.")
    if found.st_mode & _OPEN_TO_OTHERS:
        raise KeyFileError(
            f"Key file {path} is open to others. Rule: only its owner reads it. "
            f"Next: chmod 600 {path}, and consider who may have read it."
        )


def _unopened(path: Path, fault: OSError) -> KeyFileError:
    if fault.errno == errno.ENOENT:
        return KeyFileError(
            f"Key file {path} is missing. Rule: it is made once and backed up apart from the database. "
            "Next: restore it from its backup, or correct the path."
        )
    if fault.errno == errno.ELOOP:
        return KeyFileError(
            f"Key file {path} is a symbolic link. Rule: it is a regular file. Next: name the file itself."
        )
    return _failed(path, fault, "be readable")


def _failed(path: Path, fault: OSError, rule: str) -> KeyFileError:
    return KeyFileError(
        f"Key file {path}: {fault.strerror}. Rule: it must {rule}. Next: look at the path and who owns it."
    )
