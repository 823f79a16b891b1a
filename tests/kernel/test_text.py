import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.kernel.errors import InputError
from qorgan.kernel.text import Language, Translated, ascii_digits, clean_text, is_language

any_text = st.text(st.characters(exclude_categories=[]))  # lone surrogates too


def test_a_missing_language_is_refused_and_never_replaced_by_another() -> None:
    with pytest.raises(InputError, match="missing in this language"):
        Translated({"en": "Police"}).in_language("kk")


def test_a_translation_is_unreviewed_until_somebody_did() -> None:
    name = Translated({"en": "Police", "kk": "Полиция"}, reviewed=frozenset({"en"}))
    assert name.is_reviewed("en")
    assert not name.is_reviewed("kk")


def test_a_translated_text_does_not_change_with_the_mapping_it_was_made_of() -> None:
    texts: dict[Language, str] = {"en": "Police"}
    name = Translated(texts)
    texts["en"] = "Other"
    assert name.in_language("en") == "Police"


def test_equal_translations_are_one_in_a_set() -> None:
    assert len({Translated({"en": "a", "ru": "б"}), Translated({"ru": "б", "en": "a"})}) == 1


@pytest.mark.parametrize("texts", [{}, {"en": " "}, {"de": "Polizei"}])
def test_empty_or_unknown_texts_are_refused(texts: dict[Language, str]) -> None:
    with pytest.raises(InputError):
        Translated(texts)


def test_a_review_of_a_missing_text_is_refused() -> None:
    with pytest.raises(InputError, match="review"):
        Translated({"en": "Police"}, reviewed=frozenset({"kk"}))


def test_only_the_languages_we_speak_are_languages() -> None:
    assert is_language("kk")
    assert not is_language("KK")


def test_words_survive_cleaning_with_their_breaks_tabs_and_joiners() -> None:
    said = "Қорған\tи дом\n\nвторой абзац 👩‍👧"
    assert clean_text(said) == said


def test_characters_that_reorder_reading_are_removed() -> None:
    assert clean_text("call \u202e321\u202c now\u2066!\u2069\ufeff") == "call 321 now!"


@given(any_text)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


@given(any_text)
def test_cleaned_text_is_composed_storable_and_without_controls(text: str) -> None:
    cleaned = clean_text(text)
    cleaned.encode("utf-8")
    assert unicodedata.is_normalized("NFC", cleaned)
    assert all(char in "\n\t" or unicodedata.category(char) != "Cc" for char in cleaned)


@given(st.text(st.characters(categories=["Nd"])))
def test_digits_of_every_script_become_ascii_digits(digits: str) -> None:
    written = ascii_digits(digits)
    assert len(written) == len(digits)
    assert not written or (written.isascii() and written.isdecimal())


@given(st.text(st.characters(exclude_categories=["Nd"])))
def test_text_without_digits_keeps_every_character(text: str) -> None:
    assert ascii_digits(text) == text
