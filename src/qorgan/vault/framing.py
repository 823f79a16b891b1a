"""One unambiguous way to write several fields as bytes, for everything that is authenticated or hashed."""

import uuid

from qorgan.kernel.errors import SealError

Field = bytes | str | int | uuid.UUID

# As a signed 64-bit column of a database holds it.
_NUMBERS = range(2**63)


def framed(domain: str, *fields: Field) -> bytes:
    """Write ``fields`` so that no other domain or fields give the same bytes.

    Parameters
    ----------
    domain : str
        What the bytes are for, one constant per use, such as ``"qorgan/envelope"``.
    *fields : bytes, str, int or uuid.UUID
        Integers from 0 to 2^63 - 1. A domain gives each place one type, for types are not written.

    Returns
    -------
    bytes
        The pre-authentication encoding of PASETO over the domain and the fields.

    Raises
    ------
    SealError
        If an integer is out of range.

    Notes
    -----
    The number of pieces, then each piece after its length, all as little-endian 64-bit integers:
    https://github.com/paseto-standard/paseto-spec, Common implementation details, PAE.
    """
    return _pae([domain.encode(), *map(_encoded, fields)])


def _pae(pieces: list[bytes]) -> bytes:
    parts = [_number(len(pieces))]
    for piece in pieces:
        parts += (_number(len(piece)), piece)
    return b"".join(parts)


def _encoded(field: Field) -> bytes:
    if isinstance(field, bytes):
        return field
    if isinstance(field, str):
        # Injective for every str, lone surrogates included.
        return field.encode("utf-8", "surrogatepass")
    if isinstance(field, uuid.UUID):
        return field.bytes
    return _number(field)


def _number(value: int) -> bytes:
    if value not in _NUMBERS:
        raise SealError(
            "A number to be sealed was refused. Rule: it lies from 0 to 2^63 - 1. Next: look at the row it comes from."
        )
    return value.to_bytes(8, "little")
