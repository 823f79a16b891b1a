"""A chain shows the first row that was changed, moved, added or taken out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.kernel.errors import SealError
from qorgan.vault.chain import GENESIS, next_mac, verify_chain
from qorgan.vault.secret import Secret

Row = tuple[int, bytes, bytes]
KEY = Secret(b"audit".ljust(32, b"."))
CONTENTS = [b"opened", b"answered", b"opened", b"closed"]


def chained(contents: list[bytes], *, chain: str = "centre", first: int = 1) -> list[Row]:
    rows, head = [], GENESIS
    for sequence, content in enumerate(contents, start=first):
        head = next_mac(KEY, chain=chain, sequence=sequence, previous=head, content=content)
        rows.append((sequence, content, head))
    return rows


def breaks_at(rows: list[Row], sequence: int, *, key: Secret = KEY, chain: str = "centre") -> None:
    with pytest.raises(SealError, match=rf"row {sequence}\b"):
        verify_chain(key, chain, rows)


@given(st.lists(st.binary()))
def test_a_whole_chain_gives_its_head(contents: list[bytes]) -> None:
    rows = chained(contents)
    assert verify_chain(KEY, "centre", iter(rows)) == (rows[-1][2] if rows else GENESIS)


@given(st.lists(st.binary(), min_size=1), st.data())
def test_a_changed_row_is_named(contents: list[bytes], data: st.DataObject) -> None:
    rows = chained(contents)
    place = data.draw(st.integers(0, len(rows) - 1))
    sequence, content, mac = rows[place]
    breaks_at([*rows[:place], (sequence, content + b"!", mac), *rows[place + 1 :]], sequence)


def test_a_row_taken_out_shows_at_the_next() -> None:
    rows = chained(CONTENTS)
    breaks_at(rows[1:], 2)
    breaks_at([rows[0], *rows[2:]], 3)


def test_swapped_rows_show_at_the_first_of_them() -> None:
    rows = chained(CONTENTS)
    breaks_at([rows[0], rows[2], rows[1], rows[3]], 3)


def test_a_repeated_row_shows() -> None:
    rows = chained(CONTENTS)
    breaks_at([*rows, rows[-1]], 4)


def test_a_renumbered_row_shows() -> None:
    (_, content, mac), *rest = chained(CONTENTS)
    breaks_at([(9, content, mac), *rest], 9)


def test_a_row_of_another_chain_shows() -> None:
    rows, others = chained(CONTENTS), chained(CONTENTS, chain="another")
    breaks_at([rows[0], others[1], *rows[2:]], 2)
    breaks_at(rows, 1, chain="another")


def test_a_chain_under_another_key_shows(other_key: Secret) -> None:
    breaks_at(chained(CONTENTS), 1, key=other_key)


def test_a_row_added_without_the_key_shows() -> None:
    rows = chained(CONTENTS)
    breaks_at([*rows, (5, b"forged", GENESIS)], 5)


def test_rows_cut_off_at_the_end_show_only_in_the_head() -> None:
    rows = chained(CONTENTS)
    assert verify_chain(KEY, "centre", rows[:-1]) != verify_chain(KEY, "centre", rows)


def test_the_error_says_nothing_of_what_rows_hold() -> None:
    with pytest.raises(SealError) as caught:
        verify_chain(KEY, "centre", [(1, b"sesame", GENESIS)])
    assert "sesame" not in str(caught.value)


def test_a_negative_sequence_is_refused() -> None:
    with pytest.raises(SealError):
        next_mac(KEY, chain="centre", sequence=-1, previous=GENESIS, content=b"")
