"""A word that must not be given away is found however it is spelt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.care.words import stands_in


@pytest.mark.parametrize("text", ["гранат", "ГРАНАТ", "г р а н а т", "г-р-а-н-а-т!", "о гранате", "Гра\u0301нат"])
def test_capitals_spaces_stops_and_accents_hide_nothing(text):
    assert stands_in("Гранат", f"когда я скажу {text} …")


@pytest.mark.parametrize(("word", "text"), [("", "x"), (" ", "a b"), ("гранат", "яблоко"), ("?!", "what")])
def test_what_does_not_stand_there_is_not_found(word, text):
    assert not stands_in(word, text)


@given(st.text(max_size=10), st.text(min_size=1, max_size=6).filter(str.strip), st.text(max_size=10))
def test_a_word_is_found_wherever_it_stands(before, word, after):
    assert stands_in(word, before + word + after)
