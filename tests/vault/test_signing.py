"""What the staff door signs can be checked by both doors and made by one."""

from typing import Any

import pytest

from qorgan.kernel.errors import SealError
from qorgan.vault.secret import KeyPair, Secret
from qorgan.vault.signing import check, check_signed_key, sign, sign_public_key, verify_key_of

PLACE: dict[str, Any] = {"owner": "keyring/1", "version": 2}


def test_a_signed_key_is_returned(key: Secret, centre: KeyPair) -> None:
    signature = sign_public_key(key, **PLACE, public=centre.public)
    checked = check_signed_key(verify_key_of(key), **PLACE, public=centre.public, signature=signature)
    assert checked == centre.public


@pytest.mark.parametrize(
    "change", [{"owner": "keyring/2"}, {"version": 3}, {"public": bytes(32)}, {"signature": bytes(64)}]
)
def test_a_signature_fits_no_other_key_owner_or_version(change: dict[str, Any], key: Secret, centre: KeyPair) -> None:
    row = {**PLACE, "public": centre.public, "signature": sign_public_key(key, **PLACE, public=centre.public)}
    with pytest.raises(SealError):
        check_signed_key(verify_key_of(key), **{**row, **change})


def test_any_flipped_bit_is_refused(key: Secret, centre: KeyPair, flips: Any) -> None:
    signature = sign_public_key(key, **PLACE, public=centre.public)
    for other in flips(signature):
        with pytest.raises(SealError):
            check_signed_key(verify_key_of(key), **PLACE, public=centre.public, signature=other)


@pytest.mark.parametrize("size", [0, 32, 63, 65])
def test_a_signature_of_another_size_is_refused(size: int, key: Secret) -> None:
    signature = sign(key, "centre/1", b"told").ljust(65, b"x")[:size]
    with pytest.raises(SealError):
        check(verify_key_of(key), "centre/1", b"told", signature)


def test_a_signature_of_one_thing_is_not_that_of_another(key: Secret, centre: KeyPair) -> None:
    """A centre's text that reads like a public key is not one."""
    signature = sign(key, "centre/1", b"told")
    with pytest.raises(SealError):
        check(verify_key_of(key), "centre/2", b"told", signature)
    with pytest.raises(SealError):
        check(verify_key_of(key), "centre/1", b"told otherwise", signature)


def test_who_can_check_cannot_sign(key: Secret, centre: KeyPair) -> None:
    forged = sign_public_key(Secret(verify_key_of(key)), **PLACE, public=centre.public)
    with pytest.raises(SealError):
        check_signed_key(verify_key_of(key), **PLACE, public=centre.public, signature=forged)


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(33)])
def test_a_public_key_of_another_size_is_not_signed(public: bytes, key: Secret) -> None:
    with pytest.raises(SealError):
        sign_public_key(key, **PLACE, public=public)


def test_the_signature_is_that_of_the_standard() -> None:
    """RFC 8032, section 7.1, test 1: the public key of this seed."""
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert verify_key_of(Secret(seed)).hex() == public
