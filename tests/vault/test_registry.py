"""A public key is used only with a MAC that proves whose it is."""

import re
from typing import Any

import pytest

from qorgan.kernel.errors import SealError
from qorgan.vault.registry import check_public_key, fingerprint, mac_public_key
from qorgan.vault.secret import KeyPair, Secret


def test_a_registered_key_is_returned(key: Secret, centre: KeyPair) -> None:
    mac = mac_public_key(key, owner="keyring:1", version=2, public=centre.public)
    assert check_public_key(key, owner="keyring:1", version=2, public=centre.public, mac=mac) == centre.public


@pytest.mark.parametrize("change", [{"owner": "keyring:2"}, {"version": 3}, {"public": bytes(32)}, {"mac": bytes(32)}])
def test_a_substituted_row_is_refused(change: dict[str, Any], key: Secret, centre: KeyPair) -> None:
    mac = mac_public_key(key, owner="keyring:1", version=2, public=centre.public)
    row = {"owner": "keyring:1", "version": 2, "public": centre.public, "mac": mac}
    with pytest.raises(SealError):
        check_public_key(key, **{**row, **change})


def test_a_mac_under_another_registry_key_is_refused(key: Secret, other_key: Secret, centre: KeyPair) -> None:
    mac = mac_public_key(other_key, owner="keyring:1", version=2, public=centre.public)
    with pytest.raises(SealError):
        check_public_key(key, owner="keyring:1", version=2, public=centre.public, mac=mac)


def test_any_flipped_bit_of_key_or_mac_is_refused(key: Secret, centre: KeyPair, flips: Any) -> None:
    mac = mac_public_key(key, owner="keyring:1", version=2, public=centre.public)
    forgeries = [(public, mac) for public in flips(centre.public)] + [(centre.public, other) for other in flips(mac)]
    for public, other in forgeries:
        with pytest.raises(SealError):
            check_public_key(key, owner="keyring:1", version=2, public=public, mac=other)


@pytest.mark.parametrize("mac_size", [0, 16, 31, 33])
def test_a_mac_of_another_size_is_refused(mac_size: int, key: Secret, centre: KeyPair) -> None:
    mac = mac_public_key(key, owner="keyring:1", version=2, public=centre.public).ljust(33, b"x")[:mac_size]
    with pytest.raises(SealError):
        check_public_key(key, owner="keyring:1", version=2, public=centre.public, mac=mac)


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(33)])
def test_a_public_key_of_another_size_gets_no_mac(public: bytes, key: Secret) -> None:
    with pytest.raises(SealError):
        mac_public_key(key, owner="keyring:1", version=2, public=public)


def test_a_fingerprint_is_eight_groups_that_differ_by_key(centre: KeyPair, survivor: KeyPair) -> None:
    assert re.fullmatch(r"[0-9a-f]{4}( [0-9a-f]{4}){7}", fingerprint(centre.public))
    assert fingerprint(centre.public) == fingerprint(centre.public) != fingerprint(survivor.public)
