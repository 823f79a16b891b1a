"""Public keys with a MAC, so that a writer of the database cannot slip in his own."""

from qorgan.vault import sodium
from qorgan.vault.framing import framed
from qorgan.vault.secret import KEY_SIZE, Secret


def mac_public_key(registry_key: Secret, *, owner: str, version: int, public: bytes) -> bytes:
    """Return the MAC to be stored beside a public key.

    Parameters
    ----------
    registry_key : Secret
        From a key file.
    owner : str
        Whose key it is, unmistakably: kind and id, such as ``"keyring:<uuid>"``.
    version : int
        Of the owner's key, at least 0.
    public : bytes
        32 bytes.

    Returns
    -------
    bytes
        32 bytes.

    Raises
    ------
    SealError
        If the public key has another length or the version is negative.

    Notes
    -----
    A MAC does not say which version is the newest: an older key with its own MAC also checks. The caller takes the
    version from where an attacker of that row cannot have set it back, or shows `fingerprint` to people.
    """
    if len(public) != KEY_SIZE:
        raise sodium.refused("public key")
    return sodium.keyed_digest(
        framed("qorgan/public-key", owner, version, public), registry_key, person="qorgan.registry"
    )


def check_public_key(registry_key: Secret, *, owner: str, version: int, public: bytes, mac: bytes) -> bytes:
    """Return ``public`` once its MAC proves it; seal to nothing else.

    Raises
    ------
    SealError
        If key, owner, version or MAC do not belong together.
    """
    if not sodium.is_equal(mac_public_key(registry_key, owner=owner, version=version, public=public), mac):
        raise sodium.refused("public key")
    return public


def fingerprint(public: bytes) -> str:
    """Return 8 groups of 4 hexadecimal digits, 128 bits, that two people can read to each other."""
    digits = sodium.digest(framed("qorgan/fingerprint", public))[:16].hex()
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))
