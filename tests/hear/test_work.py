"""Work is believed when it was done for this form and this price, and for nothing else."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.hear.work import is_done, limit, work_for

TOKEN = "AAAAAAAAAAAAAAAAAAAAAAAAAAAA"
PRICE = 800


def test_work_that_was_done_counts_and_not_for_a_higher_price():
    done = work_for(TOKEN, PRICE)
    assert is_done(TOKEN, done, PRICE)
    assert not is_done(TOKEN, done, 1000 * PRICE)


def test_work_for_another_form_does_not_count():
    assert not is_done("B" + TOKEN[1:], work_for(TOKEN, PRICE), PRICE)


def test_each_part_is_the_hash_that_the_page_says():
    for part, counter in enumerate(work_for(TOKEN, PRICE).split(".")):
        found = hashlib.sha256(f"{TOKEN[:24]}.{part}.{counter}".encode()).hexdigest()[:12]
        assert int(found, 16) < limit(PRICE)


@pytest.mark.parametrize(
    "work", ["", "0", ".......", "1.2.3.4.5.6.7", "-1" + ".0" * 7, "٣" + ".0" * 7, "9" * 4000 + ".0" * 7, "0." * 9]
)
def test_what_is_no_work_does_not_count(work):
    assert not is_done(TOKEN, work, 8)


@given(st.text())
def test_anything_at_all_is_answered(work):
    assert not is_done(TOKEN, work, 10**9)


def test_the_price_is_about_the_number_of_hashes():
    tried = [int(one) + 1 for seed in range(40) for one in work_for(f"{seed:024d}", PRICE).split(".")]
    assert 0.8 * PRICE < sum(tried) / 40 < 1.2 * PRICE
