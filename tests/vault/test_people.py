"""A passphrase opens its owner's key and no other; codes are strong enough and forgiving to type."""

import hashlib
import math
import re
import traceback
import uuid
from typing import Any

import pytest

from qorgan.kernel.errors import PassphraseError, SealError
from qorgan.vault import people
from qorgan.vault.people import (
    derive_wrapping_key,
    generate_passphrase,
    generate_recovery_codes,
    hash_recovery_code,
    new_salt,
    unwrap_private_key,
    wrap_private_key,
)
from qorgan.vault.secret import Passphrase, Secret

SALT = bytes(range(16))
PRIVATE = Secret(b"her private key".ljust(32, b"."))


def test_a_passphrase_is_five_words_that_can_be_spoken() -> None:
    word = f"[{people.CONSONANTS}][{people.VOWELS}]" * 2 + f"[{people.CONSONANTS}]"
    for _ in range(200):
        assert re.fullmatch(f"{word}( {word}){{4}}", generate_passphrase().reveal())


def test_there_are_54925_words_and_78_bits_in_five() -> None:
    words = {people._word(number) for number in range(people.N_CHOICES)}
    assert len(words) == people.N_CHOICES == 54_925
    assert len(generate_passphrase().reveal().split(" ")) == people.N_WORDS == 5
    assert people.N_WORDS * math.log2(len(words)) == pytest.approx(78.73, abs=0.01)


def test_no_letter_of_a_passphrase_reads_as_another_in_cyrillic() -> None:
    assert not set(people.CONSONANTS + people.VOWELS) & set("cpxybhqw")


def test_passphrases_use_every_letter_and_do_not_repeat() -> None:
    drawn = [generate_passphrase().reveal() for _ in range(200)]
    assert len(set(drawn)) == 200
    assert set("".join(drawn)) == set(people.CONSONANTS + people.VOWELS + " ")


def test_the_wrapping_key_agrees_with_other_programs(key: Secret) -> None:
    # argon2-cffi 25.1.0: hash_secret_raw(b"dalek murin", bytes(range(16)), 3, 64 * 1024, 1, 32, Type.ID)
    stretched = bytes.fromhex("4517143e3c330ff7e1813d3460dad32d388162156a9da1d70b43c816b0a2ffbd")
    expected = hashlib.blake2b(stretched, digest_size=32, key=key.reveal(), person=b"qorgan.wrapping").digest()
    assert derive_wrapping_key(Passphrase("dalek murin"), SALT, key).reveal() == expected


def test_the_wrapping_key_depends_on_passphrase_salt_and_staff_key(key: Secret, other_key: Secret) -> None:
    derived = derive_wrapping_key(Passphrase("dalek murin"), SALT, key)
    assert derived != derive_wrapping_key(Passphrase("dalek muris"), SALT, key)
    assert derived != derive_wrapping_key(Passphrase("dalek murin"), bytes(16), key)
    assert derived != derive_wrapping_key(Passphrase("dalek murin"), SALT, other_key)


@pytest.mark.parametrize(
    "typed",
    ["dalek murin", "Dalek MURIN", "  dalek\t murin\n", "dalek-murin", "dalek \N{EM DASH} murin", "ｄａｌｅｋ　murin"],
)
def test_a_passphrase_may_be_typed_in_any_usual_way(typed: str) -> None:
    assert people._normalised(Passphrase(typed)) == b"dalek murin"


def test_a_border_between_words_still_counts() -> None:
    assert people._normalised(Passphrase("dale kmurin")) != people._normalised(Passphrase("dalek murin"))


@pytest.mark.parametrize("typed", ["", "\ud800", "İ", "\x00"], ids=ascii)
def test_awkward_text_has_one_form(typed: str) -> None:
    once = people._normalised(Passphrase(typed)).decode("utf-8", "surrogatepass")
    assert people._normalised(Passphrase(once)).decode("utf-8", "surrogatepass") == once


def test_a_private_key_opens_under_its_wrapping_key(key: Secret, owner: uuid.UUID) -> None:
    assert unwrap_private_key(wrap_private_key(PRIVATE, key, owner), key, owner) == PRIVATE


def test_another_passphrase_is_refused_as_such_without_showing_anything(
    key: Secret, other_key: Secret, owner: uuid.UUID
) -> None:
    with pytest.raises(PassphraseError) as caught:
        unwrap_private_key(wrap_private_key(PRIVATE, key, owner), other_key, owner)
    assert "her private key" not in "".join(traceback.format_exception(caught.value))


def test_the_row_of_another_person_is_refused(key: Secret, owner: uuid.UUID) -> None:
    with pytest.raises(PassphraseError):
        unwrap_private_key(wrap_private_key(PRIVATE, key, owner), key, uuid.UUID(int=8))


def test_any_flipped_bit_of_a_wrapped_key_is_refused(key: Secret, owner: uuid.UUID, flips: Any) -> None:
    for forged in (b"", *flips(wrap_private_key(PRIVATE, key, owner))):
        with pytest.raises(PassphraseError):
            unwrap_private_key(forged, key, owner)


def test_salts_are_sixteen_bytes_and_differ() -> None:
    assert len(new_salt()) == 16
    assert new_salt() != new_salt()


def test_recovery_codes_are_ten_and_each_is_worth_fifty_bits() -> None:
    codes = generate_recovery_codes()
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"\d{4}( \d{4}){3}", code) for code in codes)
    assert math.log2(10**16) > 50


@pytest.mark.parametrize(
    "typed", ["1234567890123456", "1234-5678-9012-3456", " 1234 5678 9012 3456\n", "１２３４567890123456"]
)
def test_a_recovery_code_may_be_typed_in_any_usual_way(typed: str, key: Secret, owner: uuid.UUID) -> None:
    assert hash_recovery_code(typed, key, owner) == hash_recovery_code("1234 5678 9012 3456", key, owner)


def test_the_hash_of_a_recovery_code_depends_on_code_key_and_owner(
    key: Secret, other_key: Secret, owner: uuid.UUID
) -> None:
    hashes = {
        hash_recovery_code("1234 5678 9012 3456", key, owner),
        hash_recovery_code("1234 5678 9012 3457", key, owner),
        hash_recovery_code("1234 5678 9012 3456", other_key, owner),
        hash_recovery_code("1234 5678 9012 3456", key, uuid.UUID(int=8)),
    }
    assert {len(value) for value in hashes} == {32}
    assert len(hashes) == 4


def test_a_staff_key_of_another_size_is_never_used(owner: uuid.UUID) -> None:
    with pytest.raises(SealError):
        hash_recovery_code("1234", Secret(b""), owner)
