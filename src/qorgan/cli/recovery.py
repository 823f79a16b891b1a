"""`qorgan recovery-key`: the key pair that backups are sealed to; its private half is printed once and kept off the machine."""

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer

from qorgan.cli import machine
from qorgan.kernel.errors import KeyFileError
from qorgan.vault.keyfiles import create_key_file, load_key_file
from qorgan.vault.recovery_key import read_recovery_text, recovery_text
from qorgan.vault.registry import fingerprint
from qorgan.vault.secret import KeyPair, Secret
from qorgan.vault.sodium import derive_key

_LONGEST = 4096


def recovery_key(
    data: Annotated[Path, typer.Option(envvar="QORGAN_DATA", help="Data directory.")] = Path("data"),
    public: Annotated[
        Path | None, typer.Option(help="Write the public key here instead of to the key files of the data directory.")
    ] = None,
) -> None:
    """Make the key pair of backups: the public key becomes a key file, the private one is shown once, here."""
    machine.harden()
    path = public or public_key_file(data)
    pair = KeyPair.generate()
    create_key_file(path, pair.public)
    sys.stderr.write(
        f"The public key is in {path}\n"
        f"Its fingerprint: {fingerprint(pair.public)}\n"
        "Below is the recovery key. It opens every backup, and nothing else does. It is not shown again and not kept on\n"
        "this machine. Write it on paper twice, with the fingerprint, and keep each at another place.\n"
    )
    sys.stdout.write(f"{recovery_text(pair)}\n")


def public_key_file(data: Path) -> Path:
    """Return where the public key of backups lies."""
    return machine.key_folder(data) / "shared" / "recovery.public"


def load_public_key(data: Path) -> bytes:
    """Return the public key that backups are sealed to.

    Raises
    ------
    KeyFileError
        If there is none yet, or it is open to others.
    """
    path = public_key_file(data)
    if not path.exists():
        raise KeyFileError(
            f"There is no recovery key in {path}. Rule: a backup is sealed to it, so that this machine cannot read it. "
            "Next: make one with: qorgan recovery-key"
        )
    return load_key_file(path).reveal()


def load_recovery_key(path: Path) -> KeyPair:
    """Read a recovery key from a file, or from the terminal where ``path`` is ``-``.

    Raises
    ------
    KeyFileError
        If there is none in it.
    """
    if str(path) == "-":
        text = getpass.getpass("Recovery key: ") if sys.stdin.isatty() else sys.stdin.readline()
        return read_recovery_text(text)
    try:
        with path.open("rb") as file:
            text = file.read(_LONGEST).decode("ascii", errors="replace")
    except OSError as fault:
        raise KeyFileError(
            f"The recovery key {path} cannot be read: {fault.strerror}. Next: correct the path."
        ) from None
    return read_recovery_text(text)


def origin(data: Path) -> Secret:
    """Return what this installation proves its backups with.

    Raises
    ------
    KeyFileError
        If the key file is missing.
    """
    return derive_key(load_key_file(origin_file(data)), "backup")


def origin_file(data: Path) -> Path:
    """Return the key file behind `origin`: one that only the staff door reads."""
    return machine.key_folder(data) / "staff" / "audit.key"
