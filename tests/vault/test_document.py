"""Documents come back as they went in, or are refused without a word of them."""

import traceback
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.kernel.errors import SealError
from qorgan.vault.document import decode_document, encode_document

# st.characters() draws every code point, lone surrogates and NUL among them.
any_text = st.text(st.characters())
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | any_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_text, inner, max_size=4),
    max_leaves=12,
)


def decoded(encoded: bytes) -> dict[str, Any]:
    return decode_document(encoded, what="test")


@given(st.dictionaries(any_text, json_values, max_size=5))
def test_any_document_comes_back_as_it_was(document: dict[str, Any]) -> None:
    assert decoded(encode_document(document)) == document


def test_awkward_text_comes_back_code_point_by_code_point() -> None:
    texts = ["\ud83d", "\ude00", "\ud83d\ude00", "\U0001f600", "\x00", "қорған", "\u2028", ""]
    assert decoded(encode_document({"words": texts})) == {"words": texts}


def test_the_order_of_keys_leaves_no_trace() -> None:
    assert encode_document({"a": 1, "b": 2}) == encode_document({"b": 2, "a": 1})


def test_cyrillic_takes_two_bytes_a_letter() -> None:
    assert len(encode_document({"words": "қ" * 100})) - len(encode_document({"words": ""})) == 200


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), b"sesame", object(), {1, 2}, 10**5000], ids=lambda value: type(value).__name__
)
def test_what_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(SealError, match="text, numbers"):
        encode_document({"sesame": value})


def test_a_document_that_holds_itself_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(SealError):
        encode_document({"words": endless})


def test_what_is_no_json_object_is_refused() -> None:
    for encoded in (b"", b"sesame", b"[1]", b'"sesame"', b"null", b'{"sesame": ', b"\xff\xfe", b"[" * 10**5):
        with pytest.raises(SealError):
            decoded(encoded)


@pytest.mark.parametrize("refuse", [lambda: encode_document({"sesame": {"sesame"}}), lambda: decoded(b'{"sesame": ')])
def test_an_error_carries_nothing_of_the_document(refuse: Any) -> None:
    with pytest.raises(SealError) as caught:
        refuse()
    assert caught.value.__context__ is None  # json's own error would hold the whole text
    assert "sesame" not in "".join(traceback.format_exception_only(caught.value))
