"""A grant gives a member her keyring, and nobody can slip another one in."""

from typing import Any

import pytest

from qorgan.kernel.errors import SealError
from qorgan.vault.envelope import wrap_sealed
from qorgan.vault.keyring import KeyringSecret, new_keyring, open_grant, seal_grant
from qorgan.vault.secret import KeyPair, Secret

LABEL = "keyring:1/2"


@pytest.fixture(scope="module")
def keyring() -> KeyringSecret:
    return new_keyring()


def test_a_member_opens_her_grant(keyring: KeyringSecret, centre: KeyPair) -> None:
    box = seal_grant(keyring, centre.public, label=LABEL)
    assert open_grant(box, centre, label=LABEL, expected_public=keyring.key_pair.public) == keyring


def test_keyrings_differ() -> None:
    one, other = new_keyring(), new_keyring()
    assert one.key_pair != other.key_pair
    assert one.list_key != other.list_key


def test_somebody_elses_grant_is_refused(keyring: KeyringSecret, centre: KeyPair, stranger: KeyPair) -> None:
    box = seal_grant(keyring, centre.public, label=LABEL)
    with pytest.raises(SealError):
        open_grant(box, stranger, label=LABEL, expected_public=keyring.key_pair.public)


@pytest.mark.parametrize("label", ["keyring:1/1", "keyring:2/2", ""])
def test_a_grant_of_another_keyring_or_version_is_refused(label: str, keyring: KeyringSecret, centre: KeyPair) -> None:
    box = seal_grant(keyring, centre.public, label=LABEL)
    with pytest.raises(SealError):
        open_grant(box, centre, label=label, expected_public=keyring.key_pair.public)


def test_a_forged_keyring_is_refused(keyring: KeyringSecret, centre: KeyPair) -> None:
    box = seal_grant(new_keyring(), centre.public, label=LABEL)
    with pytest.raises(SealError):
        open_grant(box, centre, label=LABEL, expected_public=keyring.key_pair.public)


def test_any_flipped_bit_is_refused(keyring: KeyringSecret, centre: KeyPair, flips: Any) -> None:
    for forged in flips(seal_grant(keyring, centre.public, label=LABEL)):
        with pytest.raises(SealError):
            open_grant(forged, centre, label=LABEL, expected_public=keyring.key_pair.public)


@pytest.mark.parametrize("size", [0, 31, 64, 95, 97])
def test_a_grant_of_another_size_is_refused(size: int, centre: KeyPair) -> None:
    with pytest.raises(SealError):
        open_grant(wrap_sealed(Secret(bytes(size)), centre.public), centre, label=LABEL, expected_public=bytes(32))


def test_a_keyring_shows_no_key_when_printed(keyring: KeyringSecret) -> None:
    assert repr(keyring).count("Secret(hidden)") == 2
