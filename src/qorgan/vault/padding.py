"""Lengths that tell little: Padmé above a floor."""

from nacl import bindings
from nacl.exceptions import CryptoError

from qorgan.kernel.errors import SealError

FLOOR = 4096


def padded_length(n: int, floor: int = FLOOR) -> int:
    """Return the length that ``n`` bytes are padded to.

    Parameters
    ----------
    n : int
        Bytes before padding, at least 0.
    floor : int
        Bytes below which all lengths look alike.

    Returns
    -------
    int
        Bytes, at least ``n`` and ``floor``.

    Notes
    -----
    Padmé keeps of a length only about as many leading bits as its exponent has, so up to M bytes it lets out
    O(log log M) bits and adds less than 12 %, and less the longer the data: Nikitin et al., *Reducing Metadata
    Leakage from Encrypted Files and Communication with PURBs*, PoPETs 2019(4), section 4, doi:10.2478/popets-2019-0056.

    Examples
    --------
    >>> padded_length(9, floor=0), padded_length(100), padded_length(4097)
    (10, 4096, 4352)
    """
    return max(floor, _padme(n))


def pad(data: bytes, floor: int = FLOOR) -> bytes:
    """Pad as ISO/IEC 7816-4 does: one byte 0x80, then zeros up to `padded_length`.

    Parameters
    ----------
    data : bytes
        Any bytes.
    floor : int
        Bytes below which all lengths look alike.
    """
    return bindings.sodium_pad(data, padded_length(len(data) + 1, floor))


def unpad(data: bytes) -> bytes:
    """Undo `pad`, in a time that does not depend on where the padding begins.

    Raises
    ------
    SealError
        If there is no padding at the end.
    """
    try:
        return bindings.sodium_unpad(data, len(data))
    except CryptoError:
        raise SealError(
            "Padding was refused. Rule: the byte 0x80 and zeros end it. Next: compare with a backup."
        ) from None


def _padme(n: int) -> int:
    if n < 2:
        return n
    exponent = n.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (n + mask) & ~mask
