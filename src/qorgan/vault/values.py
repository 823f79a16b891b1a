"""Small values sealed under a key file, and blind tags to find them by."""

import unicodedata
import uuid

from qorgan.vault import sodium
from qorgan.vault.framing import framed
from qorgan.vault.padding import pad, unpad
from qorgan.vault.secret import Secret

# Holds nearly every e-mail address, so that the length does not tell one from another.
FLOOR = 128


def seal_value(value: bytes, key: Secret, *, purpose: str, owner: uuid.UUID) -> bytes:
    """Seal ``value`` to one purpose of one owner.

    Parameters
    ----------
    value : bytes
        A seed, an address.
    key : Secret
        From a key file; a subkey for the purpose is derived from it.
    purpose : str
        One constant per column, such as ``"totp-seed"``.
    owner : uuid.UUID
        Whose row it is.
    """
    return sodium.seal(pad(value, FLOOR), _subkey(key, purpose), _place(purpose, owner))


def open_value(sealed: bytes, key: Secret, *, purpose: str, owner: uuid.UUID) -> bytes:
    """Undo `seal_value`.

    Raises
    ------
    SealError
        If value, key, purpose or owner are not those of the sealing.
    """
    return unpad(sodium.open_sealed(sealed, _subkey(key, purpose), _place(purpose, owner), what="sealed value"))


def tag(value: str, key: Secret, *, purpose: str) -> bytes:
    """Return the 32 bytes by which a row is found without its value being stored; deterministic.

    Parameters
    ----------
    value : str
        A sign-in name, an address; letter case and compatibility forms (NFKC) do not matter.
    key : Secret
        From a key file. Who has it can guess the value; who has only the database sees which rows are equal.
    purpose : str
        One constant per column.
    """
    return sodium.keyed_digest(_normalised(value), sodium.derive_key(key, "tag", purpose), person="qorgan.tag")


def _subkey(key: Secret, purpose: str) -> Secret:
    return sodium.derive_key(key, "value", purpose)


def _place(purpose: str, owner: uuid.UUID) -> bytes:
    return framed("qorgan/value", purpose, owner)


def _normalised(value: str) -> bytes:
    # Unicode's own recipe for caseless compatibility matching (The Unicode Standard, section 3.13, D146).
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFD", value).casefold()).casefold()
    return unicodedata.normalize("NFKC", folded).encode("utf-8", "surrogatepass")
