"""A receipt is read generously, checked strictly, and opens the same keys for ever."""

import hashlib
import pickle
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.kernel.errors import ReceiptError
from qorgan.vault.receipt import Receipt, ReceiptSecret, damm_digit, keys_for, stretch
from qorgan.vault.secret import KeyPair, Secret

SALT = bytes(range(16))
SECRET = ReceiptSecret("1", Secret(b"receipts".ljust(32, b".")))
OTHER_SECRET = ReceiptSecret("2", Secret(b"receipts, later".ljust(32, b".")))
ZEROS = "0" * 25
# Receipts that every run has alike.
RECEIPTS = [Receipt.for_nonce(bytes([number]), SECRET).reveal() for number in range(200)]


def kind_of(text: str) -> str:
    with pytest.raises(ReceiptError) as caught:
        Receipt.parse(text)
    return caught.value.kind


def test_the_check_digit_is_that_of_the_published_example() -> None:
    assert damm_digit("572") == 4  # https://en.wikipedia.org/wiki/Damm_algorithm
    assert damm_digit("5724") == 0


def test_every_single_wrong_digit_is_caught() -> None:
    for digits in RECEIPTS:
        for place in range(25):
            for wrong in set("0123456789") - {digits[place]}:
                assert damm_digit(digits[:place] + wrong + digits[place + 1 :]) != 0


def test_every_swap_of_unlike_neighbours_is_caught() -> None:
    for digits in RECEIPTS:
        for place in range(24):
            one, other = digits[place], digits[place + 1]
            assert one == other or damm_digit(digits[:place] + other + one + digits[place + 2 :]) != 0


def test_every_swap_is_caught_from_every_state_of_the_check() -> None:
    # The table's own property, from which the test before follows for receipts of any length.
    starts = {damm_digit(start): start for start in map(str, range(100))}
    assert set(starts) == set(range(10))
    for start in starts.values():
        for one in "0123456789":
            for other in set("0123456789") - {one}:
                assert damm_digit(start + one + other) != damm_digit(start + other + one)


def test_a_wrong_digit_or_swap_is_told_as_such() -> None:
    digits = RECEIPTS[0]
    assert kind_of(str((int(digits[0]) + 1) % 10) + digits[1:]) == "check"
    place = next(place for place in range(24) if digits[place] != digits[place + 1])
    assert kind_of(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]) == "check"


@given(st.binary())
def test_a_receipt_shown_to_her_is_read_back(nonce: bytes) -> None:
    receipt = Receipt.for_nonce(nonce, SECRET)
    assert Receipt.parse(receipt.groups()) == receipt
    assert Receipt.parse(receipt.reveal()) == receipt


def test_groups_are_five_of_five() -> None:
    assert [len(group) for group in Receipt.generate().groups().split(" ")] == [5] * 5


@pytest.mark.parametrize(
    "text",
    [
        "00000 00000 00000 00000 00000",
        "00000-00000-00000-00000-00000",
        "\t00000\N{EM DASH}00000\xa000000 \u200b00000 00000\r\n",
        "٠" * 25,
        "\uff10" * 25,
        "०" * 25,
    ],
)
def test_a_receipt_may_be_typed_in_any_usual_way(text: str) -> None:
    assert Receipt.parse(text).reveal() == ZEROS


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "length"),
        ("  - ", "length"),
        ("0" * 24, "length"),
        ("0" * 26, "length"),
        ("0" * 24 + "O", "digits"),
        ("sesame", "digits"),
        ("0" * 24 + "①", "digits"),
        ("0" * 24 + "\ud800", "digits"),
        ("0" * 24 + "1", "check"),
    ],
)
def test_what_is_no_receipt_is_refused_by_kind(text: str, kind: str) -> None:
    assert kind_of(text) == kind


@given(st.text(st.characters()))
def test_what_is_refused_is_never_repeated(text: str) -> None:
    # The letter makes sure of the refusal.
    with pytest.raises(ReceiptError) as caught:
        Receipt.parse(f"7719x{text}")
    assert "7719" not in "".join(traceback.format_exception_only(caught.value))
    assert caught.value.__context__ is None


def test_a_receipt_shows_nothing_when_printed() -> None:
    receipt = Receipt.parse(ZEROS)
    assert f"{receipt} {receipt!r} {[receipt]}".count("Receipt(hidden)") == 3
    assert "0" not in repr(receipt)


def test_a_receipt_travels_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(Receipt(ZEROS))) == Receipt(ZEROS)  # noqa: S301 - our own bytes


def test_receipts_differ_and_are_no_keys_of_a_dictionary() -> None:
    assert Receipt.generate() != Receipt.generate()
    assert Receipt(ZEROS) != ZEROS
    with pytest.raises(TypeError):
        hash(Receipt(ZEROS))


def test_generated_receipts_use_every_digit_in_every_place() -> None:
    # A digit is missed in one of 25 places with a probability below 250 * 0.9^500.
    drawn = [Receipt.generate().reveal() for _ in range(500)]
    assert all(len({digits[place] for digits in drawn}) == 10 for place in range(25))


@given(st.binary(), st.binary())
def test_a_nonce_stands_for_one_receipt(one: bytes, other: bytes) -> None:
    assert Receipt.for_nonce(one, SECRET) == Receipt.for_nonce(one, SECRET)
    assert (Receipt.for_nonce(one, SECRET) == Receipt.for_nonce(other, SECRET)) is (one == other)


def test_a_nonce_under_another_secret_stands_for_another_receipt() -> None:
    assert Receipt.for_nonce(b"nonce", SECRET) != Receipt.for_nonce(b"nonce", OTHER_SECRET)


def test_the_receipt_of_a_nonce_agrees_with_the_standard_library() -> None:
    keyed = hashlib.blake2b(b"nonce", digest_size=32, key=SECRET.key.reveal(), person=b"qorgan.rcpt.make")
    number = int.from_bytes(keyed.digest(), "little") % 10**24
    assert Receipt.for_nonce(b"nonce", SECRET).reveal()[:24] == str(number).zfill(24)


def test_stretching_agrees_with_the_reference_implementation_of_argon2() -> None:
    # argon2-cffi 25.1.0: hash_secret_raw(b"0" * 25, bytes(range(16)), 5, 7 * 1024, 1, 32, Type.ID)
    expected = "74658a3b1f2d9f2a640f44d2559aed85a8a542b96327cec5fc082ee16575cd40"
    assert stretch(Receipt(ZEROS), SALT).reveal().hex() == expected


def test_stretching_depends_on_receipt_and_salt() -> None:
    receipt = Receipt.for_nonce(b"nonce", SECRET)
    assert stretch(receipt, SALT) != stretch(Receipt(ZEROS), SALT)
    assert stretch(receipt, SALT) != stretch(receipt, bytes(16))


def test_keys_are_the_same_each_time_she_comes_back() -> None:
    first, again = (keys_for(stretch(Receipt(ZEROS), SALT), SECRET) for _ in range(2))
    assert first == again
    assert first.secret_version == "1"


def test_keys_agree_with_the_standard_library() -> None:
    keys = keys_for(Secret(b"stretched"), SECRET)

    def hashed(person: bytes) -> bytes:
        return hashlib.blake2b(b"stretched", digest_size=32, key=SECRET.key.reveal(), person=person).digest()

    assert keys.lookup_id == hashed(b"qorgan.rcpt.find")
    assert keys.key_pair == KeyPair.from_seed(hashed(b"qorgan.rcpt.seed"))


def test_one_stretch_gives_unrelated_keys_under_each_secret() -> None:
    stretched = Secret(bytes(32))
    now, later = keys_for(stretched, SECRET), keys_for(stretched, OTHER_SECRET)
    assert now.lookup_id != later.lookup_id
    assert now.key_pair != later.key_pair
    assert later.secret_version == "2"


def test_the_look_up_id_is_no_key() -> None:
    keys = keys_for(Secret(bytes(32)), SECRET)
    assert keys.lookup_id not in (keys.key_pair.private.reveal(), keys.key_pair.public)
    assert KeyPair.from_seed(keys.lookup_id) != keys.key_pair
