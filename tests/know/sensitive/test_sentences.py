"""How many digits a percentage of hidden behaviour shows; the sentences themselves: tests/know/test_sentences.py."""

import pytest

from qorgan.know.sensitive.sentences import digits_of


@pytest.mark.parametrize(("low", "high", "digits"), [(0.1, 0.4, 0), (0.1, 0.19, 1), (0.1, 0.101, 2), (0.2, 0.2, 0)])
def test_digits_are_those_of_a_tenth_of_the_interval(low, high, digits):
    assert digits_of(low, high) == digits
