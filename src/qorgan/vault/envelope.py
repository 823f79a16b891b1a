"""A document sealed under its own key, and that key wrapped for each reader."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nacl import bindings
from nacl.exceptions import CryptoError

from qorgan.vault import sodium
from qorgan.vault.document import decode_document, encode_document
from qorgan.vault.framing import framed
from qorgan.vault.padding import pad, unpad
from qorgan.vault.secret import KEY_SIZE, KeyPair, Secret

PAYLOAD_SIZE = KEY_SIZE + 32
_BOX_NONCE_SIZE = bindings.crypto_box_NONCEBYTES


@dataclass(frozen=True)
class Binding:
    """The one place a ciphertext belongs to.

    Parameters
    ----------
    kind : str
        What it is, such as ``"disclosure"``.
    id, thread : uuid.UUID
        Its own id and that of its thread.
    sequence : int
        Its number in the thread, at least 0.
    direction : str
        From whom to whom.
    version : int
        Of the document's form.
    """

    kind: str
    id: uuid.UUID
    thread: uuid.UUID
    sequence: int
    direction: str
    version: int = 1

    def associated_data(self) -> bytes:
        """Return the bytes that are authenticated with the ciphertext."""
        return framed("qorgan/binding", self.kind, self.id, self.thread, self.sequence, self.direction, self.version)


@dataclass(frozen=True)
class SealedDocument:
    """What `seal_document` makes.

    Parameters
    ----------
    ciphertext : bytes
        For the database.
    payload : Secret
        Content key, then BLAKE2b-256 of the ciphertext: 64 bytes, to be wrapped for each reader and then forgotten.
    """

    ciphertext: bytes = field(repr=False)
    payload: Secret


def seal_document(document: Mapping[str, Any], binding: Binding) -> SealedDocument:
    """Seal ``document`` under a fresh key, to the place that ``binding`` names.

    Parameters
    ----------
    document : Mapping[str, Any]
        What JSON can hold.
    binding : Binding
        Must be the same at opening.

    Raises
    ------
    SealError
        If the document is not JSON, or the binding's numbers are negative.
    """
    key = sodium.random_key()
    ciphertext = sodium.seal(pad(encode_document(document)), key, _place(binding))
    return SealedDocument(ciphertext, Secret(key.reveal() + sodium.digest(ciphertext)))


def open_document(ciphertext: bytes, payload: Secret, binding: Binding) -> dict[str, Any]:
    """Open what `seal_document` sealed.

    Parameters
    ----------
    ciphertext : bytes
        From the database, and so perhaps from a forger.
    payload : Secret
        As unwrapped by the reader.
    binding : Binding
        Built from where the row was found, never from what the ciphertext says of itself.

    Raises
    ------
    SealError
        If ciphertext, payload or place are not those of the sealing.

    Notes
    -----
    The digest ties a wrap to one ciphertext: a reader of a wrapped key cannot be made to open another ciphertext
    under that key, not even by somebody who knows the key.
    """
    key, expected = payload.reveal()[:KEY_SIZE], payload.reveal()[KEY_SIZE:]
    if not sodium.is_equal(sodium.digest(ciphertext), expected):
        raise sodium.refused("sealed document")
    padded = sodium.open_sealed(ciphertext, Secret(key), _place(binding), what="sealed document")
    return decode_document(unpad(padded), what="sealed document")


def wrap_sealed(payload: Secret, reader: bytes) -> bytes:
    """Wrap for ``reader`` without saying from whom (``crypto_box_seal``).

    Parameters
    ----------
    payload : Secret
        Usually a document's.
    reader : bytes
        Public key, checked by the caller against its MAC.

    Raises
    ------
    SealError
        If ``reader`` is no usable public key.

    Notes
    -----
    Anyone can make such a box. What is inside is authentic only as far as its content proves it.
    """
    try:
        return bindings.crypto_box_seal(payload.reveal(), reader)
    except CryptoError:
        raise sodium.refused("reader's public key") from None


def unwrap_sealed(box: bytes, reader: KeyPair) -> Secret:
    """Undo `wrap_sealed`.

    Raises
    ------
    SealError
        If the box is altered or for somebody else.
    """
    try:
        return Secret(bindings.crypto_box_seal_open(box, reader.public, reader.private.reveal()))
    except CryptoError:
        raise sodium.refused("wrapped key") from None


def wrap_between(payload: Secret, sender: Secret, reader: bytes) -> bytes:
    """Wrap for ``reader`` so that she knows it is from ``sender``, yet can prove it to nobody (``crypto_box``).

    Parameters
    ----------
    payload : Secret
        Usually a document's.
    sender : Secret
        Private key; with one's own public key as ``reader`` it is wrapped to oneself.
    reader : bytes
        Public key, checked by the caller against its MAC.

    Returns
    -------
    bytes
        24 random bytes of nonce, then the box.

    Raises
    ------
    SealError
        If ``reader`` is no usable public key, a point of low order among them.

    Notes
    -----
    Both ends share one key, so a box can be sent back as if from the other end; the direction in the document's
    `Binding` refuses that. Whoever steals the reader's private key can also write to her in anyone's name.
    """
    nonce = sodium.random_bytes(_BOX_NONCE_SIZE)
    return nonce + bindings.crypto_box_afternm(payload.reveal(), nonce, _shared(sender, reader))


def unwrap_between(box: bytes, reader: Secret, sender: bytes) -> Secret:
    """Undo `wrap_between`.

    Parameters
    ----------
    box : bytes
        As wrapped.
    reader : Secret
        Private key.
    sender : bytes
        Public key of the person it must be from.

    Raises
    ------
    SealError
        If the box is altered, from somebody else or for somebody else.
    """
    shared = _shared(reader, sender)
    try:
        return Secret(bindings.crypto_box_open_afternm(box[_BOX_NONCE_SIZE:], box[:_BOX_NONCE_SIZE], shared))
    except CryptoError:
        raise sodium.refused("wrapped key") from None


def _place(binding: Binding) -> bytes:
    return framed("qorgan/document", binding.associated_data())


def _shared(private: Secret, public: bytes) -> bytes:
    try:
        # libsodium answers an all-zero shared point, which a low-order public key gives, with an error.
        return bindings.crypto_box_beforenm(public, private.reveal())
    except CryptoError:
        raise sodium.refused("other end's public key") from None
