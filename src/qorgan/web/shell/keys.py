"""The key files of a door, read once.

keys/shared/registry.key    MACs over survivors' public keys: both doors
keys/shared/verify.key      checks what the staff door signed: both doors, no secret
keys/shared/handover.key    receipts that a worker issues anew: both doors
keys/shared/salt.key        the installation's salt for receipts: both doors, no secret
keys/public/receipt.key     receipts that she was given on sending: public door only
keys/public/form.key        forms and the receipt that each leads to: public door only
keys/public/audit.key       chain of survivors' acts: public door only
keys/staff/staff.key        wrapping of members' keys, seeds and mail addresses: staff door only
keys/staff/audit.key        chains of the centres: staff door only
keys/staff/signing.key      signatures over centres and the keys of members and centres: staff door only

The two secrets of receipts have versions: receipt-2.key, handover-2.key and so on beside the first. A door looks for them
each time, so that none knows a receipt before the other could; what it found is read once.
"""

import os
import re
from functools import cache
from pathlib import Path

from django.conf import settings

from qorgan.kernel.errors import KeyFileError
from qorgan.vault.keyfiles import create_key_file, load_key_file
from qorgan.vault.receipt import ReceiptSecret
from qorgan.vault.secret import Secret
from qorgan.vault.signing import verify_key_of

NAMES = {
    "shared": ("registry", "verify", "handover", "salt"),
    "public": ("receipt", "form", "audit"),
    "staff": ("staff", "audit", "signing"),
}
VERSIONED = {"receipt": "public", "handover": "shared"}


def key(door: str, name: str) -> Secret:
    """Return a key file's key; a door that must not know it is refused.

    Raises
    ------
    KeyFileError
        If this door may not read it, or the file is missing, open to others or of the wrong size.
    """
    if door not in {"shared", settings.DOOR} and settings.DOOR != "both":
        raise KeyFileError(f"The {settings.DOOR} door must not read keys of the {door} door.")
    return _load(settings.KEY_DIR, door, name)


@cache
def _load(folder: str | Path, door: str, name: str) -> Secret:
    return load_key_file(Path(folder) / door / f"{name}.key")


def registry() -> Secret:
    """Return the key under which survivors' public keys are MACed."""
    return key("shared", "registry")


def signing_key() -> Secret:
    """Return the key that the staff door signs with."""
    return key("staff", "signing")


def verify_key() -> bytes:
    """Return the public key that checks the staff door's signatures."""
    return key("shared", "verify").reveal()


def salt() -> bytes:
    """Return the installation's 16-byte salt for receipts."""
    return key("shared", "salt").reveal()[:16]


def handover_secrets() -> list[ReceiptSecret]:
    """Return every version of the secret of receipts that workers issue, the newest first."""
    return _versions("shared", "handover")


def receipt_secrets() -> list[ReceiptSecret]:
    """Return every version of the secret of receipts that are shown on sending, the newest first."""
    return _versions("public", "receipt")


def _versions(door: str, name: str) -> list[ReceiptSecret]:
    numbers = _numbers(Path(settings.KEY_DIR) / door, name) or {1}  # without any, the first is named as missing
    stems = [_stem(name, number) for number in sorted(numbers, reverse=True)]
    return [ReceiptSecret(stem, key(door, stem)) for stem in stems]


def _numbers(folder: Path, name: str) -> set[int]:
    """Return which versions of a key lie in a folder; the first has no number in its name."""
    pattern = re.compile(rf"{name}(?:-([1-9][0-9]*))?\.key")
    names = os.listdir(folder) if folder.is_dir() else []
    return {int(found[1] or 1) for one in names if (found := pattern.fullmatch(one))}


def _stem(name: str, number: int) -> str:
    return name if number == 1 else f"{name}-{number}"


def add_version() -> list[Path]:
    """Make the next version of both secrets of receipts; new receipts are made under it as soon as its file is there.

    Raises
    ------
    KeyFileError
        If a file cannot be written.
    """
    folder = Path(settings.KEY_DIR)
    number = 1 + max(max(_numbers(folder / door, name), default=1) for name, door in VERSIONED.items())
    return [_add(folder / door / f"{_stem(name, number)}.key") for name, door in VERSIONED.items()]


def _add(path: Path) -> Path:
    """Create a key file that doors look for at this moment: it is there whole or not at all."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    create_key_file(fresh)
    try:
        path.hardlink_to(fresh)  # unlike renaming, never over something that is there
    except OSError as fault:
        raise KeyFileError(
            f"Key file {path}: {fault.strerror}. Rule: it is made once. Next: look at the path."
        ) from None
    finally:
        fresh.unlink()
    return path


def names_of(folder: Path, door: str) -> list[str]:
    """Return the names of the key files of one door: those of every installation, and the further versions there."""
    names = [name for name, place in VERSIONED.items() if place == door]
    further = [_stem(name, number) for name in names for number in sorted(_numbers(folder / door, name) - {1})]
    return [*NAMES[door], *further]


def create_missing(folder: Path) -> None:
    """Create the key files of a new installation; one that exists is never touched."""
    for door, names in NAMES.items():
        place = folder / door
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in names:
            if name != "verify" and not (place / f"{name}.key").exists():
                create_key_file(place / f"{name}.key")
    verify = folder / "shared" / "verify.key"
    if not verify.exists():
        create_key_file(verify, verify_key_of(load_key_file(folder / "staff" / "signing.key")))


def check(doors: tuple[str, ...]) -> None:
    """Load every key file of these doors, so that a missing one stops the start and not a survivor.

    Raises
    ------
    KeyFileError
        Naming the first file that is missing or wrong.
    """
    for door in ("shared", *doors):
        for name in names_of(Path(settings.KEY_DIR), door):
            load_key_file(Path(settings.KEY_DIR) / door / f"{name}.key")
    if "staff" in doors:
        _check_pair()


def _check_pair() -> None:
    folder = Path(settings.KEY_DIR)
    verify = folder / "shared" / "verify.key"
    if load_key_file(verify).reveal() != verify_key_of(load_key_file(folder / "staff" / "signing.key")):
        raise KeyFileError(
            f"Key file {verify} does not belong to staff/signing.key. Rule: it checks what that key signs. "
            "Next: restore both from the same backup."
        )
