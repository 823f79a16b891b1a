"""Padded lengths are Padmé's, and padding comes off exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.kernel.errors import SealError
from qorgan.vault.padding import pad, padded_length, unpad


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        # By hand from Algorithm 1 of the paper: E = floor(log2 L), S = floor(log2 E) + 1, the last E - S bits become 0.
        (1, 1),
        (2, 2),
        (3, 3),
        (8, 8),
        (9, 10),  # E 3, S 2, 1 bit
        (17, 18),  # E 4, S 3, 1 bit
        (100, 104),  # E 6, S 3, 3 bits
        (1000, 1024),  # E 9, S 4, 5 bits
        (1025, 1088),  # E 10, S 4, 6 bits
        (4097, 4352),  # E 12, S 4, 8 bits
        (1_000_000, 1_015_808),  # E 19, S 5, 14 bits
        (2**30 + 1, 2**30 + 2**25),  # E 30, S 5, 25 bits
    ],
)
def test_lengths_are_those_of_the_padme_algorithm(length: int, expected: int) -> None:
    assert padded_length(length, floor=0) == expected


def test_below_the_floor_all_lengths_look_alike() -> None:
    assert {padded_length(n) for n in range(4097)} == {4096}


@given(st.integers(2, 2**60))
def test_padding_adds_less_than_twelve_percent_and_less_the_longer(length: int) -> None:
    kept_bits = (length.bit_length() - 1).bit_length()
    added = padded_length(length, floor=0) - length
    assert added >= 0
    assert added * 100 < 12 * length
    assert added << kept_bits < length


@given(st.integers(0, 2**60))
def test_a_longer_length_never_pads_to_less_and_padding_again_changes_nothing(length: int) -> None:
    padded = padded_length(length)
    assert padded_length(length + 1) >= padded == padded_length(padded)


def test_few_lengths_are_left_to_see() -> None:
    # Up to 1 MiB a listener tells 2^20 lengths apart; padded, below 8 bits' worth.
    assert len({padded_length(n) for n in range(0, 2**20, 64)}) < 2**8


@given(st.binary(max_size=200), st.integers(0, 300))
def test_padding_comes_off_exactly(data: bytes, floor: int) -> None:
    padded = pad(data, floor)
    assert len(padded) == padded_length(len(data) + 1, floor)
    assert padded.startswith(data + b"\x80")
    assert unpad(padded) == data


@pytest.mark.parametrize("size", [0, 1, 4094, 4095, 4096, 4097, 4351, 4352, 65535, 65536, 65537])
def test_padding_comes_off_exactly_around_its_borders(size: int) -> None:
    for data in (bytes(size), b"\x80" * size):
        assert unpad(pad(data)) == data
        assert len(pad(data)) == padded_length(size + 1)


@pytest.mark.parametrize("data", [b"", b"\x00", bytes(4096), b"text", b"\x80\x01", b"\x80" + bytes(8) + b"\x01"])
def test_what_is_not_padded_is_refused(data: bytes) -> None:
    with pytest.raises(SealError):
        unpad(data)
