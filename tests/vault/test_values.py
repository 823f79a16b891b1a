"""Small values open for their purpose and owner only; tags find what was meant."""

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.kernel.errors import SealError
from qorgan.vault import sodium
from qorgan.vault.framing import framed
from qorgan.vault.secret import Secret
from qorgan.vault.values import open_value, seal_value, tag


@given(st.binary(max_size=400))
def test_any_value_opens_as_it_was_sealed(value: bytes) -> None:
    key, owner = Secret(bytes(32)), uuid.UUID(int=1)
    sealed = seal_value(value, key, purpose="e-mail", owner=owner)
    assert open_value(sealed, key, purpose="e-mail", owner=owner) == value


def test_usual_values_all_have_one_length(key: Secret, owner: uuid.UUID) -> None:
    assert len({len(seal_value(b"x" * n, key, purpose="e-mail", owner=owner)) for n in range(128)}) == 1


def test_another_purpose_owner_or_key_is_refused(key: Secret, other_key: Secret, owner: uuid.UUID) -> None:
    sealed = seal_value(b"seed", key, purpose="totp-seed", owner=owner)
    for other in (
        {"key": key, "purpose": "e-mail", "owner": owner},
        {"key": key, "purpose": "totp-seed", "owner": uuid.UUID(int=8)},
        {"key": other_key, "purpose": "totp-seed", "owner": owner},
    ):
        with pytest.raises(SealError):
            open_value(sealed, **other)  # type: ignore[arg-type]


def test_each_purpose_has_a_key_of_its_own(key: Secret, owner: uuid.UUID) -> None:
    sealed = seal_value(b"seed", key, purpose="totp-seed", owner=owner)
    place = framed("qorgan/value", "totp-seed", owner)
    assert sodium.open_sealed(sealed, sodium.derive_key(key, "value", "totp-seed"), place, what="test")
    for other in (key, sodium.derive_key(key, "value", "e-mail"), sodium.derive_key(key, "tag", "totp-seed")):
        with pytest.raises(SealError):
            sodium.open_sealed(sealed, other, place, what="test")


def test_any_flipped_bit_is_refused(key: Secret, owner: uuid.UUID, flips: Any) -> None:
    for forged in (b"", *flips(seal_value(b"seed", key, purpose="totp-seed", owner=owner))):
        with pytest.raises(SealError):
            open_value(forged, key, purpose="totp-seed", owner=owner)


@given(st.text(st.characters()))
def test_a_tag_is_the_same_each_time_and_32_bytes(value: str) -> None:
    key = Secret(bytes(32))
    assert tag(value, key, purpose="sign-in") == tag(value, key, purpose="sign-in")
    assert len(tag(value, key, purpose="sign-in")) == 32


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Айгүл", "АЙГҮЛ"),
        ("aigul", "ＡＩＧＵＬ"),
        ("Straße", "STRASSE"),
        ("и\N{COMBINING BREVE}", "й"),
        ("ﬁ", "FI"),
        ("\u0345\u0313α", "\u0313\u0345α"),
    ],
)
def test_letter_case_and_compatibility_forms_share_a_tag(one: str, other: str, key: Secret) -> None:
    assert tag(one, key, purpose="sign-in") == tag(other, key, purpose="sign-in")


def test_another_value_purpose_or_key_has_another_tag(key: Secret, other_key: Secret) -> None:
    tags = {
        tag("aigul", key, purpose="sign-in"),
        tag("aigu1", key, purpose="sign-in"),
        tag("aigul", key, purpose="e-mail"),
        tag("aigul", other_key, purpose="sign-in"),
    }
    assert len(tags) == 4
