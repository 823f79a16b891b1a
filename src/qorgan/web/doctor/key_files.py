"""Are the key files there, whole, closed to others and of one owner; do the two that belong together do so."""

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from qorgan.kernel.errors import KeyFileError
from qorgan.vault.keyfiles import load_key_file
from qorgan.vault.signing import verify_key_of
from qorgan.web.doctor.finding import Finding, Findings, broken, look, ok
from qorgan.web.shell import keys

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def check(folder: Path) -> Findings:
    """Look at every key file of both doors.

    Parameters
    ----------
    folder : Path
        With ``shared``, ``public`` and ``staff`` in it.
    """
    if not folder.is_dir():
        yield broken(
            "There is no folder of key files.",
            str(folder),
            rule="it is made once, with a new installation, and copied apart from the database",
            next_step="put it back from its copy, or name it with QORGAN_KEYS; never make new keys over an old database",
        )
        return
    if folder.stat().st_mode & _OTHERS_WRITE:
        yield _open("The folder of key files can be written by others.", folder, "chmod go-w")
    names = {door: keys.names_of(folder, door) for door in keys.NAMES}
    wrong = [finding for door, ours in names.items() for finding in _door(folder / door, ours)]
    yield from wrong
    if not wrong:
        yield ok(f"{sum(map(len, names.values()))} key files are there, whole and closed to others.", str(folder))
        yield _pair(folder)
    yield _recovery(folder / "shared" / "recovery.public")


def _door(folder: Path, names: Sequence[str]) -> Findings:
    if folder.is_dir() and folder.stat().st_mode & _OTHERS:
        yield _open("A folder of key files is open to others.", folder, "chmod 700")
    for name in names:
        path = folder / f"{name}.key"
        try:
            load_key_file(path)
        except KeyFileError as fault:
            yield _refused(path, fault)
        else:
            yield from _owner(path)


def _owner(path: Path) -> Findings:
    owner, folder = path.stat().st_uid, path.parent.stat().st_uid
    if owner != folder or os.geteuid() not in {0, owner}:
        yield broken(
            "A key file belongs to another user than its folder, or than you.",
            str(path),
            rule="key files and their folders belong to the one user who reads them",
            next_step=f"find out how that came about, then chown {path} to the owner of its folder",
        )


def _pair(folder: Path) -> Finding:
    verify = folder / "shared" / "verify.key"
    if load_key_file(verify).reveal() == verify_key_of(load_key_file(folder / "staff" / "signing.key")):
        return ok("shared/verify.key checks what staff/signing.key signs.")
    return broken(
        "Two key files do not belong together.",
        f"{verify} and staff/signing.key",
        rule="the first checks what the second signs; else no centre's key is believed and nothing can be sent",
        next_step="put both back from the same copy",
    )


def _recovery(path: Path) -> Finding:
    if not path.exists():
        return look(
            "There is no recovery key, so no backup can be made.",
            str(path),
            rule="backups are sealed to a key that is kept off this machine",
            next_step="qorgan recovery-key",
        )
    try:
        load_key_file(path)
    except KeyFileError as fault:
        return _refused(path, fault)
    return ok("There is a recovery key that backups are sealed to.")


def _refused(path: Path, fault: KeyFileError) -> Finding:
    # The message of the vault reads: what. Rule: … Next: …
    what, _, rest = fault.message().partition(" Rule: ")
    rule, _, next_step = rest.partition(" Next: ")
    return broken(what, str(path), rule=rule.rstrip("."), next_step=next_step.rstrip("."))


def _open(what: str, path: Path, command: str) -> Finding:
    return broken(
        what,
        str(path),
        rule="only the user who runs the door looks into it",
        next_step=f"{command} {path}, and consider who may have read or changed it",
    )
