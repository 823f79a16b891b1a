"""The recovery key's private half as a text that is printed once, kept on paper, and typed again."""

import base64
import binascii

from qorgan.kernel.errors import KeyFileError
from qorgan.vault import sodium
from qorgan.vault.framing import framed
from qorgan.vault.secret import KEY_SIZE, KeyPair, Secret

_CHECK_SIZE = 3  # with the key 35 bytes, which base32 writes as 56 signs without filling
_GROUP = 4


def recovery_text(key_pair: KeyPair) -> str:
    """Return the private key in 14 groups of 4 signs, the letters A to Z and the digits 2 to 7 (RFC 4648).

    A sign that was typed wrong is noticed, but for one in 16 million.
    """
    private = key_pair.private.reveal()
    signs = base64.b32encode(private + _check(private)).decode("ascii")
    return " ".join(signs[start : start + _GROUP] for start in range(0, len(signs), _GROUP))


def read_recovery_text(text: str) -> KeyPair:
    """Return the key pair that `recovery_text` wrote down.

    Parameters
    ----------
    text : str
        In capitals or not, with any spaces, line breaks and dashes.

    Raises
    ------
    KeyFileError
        If it is not a recovery key, or a sign of it is wrong. The message does not hold it.
    """
    signs = "".join(sign for sign in text if not sign.isspace() and sign != "-").upper()
    try:
        value = base64.b32decode(signs)
    except (binascii.Error, ValueError):
        raise _mistyped() from None
    private, check = value[:KEY_SIZE], value[KEY_SIZE:]
    if len(private) != KEY_SIZE or len(check) != _CHECK_SIZE or not sodium.is_equal(check, _check(private)):
        raise _mistyped()
    return KeyPair.from_private(Secret(private))


def _check(private: bytes) -> bytes:
    return sodium.digest(framed("qorgan/recovery-key", private))[:_CHECK_SIZE]


def _mistyped() -> KeyFileError:
    return KeyFileError(
        "This is no recovery key, or a sign of it is wrong. Rule: 14 groups of 4 signs, the letters A to Z and the "
        "digits 2 to 7. Next: compare each group with the paper."
    )
