"""The mark by which a survivor joins what somebody wrote for her."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.hear.joining import mark_of, read_mark, spaced


@given(st.uuids())
def test_a_mark_is_read_as_it_is_shown(number):
    assert read_mark(spaced(mark_of(number))) == mark_of(number)
    assert len(mark_of(number)) == 8


@pytest.mark.parametrize("text", ["", "1234567", "123456789", "1234 567a", "½1234567", "12345678 9"])
def test_what_is_no_mark_is_none(text):
    assert read_mark(text) is None


def test_digits_of_other_scripts_are_the_same_digits():
    assert read_mark("١٢٣٤ ٥٦٧٨") == read_mark("1234-5678") == "12345678"


def test_a_mark_is_not_the_part_of_the_id_that_workers_see():
    number = uuid.UUID("a1b2c3d4-0000-4000-8000-000000000005")
    assert mark_of(number) != str(number)[:8]
