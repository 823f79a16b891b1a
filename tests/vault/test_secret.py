"""Secrets do not show themselves; key pairs are those of RFC 7748."""

import pickle
import traceback
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.kernel.errors import SealError
from qorgan.vault.secret import KeyPair, Passphrase, Secret


def test_a_secret_shows_nothing_however_it_is_printed() -> None:
    secret = Secret(b"sesame")
    assert "sesame" not in f"{secret} {secret!r} {secret!s} {[secret]} {KeyPair(b'', secret)}"


def test_a_passphrase_shows_nothing_however_it_is_printed() -> None:
    passphrase = Passphrase("sesame")
    assert "sesame" not in f"{passphrase} {passphrase!r} {passphrase!s} {[passphrase]}"


@given(st.binary(), st.binary())
def test_secrets_are_equal_exactly_when_their_bytes_are(one: bytes, other: bytes) -> None:
    assert Secret(one) == Secret(one)
    assert (Secret(one) == Secret(other)) is (one == other)
    assert Secret(one) != one


@given(st.text(st.characters()), st.text(st.characters()))
def test_passphrases_are_equal_exactly_when_their_text_is(one: str, other: str) -> None:
    assert Passphrase(one) == Passphrase(one)
    assert (Passphrase(one) == Passphrase(other)) is (one == other)
    assert Passphrase(one) != one


@pytest.mark.parametrize("value", [Secret(b"sesame"), Passphrase("sesame")])
def test_a_secret_is_no_key_of_a_dictionary(value: Secret | Passphrase) -> None:
    with pytest.raises(TypeError):
        hash(value)


def test_a_secret_and_a_passphrase_travel_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(Secret(b"sesame"))).reveal() == b"sesame"  # noqa: S301 - our own bytes
    assert pickle.loads(pickle.dumps(Passphrase("sesame"))).reveal() == "sesame"  # noqa: S301 - our own bytes


def test_the_public_key_is_that_of_rfc_7748() -> None:
    private = bytes.fromhex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")  # section 6.1, Alice
    public = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"
    assert KeyPair.from_private(Secret(private)).public.hex() == public


def test_a_generated_pair_belongs_together_and_is_new() -> None:
    pair = KeyPair.generate()
    assert KeyPair.from_private(pair.private) == pair
    assert KeyPair.generate() != pair


@given(st.binary(min_size=32, max_size=32))
def test_a_seed_stands_for_one_pair_that_belongs_together(seed: bytes) -> None:
    pair = KeyPair.from_seed(seed)
    assert KeyPair.from_seed(seed) == pair == KeyPair.from_private(pair.private)


@pytest.mark.parametrize("size", [0, 31, 33])
@pytest.mark.parametrize("build", [lambda value: KeyPair.from_private(Secret(value)), KeyPair.from_seed])
def test_a_key_of_another_size_is_refused_without_being_shown(build: Callable[[bytes], KeyPair], size: int) -> None:
    with pytest.raises(SealError) as caught:
        build(b"sesame".ljust(size, b"x")[:size])
    assert "sesame" not in "".join(traceback.format_exception_only(caught.value))
