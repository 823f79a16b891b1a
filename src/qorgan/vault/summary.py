"""List rows: small documents under one symmetric key per keyring, quick to open by the thousand."""

from collections.abc import Mapping
from typing import Any

from qorgan.vault import sodium
from qorgan.vault.document import decode_document, encode_document
from qorgan.vault.envelope import Binding
from qorgan.vault.framing import framed
from qorgan.vault.padding import pad, unpad
from qorgan.vault.secret import Secret

# A row of a list is a few coded words; 512 bytes hold one in Cyrillic, and ten thousand are 5 MB.
FLOOR = 512


def seal_summary(document: Mapping[str, Any], list_key: Secret, binding: Binding, *, floor: int = FLOOR) -> bytes:
    """Seal one row of a list.

    Parameters
    ----------
    document : Mapping[str, Any]
        What JSON can hold.
    list_key : Secret
        The keyring's.
    binding : Binding
        The row's place; must be the same at opening.
    floor : int
        Bytes below which all rows of this kind look alike.

    Raises
    ------
    SealError
        If the document is not JSON, or the binding's numbers are negative.

    Notes
    -----
    Two summaries sealed to the same place are both authentic: count ``sequence`` or ``version`` up at each change.
    """
    return sodium.seal(pad(encode_document(document), floor), list_key, _place(binding))


def open_summary(ciphertext: bytes, list_key: Secret, binding: Binding) -> dict[str, Any]:
    """Undo `seal_summary`.

    Raises
    ------
    SealError
        If ciphertext, key or place are not those of the sealing.
    """
    padded = sodium.open_sealed(ciphertext, list_key, _place(binding), what="sealed summary")
    return decode_document(unpad(padded), what="sealed summary")


def _place(binding: Binding) -> bytes:
    return framed("qorgan/summary", binding.associated_data())
