"""Typed digits are read as they were meant."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.vault.digits import grouped_digits, plain_digits, random_digits


@given(st.text(st.characters(categories=["Nd"])))
def test_the_digits_of_any_script_are_read(text: str) -> None:
    assert plain_digits(text) == "".join(str(unicodedata.decimal(character)) for character in text)


SEPARATORS = [
    " ",
    "\t",
    "\r\n",
    "-",
    "\N{EM DASH}",
    "\N{MINUS SIGN}",
    "\xa0",
    "\u202f",
    "\xad",
    "\u200b",
    "\u200f",
    "\ufeff",
]


@pytest.mark.parametrize("separator", SEPARATORS, ids=ascii)
def test_spaces_dashes_and_invisible_signs_are_dropped(separator: str) -> None:
    assert plain_digits(f"{separator}12{separator}34{separator}") == "1234"


@pytest.mark.parametrize("text", ["12a4", "12.4", "①", "½", "二", "O1", "\ud800"], ids=ascii)
def test_any_other_character_stays_to_be_seen(text: str) -> None:
    assert plain_digits(text) == text


@pytest.mark.parametrize("count", [1, 16, 24])
def test_random_digits_have_their_count_and_differ(count: int) -> None:
    drawn = [random_digits(count) for _ in range(200)]
    assert all(len(digits) == count and digits.isascii() and digits.isdecimal() for digits in drawn)
    assert len(set(drawn)) > 5


def test_random_digits_may_begin_with_zero() -> None:
    # Missed with probability 0.9^400.
    assert any(random_digits(16).startswith("0") for _ in range(400))


def test_digits_are_grouped_from_the_left() -> None:
    assert grouped_digits("1234567", 3) == "123 456 7"
