"""How many digits are shown, and how a language writes them."""

import pytest

from qorgan.know.digits import level_in_words, number, percent, places_of
from qorgan.know.sentences import say


@pytest.mark.parametrize(
    ("spread", "places"), [(0.3, 2), (0.0159, 3), (9.409, 1), (10, 0), (2867, -2), (0, None), (float("inf"), None)]
)
def test_the_last_digit_is_a_tenth_of_the_spread_at_most(spread, places):
    assert places_of(spread) == places


@pytest.mark.parametrize(("language", "written"), [("en", "−3.1"), ("ru", "−3,1"), ("kk", "−3,1")])
def test_numbers_are_written_as_the_language_writes_them(language, written):
    assert say(percent(-0.0312, 1), language) == written


def test_a_share_that_rounds_to_none_has_no_minus():
    assert say(percent(-0.0004)) == "0"


def test_a_number_of_no_spread_has_six_digits_that_count():
    assert [say(number(value, None)) for value in (1234567.0, 29770.1, 0.1234567, 2.0, 1e-7)] == [
        "1,234,570", "29,770.1", "0.123457", "2", "0.0000001",
    ]  # fmt: skip


def test_a_level_is_written_with_no_zero_too_many():
    assert [say(level_in_words(level), "ru") for level in (0.95, 0.999, 0.57, 0.9999999)] == [
        "95 %",
        "99,9 %",
        "57 %",
        "99,99999 %",
    ]
