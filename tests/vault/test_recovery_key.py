"""A recovery key is written down once and read again, however it is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.kernel.errors import KeyFileError
from qorgan.vault.recovery_key import read_recovery_text, recovery_text
from qorgan.vault.secret import KeyPair

PAIR = KeyPair.from_seed(b"recovery".ljust(32, b"."))


@given(seed=st.binary(min_size=32, max_size=32))
def test_what_was_written_down_is_read_again(seed):
    pair = KeyPair.from_seed(seed)
    assert read_recovery_text(recovery_text(pair)) == pair


def test_it_is_fourteen_groups_of_four():
    assert [len(group) for group in recovery_text(PAIR).split(" ")] == [4] * 14


@pytest.mark.parametrize("typed", [str.lower, lambda text: text.replace(" ", "-"), lambda text: f"\n{text}\r\n"])
def test_case_and_what_separates_do_not_matter(typed):
    assert read_recovery_text(typed(recovery_text(PAIR))) == PAIR


def test_any_single_wrong_sign_is_noticed_and_not_repeated_in_the_message():
    text = recovery_text(PAIR)
    for place, sign in enumerate(text):
        if sign == " ":
            continue
        wrong = text[:place] + ("A" if sign != "A" else "B") + text[place + 1 :]
        with pytest.raises(KeyFileError) as caught:
            read_recovery_text(wrong)
        assert wrong[:9] not in caught.value.message()


@pytest.mark.parametrize("wrong", ["", "hello", "A" * 56, "ключ", "A" * 8, recovery_text(PAIR)[:-1]])
def test_what_is_no_recovery_key_is_refused(wrong):
    with pytest.raises(KeyFileError, match="14 groups of 4"):
        read_recovery_text(wrong)
