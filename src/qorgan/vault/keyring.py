"""A keyring: the keys of one duty at one centre, and the grants that seal them to its members."""

from dataclasses import dataclass

from qorgan.vault import sodium
from qorgan.vault.envelope import unwrap_sealed, wrap_sealed
from qorgan.vault.framing import framed
from qorgan.vault.secret import KEY_SIZE, KeyPair, Secret


@dataclass(frozen=True)
class KeyringSecret:
    """What a member's grant holds.

    Parameters
    ----------
    key_pair : KeyPair
        What documents are wrapped to.
    list_key : Secret
        32 bytes, for the summaries.
    """

    key_pair: KeyPair
    list_key: Secret


def new_keyring() -> KeyringSecret:
    """Return fresh keys for a duty."""
    return KeyringSecret(KeyPair.generate(), sodium.random_key())


def seal_grant(keyring: KeyringSecret, member_public: bytes, *, label: str) -> bytes:
    """Seal a keyring to one member.

    Parameters
    ----------
    keyring : KeyringSecret
        What she may hold.
    member_public : bytes
        Her public key, checked by the caller against its MAC.
    label : str
        Keyring id and version; must be the same at opening.

    Raises
    ------
    SealError
        If ``member_public`` is no usable public key.
    """
    private, list_key = keyring.key_pair.private.reveal(), keyring.list_key.reveal()
    return wrap_sealed(Secret(private + list_key + _labelled(label)), member_public)


def open_grant(box: bytes, member: KeyPair, *, label: str, expected_public: bytes) -> KeyringSecret:
    """Undo `seal_grant`.

    Parameters
    ----------
    box : bytes
        From the database, and so perhaps from a forger.
    member : KeyPair
        Hers.
    label : str
        Of the keyring she wants to open.
    expected_public : bytes
        The keyring's public key, checked by the caller against its MAC.

    Raises
    ------
    SealError
        If the box is altered, for somebody else, of another label, or holds another key than expected.

    Notes
    -----
    Anyone can seal a box to her. Only somebody who holds the keyring's private key can seal one that opens here, and
    he has the list key as well: so both are authentic, up to a member who turns against her own centre.
    """
    opened = unwrap_sealed(box, member).reveal()
    private, list_key, labelled = opened[:KEY_SIZE], opened[KEY_SIZE : 2 * KEY_SIZE], opened[2 * KEY_SIZE :]
    if not sodium.is_equal(labelled, _labelled(label)):
        raise sodium.refused("grant of a keyring")
    key_pair = KeyPair.from_private(Secret(private))
    if not sodium.is_equal(key_pair.public, expected_public):
        raise sodium.refused("grant of a keyring")
    return KeyringSecret(key_pair, Secret(list_key))


def _labelled(label: str) -> bytes:
    return sodium.digest(framed("qorgan/grant", label))
