"""What a session keeps opens with the cookie's key, in that session only."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.kernel.errors import SealError
from qorgan.vault.secret import Secret
from qorgan.vault.session import new_session_key, open_session, seal_session


@given(st.binary(max_size=100), st.text(st.characters(), max_size=20))
def test_what_is_sealed_opens_in_its_session(value: bytes, session: str) -> None:
    key = new_session_key()
    assert open_session(seal_session(value, key, session=session), key, session=session) == value


def test_another_session_or_key_is_refused(key: Secret, other_key: Secret) -> None:
    sealed = seal_session(b"private key", key, session="staff:1")
    with pytest.raises(SealError):
        open_session(sealed, key, session="public:1")
    with pytest.raises(SealError):
        open_session(sealed, other_key, session="staff:1")


def test_any_flipped_bit_is_refused(key: Secret, flips: Any) -> None:
    for forged in (b"", *flips(seal_session(b"private key", key, session="staff:1"))):
        with pytest.raises(SealError):
            open_session(forged, key, session="staff:1")


def test_session_keys_are_32_bytes_and_differ() -> None:
    assert len(new_session_key().reveal()) == 32
    assert new_session_key() != new_session_key()
