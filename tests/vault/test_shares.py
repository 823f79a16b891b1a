"""Two of three shares open a key, one does not, and a slip on the phone is noticed where it is."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qorgan.kernel.errors import SealError, ShareError
from qorgan.vault.secret import KeyPair
from qorgan.vault.shares import GROUP, N_GROUPS, PAIRS, Share, SharedKey, open_shared, share_key

PLACE = "recovery:1"
SHARED, SHARES = share_key(PLACE)
OTHER_SHARED, OTHER_SHARES = share_key(PLACE)


@pytest.mark.parametrize(("one", "other"), list(permutations(SHARES, 2)))
def test_any_two_open_it_in_either_order(one, other):
    assert open_shared(SHARED, one, other, place=PLACE).public == SHARED.public


@pytest.mark.parametrize("share", SHARES)
def test_one_share_twice_opens_nothing(share):
    with pytest.raises(SealError):
        open_shared(SHARED, share, share, place=PLACE)


@pytest.mark.parametrize(("low", "high"), PAIRS)
@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_share_of_another_set_is_refused_without_saying_which(low, high, which):
    """0: the first is wrong, 1: the second, 2: both."""
    mine, theirs = SHARES, OTHER_SHARES
    one = (theirs if which in (0, 2) else mine)[low - 1]
    other = (theirs if which in (1, 2) else mine)[high - 1]
    with pytest.raises(SealError) as caught:
        open_shared(SHARED, one, other, place=PLACE)
    assert caught.value.message() == _refusal(SHARED, OTHER_SHARES[0], OTHER_SHARES[1])


def _refusal(shared: SharedKey, one: Share, other: Share) -> str:
    with pytest.raises(SealError) as caught:
        open_shared(shared, one, other, place=PLACE)
    return caught.value.message()


def test_at_another_place_nothing_opens():
    with pytest.raises(SealError):
        open_shared(SHARED, SHARES[0], SHARES[1], place="recovery:2")


def test_boxes_in_another_order_open_nothing():
    turned = SharedKey(SHARED.public, SHARED.boxes[1:] + SHARED.boxes[:1])
    for low, high in PAIRS:
        with pytest.raises(SealError):
            open_shared(turned, SHARES[low - 1], SHARES[high - 1], place=PLACE)


@pytest.mark.parametrize("boxes", [(), SHARED.boxes[:2], (b"", b"", b""), (*SHARED.boxes, b"")])
def test_missing_or_strange_boxes_are_refused(boxes):
    with pytest.raises(SealError):
        open_shared(SharedKey(SHARED.public, boxes), SHARES[1], SHARES[2], place=PLACE)


def test_another_public_key_beside_the_boxes_is_refused():
    forged = SharedKey(KeyPair.generate().public, SHARED.boxes)
    with pytest.raises(SealError):
        open_shared(forged, SHARES[0], SHARES[1], place=PLACE)


def test_any_flipped_bit_of_a_box_is_refused(flips: Any):
    for forged in flips(SHARED.boxes[0]):
        with pytest.raises(SealError):
            open_shared(SharedKey(SHARED.public, (forged, *SHARED.boxes[1:])), SHARES[0], SHARES[1], place=PLACE)


def test_a_share_is_ten_groups_of_five_and_begins_with_its_number():
    for number, share in enumerate(SHARES, start=1):
        assert [len(group) for group in share.groups().split(" ")] == [GROUP] * N_GROUPS
        assert share.number == number
        assert share.groups().startswith(str(number))


@given(number=st.integers(1, 3), separator=st.sampled_from([" ", "-", "", "\n", " – "]))
def test_what_was_printed_is_read_again(number, separator):
    share = Share.generate(number)
    assert Share.parse(share.groups().replace(" ", separator)).reveal() == share.reveal()


def test_digits_of_another_script_are_read():
    arabic = SHARES[0].groups().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert Share.parse(arabic).reveal() == SHARES[0].reveal()


@given(number=st.integers(1, 3), place=st.integers(0, N_GROUPS * GROUP - 1), step=st.integers(1, 9))
def test_any_one_wrong_digit_is_noticed_in_its_own_group(number, place, step):
    digits = Share.generate(number).reveal()
    wrong = digits[:place] + str((int(digits[place]) + step) % 10) + digits[place + 1 :]
    with pytest.raises(ShareError) as caught:
        Share.parse(wrong)
    assert caught.value.kind == "check"
    assert caught.value.group == place // GROUP + 1
    assert wrong not in caught.value.message()


@given(number=st.integers(1, 3), place=st.integers(0, N_GROUPS * GROUP - 2))
def test_two_neighbours_changed_round_are_noticed_within_a_group(number, place):
    digits = Share.generate(number).reveal()
    assume(place % GROUP != GROUP - 1 and digits[place] != digits[place + 1])
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    with pytest.raises(ShareError):
        Share.parse(swapped)


def test_a_number_that_no_share_has_is_refused():
    for number in (0, 4, 9):
        with pytest.raises(ShareError):
            Share.generate(number)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("", "length"), ("12345", "length"), ("x" * 50, "digits"), (SHARES[0].groups() + " 1", "length")],
    ids=["empty", "short", "letters", "long"],  # every share is new: workers must call the tests alike
)
def test_what_cannot_be_a_share_is_said_by_its_kind(typed, kind):
    with pytest.raises(ShareError) as caught:
        Share.parse(typed)
    assert caught.value.kind == kind


def test_neither_a_share_nor_its_key_shows_itself():
    assert SHARES[0].reveal() not in repr((SHARES, SHARED))
    assert repr(SHARES[0]) == "Share(hidden)"


def test_shares_and_keys_are_new_each_time():
    assert {one.reveal() for one in SHARES} & {one.reveal() for one in OTHER_SHARES} == set()
    assert SHARED.public != OTHER_SHARED.public
