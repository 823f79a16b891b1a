"""Signatures of the staff door, so that who can check cannot also forge."""

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from qorgan.vault import sodium
from qorgan.vault.framing import framed
from qorgan.vault.secret import KEY_SIZE, Secret

SIGNATURE_SIZE = 64


def verify_key_of(signing_key: Secret) -> bytes:
    """Return the 32 bytes that check what ``signing_key`` signs; no secret."""
    return bytes(SigningKey(signing_key.reveal()).verify_key)


def sign(signing_key: Secret, what: str, body: bytes) -> bytes:
    """Sign ``body`` as being ``what``.

    Parameters
    ----------
    signing_key : Secret
        Seed of an Ed25519 key (RFC 8032), 32 bytes, from a key file.
    what : str
        What is said, one constant per kind and the id it is about, so that a signature fits no other place.
    body : bytes
        Of any length.

    Returns
    -------
    bytes
        64 bytes.
    """
    return SigningKey(signing_key.reveal()).sign(framed("qorgan/signed", what, body)).signature


def check(verify_key: bytes, what: str, body: bytes, signature: bytes) -> None:
    """Check a signature.

    Raises
    ------
    SealError
        If key, ``what``, ``body`` and signature do not belong together.
    """
    try:
        VerifyKey(verify_key).verify(framed("qorgan/signed", what, body), signature)
    except (BadSignatureError, ValueError):
        raise sodium.refused(what.partition("/")[0]) from None


def sign_public_key(signing_key: Secret, *, owner: str, version: int, public: bytes) -> bytes:
    """Return the signature to be stored beside a public key.

    Parameters
    ----------
    owner : str
        Whose key it is, unmistakably: kind and id, such as ``"keyring/<uuid>"``.
    version : int
        Of the owner's key, at least 0.
    public : bytes
        32 bytes.

    Raises
    ------
    SealError
        If the public key has another length or the version is negative.

    Notes
    -----
    A signature does not say which version is the newest: an older key with its own signature also checks.
    """
    return sign(signing_key, f"public key/{owner}", _key_body(version, public))


def check_signed_key(verify_key: bytes, *, owner: str, version: int, public: bytes, signature: bytes) -> bytes:
    """Return ``public`` once its signature proves it; seal to nothing else.

    Raises
    ------
    SealError
        If key, owner, version or signature do not belong together.
    """
    check(verify_key, f"public key/{owner}", _key_body(version, public), signature)
    return public


def _key_body(version: int, public: bytes) -> bytes:
    if len(public) != KEY_SIZE:
        raise sodium.refused("public key")
    return framed("qorgan/public-key", version, public)
