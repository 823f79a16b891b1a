"""Framed fields cannot be mistaken for others."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.kernel.errors import SealError
from qorgan.vault.framing import framed

pieces = st.lists(st.binary(max_size=12), max_size=5)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        # The PASETO specification's own examples of PAE; our domain is the first piece.
        ([""], b"\x01" + bytes(7) + bytes(8)),
        (["test"], b"\x01" + bytes(7) + b"\x04" + bytes(7) + b"test"),
        # Two pieces by hand, after the same rule.
        (["ab", b"c"], b"\x02" + bytes(7) + b"\x02" + bytes(7) + b"ab" + b"\x01" + bytes(7) + b"c"),
    ],
)
def test_framing_is_the_pre_authentication_encoding_of_paseto(fields: list[str], expected: bytes) -> None:
    assert framed(*fields) == expected


@given(pieces, pieces)
def test_different_fields_never_give_the_same_bytes(one: list[bytes], other: list[bytes]) -> None:
    assert (framed("domain", *one) == framed("domain", *other)) is (one == other)


@given(st.lists(st.binary(min_size=1, max_size=4), min_size=2, max_size=4))
def test_moving_a_border_between_fields_changes_the_bytes(fields: list[bytes]) -> None:
    assert framed("domain", *fields) != framed("domain", b"".join(fields))


@given(st.text(st.characters()), st.text(st.characters()))
def test_any_text_is_framed_as_itself_lone_surrogates_included(one: str, other: str) -> None:
    assert (framed("domain", one) == framed("domain", other)) is (one == other)


def test_another_domain_gives_other_bytes() -> None:
    assert framed("one", b"field") != framed("other", b"field")


def test_an_id_is_framed_by_its_sixteen_bytes() -> None:
    assert framed("domain", uuid.UUID(int=5)) == framed("domain", bytes(15) + b"\x05")


@pytest.mark.parametrize("number", [0, 1, 2**63 - 1])
def test_a_number_that_a_database_can_hold_is_framed(number: int) -> None:
    assert framed("domain", number) == framed("domain", number.to_bytes(8, "little"))


@pytest.mark.parametrize("number", [-1, 2**63])
def test_a_number_out_of_range_is_refused(number: int) -> None:
    with pytest.raises(SealError, match="2\\^63"):
        framed("domain", number)
