"""Rows of a list open under the keyring's list key, each in its own place."""

import time
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.kernel.errors import SealError
from qorgan.vault.envelope import Binding
from qorgan.vault.secret import Secret
from qorgan.vault.summary import open_summary, seal_summary

ROW = {"kind": "physical", "risk": "high", "region": "Алматы облысы"}


@given(st.dictionaries(st.text(st.characters()), st.text(st.characters())))
def test_any_row_opens_as_it_was_sealed(row: dict[str, str]) -> None:
    key, place = Secret(bytes(32)), Binding("summary", uuid.UUID(int=1), uuid.UUID(int=2), 0, "list")
    assert open_summary(seal_summary(row, key, place), key, place) == row


@pytest.mark.parametrize("size", [0, 500, 501, 502, 4000])
def test_any_size_around_the_padding_opens_as_it_was_sealed(size: int, key: Secret, binding: Binding) -> None:
    row = {"words": "x" * size}
    assert open_summary(seal_summary(row, key, binding), key, binding) == row


def test_usual_rows_all_have_one_length(key: Secret, binding: Binding) -> None:
    lengths = {len(seal_summary({**ROW, "region": "қ" * n}, key, binding)) for n in (0, 10, 100, 200)}
    assert lengths == {24 + 512 + 16}


def test_any_flipped_bit_is_refused(key: Secret, binding: Binding, flips: Any) -> None:
    for forged in flips(seal_summary(ROW, key, binding)):
        with pytest.raises(SealError):
            open_summary(forged, key, binding)


def test_a_row_put_elsewhere_is_refused(key: Secret, binding: Binding, elsewhere: Binding) -> None:
    with pytest.raises(SealError):
        open_summary(seal_summary(ROW, key, binding), key, elsewhere)


def test_another_list_key_is_refused(key: Secret, other_key: Secret, binding: Binding) -> None:
    with pytest.raises(SealError):
        open_summary(seal_summary(ROW, key, binding), other_key, binding)


def test_ten_thousand_rows_open_in_half_a_second(key: Secret, binding: Binding) -> None:
    rows = [seal_summary(ROW, key, binding)] * 10_000
    began = time.process_time()
    for row in rows:
        open_summary(row, key, binding)
    assert time.process_time() - began < 0.5
