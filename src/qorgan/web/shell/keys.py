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
"""

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


def key(door: str, name: str) -> Secret:
    """Return a key file's key; a door that must not know it is refused.

    Raises
    ------
    KeyFileError
        If this door may not read it, or the file is missing, open to others or of the wrong size.
    """
    if door not in {"shared", settings.DOOR} and settings.DOOR != "both":
        raise KeyFileError(f"The {settings.DOOR} door must not read keys of the {door} door.")
    return _load(Path(settings.KEY_DIR) / door / f"{name}.key")


@cache
def _load(path: Path) -> Secret:
    return load_key_file(path)


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


def handover_secret() -> ReceiptSecret:
    """Return the secret of receipts that workers issue."""
    return ReceiptSecret("handover", key("shared", "handover"))


def receipt_secret() -> ReceiptSecret:
    """Return the secret of receipts that are shown on sending."""
    return ReceiptSecret("first", key("public", "receipt"))


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
        for name in NAMES[door]:
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
