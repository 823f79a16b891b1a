"""The calls of libsodium agree with other programs, and forgeries are refused."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.kernel.errors import SealError
from qorgan.vault import sodium
from qorgan.vault.secret import Secret

# draft-irtf-cfrg-xchacha-03, appendix A.3.1
DRAFT_KEY = Secret(bytes(range(0x80, 0xA0)))
DRAFT_NONCE = bytes(range(0x40, 0x58))
DRAFT_DATA = bytes.fromhex("50515253c0c1c2c3c4c5c6c7")
DRAFT_CIPHERTEXT = bytes.fromhex(
    "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216"
    "cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13"
    "b52ec0875924c1c7987947deafd8780acf49"
)
DRAFT_PLAINTEXT = (
    b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
    b"sunscreen would be it."
)


def opened(ciphertext: bytes, key: Secret, place: bytes = b"place") -> bytes:
    return sodium.open_sealed(ciphertext, key, place, what="test")


def test_the_ciphertext_of_the_xchacha_draft_opens() -> None:
    assert opened(DRAFT_NONCE + DRAFT_CIPHERTEXT, DRAFT_KEY, DRAFT_DATA) == DRAFT_PLAINTEXT


@given(st.binary(max_size=300), st.binary(max_size=40))
def test_what_is_sealed_opens(plaintext: bytes, place: bytes) -> None:
    key = sodium.random_key()
    assert opened(sodium.seal(plaintext, key, place), key, place) == plaintext


def test_any_flipped_bit_is_refused(key: Secret, flips) -> None:  # type: ignore[no-untyped-def]
    for forged in flips(sodium.seal(b"a few words", key, b"place")):
        with pytest.raises(SealError):
            opened(forged, key)


def test_every_truncation_is_refused(key: Secret) -> None:
    sealed = sodium.seal(b"a few words", key, b"place")
    for size in range(len(sealed)):
        with pytest.raises(SealError):
            opened(sealed[:size], key)


def test_another_key_or_place_is_refused(key: Secret, other_key: Secret) -> None:
    sealed = sodium.seal(b"a few words", key, b"place")
    with pytest.raises(SealError):
        opened(sealed, other_key)
    with pytest.raises(SealError):
        opened(sealed, key, b"elsewhere")


def test_sealing_twice_gives_different_ciphertexts(key: Secret) -> None:
    assert sodium.seal(b"same", key, b"place") != sodium.seal(b"same", key, b"place")


@given(st.binary(max_size=300))
def test_digests_agree_with_the_standard_library(data: bytes) -> None:
    key = b"k" * 32
    assert sodium.digest(data) == hashlib.blake2b(data, digest_size=32).digest()
    assert (
        sodium.keyed_digest(data, Secret(key), person="qorgan.test")
        == hashlib.blake2b(data, digest_size=32, key=key, person=b"qorgan.test").digest()
    )


def test_one_key_gives_unrelated_digests_and_subkeys_for_each_use(key: Secret) -> None:
    assert sodium.keyed_digest(b"", key, person="one") != sodium.keyed_digest(b"", key, person="other")
    assert sodium.derive_key(key, "one") != sodium.derive_key(key, "other")
    assert sodium.derive_key(key, "ab", "c") != sodium.derive_key(key, "a", "bc")
    assert sodium.derive_key(key, "one") == sodium.derive_key(key, "one")


@pytest.mark.parametrize("size", [0, 16, 31, 33, 64])
def test_a_key_of_another_size_is_never_used(size: int) -> None:
    short = Secret(b"k" * size)
    for use in (
        lambda: sodium.keyed_digest(b"", short, person="qorgan.test"),
        lambda: sodium.derive_key(short, "use"),
        lambda: sodium.seal(b"", short, b"place"),
        lambda: opened(bytes(60), short),
    ):
        with pytest.raises(SealError):
            use()


@pytest.mark.parametrize("bound", [1, 2, 3, 10, 255, 256, 257])
def test_random_numbers_reach_every_value_below_their_bound_and_no_other(bound: int) -> None:
    # Each value is missed with a probability below e^-40.
    assert {sodium.random_below(bound) for _ in range(40 * bound + 5 * bound)} == set(range(bound))


@pytest.mark.parametrize(
    ("bound", "part"),
    [
        (3, 1),  # two bits folded onto 3 values would give 0 half of the draws instead of a third
        (171, 85),  # a byte folded onto 171 values would give the lowest 85 two thirds instead of half
    ],
)
def test_random_numbers_are_even_where_folding_would_show(bound: int, part: int) -> None:
    n_draws = 9000
    share = sum(sodium.random_below(bound) < part for _ in range(n_draws)) / n_draws
    assert abs(share - part / bound) < 0.053  # ten standard deviations


def test_fresh_keys_differ() -> None:
    assert sodium.random_key() != sodium.random_key()
