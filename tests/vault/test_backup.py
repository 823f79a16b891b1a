"""A sealed backup opens whole for the recovery key, or for nobody."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.kernel.errors import SealError
from qorgan.vault.backup import (
    BOX_SIZE,
    HEAD_SIZE,
    MARK,
    SEALED_CHUNK_SIZE,
    BackupSealer,
    Head,
    Opening,
    is_from,
    open_backup,
    open_box,
)
from qorgan.vault.files import CHUNK_SIZE
from qorgan.vault.padding import padded_length
from qorgan.vault.secret import KeyPair, Secret

RECOVERY = KeyPair.from_seed(b"recovery".ljust(32, b"."))
ORIGIN = Secret(b"origin".ljust(32, b"."))
LONG = bytes(range(256)) * (2 * CHUNK_SIZE // 256) + b"the end"


def sealed(*pieces: bytes) -> tuple[Head, list[bytes], bytes]:
    sealer = BackupSealer(RECOVERY.public, origin=ORIGIN)
    chunks = [chunk for piece in pieces for chunk in sealer.push(piece)]
    chunks += sealer.finish()
    return sealer.head, chunks, sealer.box


def opened(head: Head, chunks: list[bytes], box: bytes, recovery: KeyPair = RECOVERY) -> bytes:
    return b"".join(open_backup(open_box(box, head, recovery), head, chunks))


@given(pieces=st.lists(st.binary(max_size=9000), max_size=4))
def test_what_was_sealed_comes_back(pieces):
    assert opened(*sealed(*pieces)) == b"".join(pieces)


def test_several_chunks_come_back_and_are_as_long_as_the_reader_expects():
    head, chunks, box = sealed(LONG)
    assert opened(head, chunks, box) == LONG
    assert [len(chunk) for chunk in chunks[:-1]] == [SEALED_CHUNK_SIZE] * (len(chunks) - 1)
    assert len(head.to_bytes()) == HEAD_SIZE
    assert len(box) == BOX_SIZE


def test_the_length_tells_a_class_only():
    lengths = {sum(map(len, sealed(bytes(size))[1])) for size in (1_000_000, 1_000_001, 1_010_000)}
    assert lengths == {padded_length(1_010_000) + 17 * 4}


def test_zeros_at_the_end_of_the_content_are_kept():
    assert opened(*sealed(b"x" + bytes(100))) == b"x" + bytes(100)


def test_another_recovery_key_opens_nothing():
    stranger = KeyPair.from_seed(b"stranger".ljust(32, b"."))
    head, chunks, box = sealed(LONG)
    with pytest.raises(SealError, match="another recovery key"):
        opened(head, chunks, box, stranger)
    claimed = Head(head.id, stranger.public, head.header)
    with pytest.raises(SealError):
        opened(claimed, chunks, box, stranger)


@pytest.mark.parametrize("bit", [0, 7])
@pytest.mark.parametrize("where", [0, 5000, 262_160, -1])
def test_a_turned_bit_is_refused(where, bit):
    head, chunks, box = sealed(LONG)
    for number, chunk in enumerate(chunks):
        broken = bytearray(chunk)
        broken[where % len(chunk)] ^= 1 << bit
        with pytest.raises(SealError):
            opened(head, [*chunks[:number], bytes(broken), *chunks[number + 1 :]], box)


def test_a_turned_bit_in_the_box_is_refused():
    head, chunks, box = sealed(b"content")
    for number in range(len(box)):
        broken = bytearray(box)
        broken[number] ^= 1
        with pytest.raises(SealError):
            opened(head, chunks, bytes(broken))


def test_missing_exchanged_and_added_chunks_are_refused():
    head, chunks, box = sealed(LONG)
    for wrong in (chunks[:-1], chunks[1:], [*chunks, chunks[-1]], [chunks[1], chunks[0], chunks[2]], []):
        with pytest.raises(SealError):
            opened(head, wrong, box)


def test_chunks_and_box_of_another_backup_are_refused():
    first, second = sealed(LONG), sealed(LONG)
    with pytest.raises(SealError):
        opened(first[0], second[1], first[2])
    with pytest.raises(SealError):
        opened(first[0], first[1], second[2])
    with pytest.raises(SealError):
        opened(Head(second[0].id, RECOVERY.public, first[0].header), first[1], first[2])


def test_only_the_installation_that_made_it_proves_to_be_its_origin():
    head, _chunks, box = sealed(b"content")
    opening = open_box(box, head, RECOVERY)
    assert is_from(opening, head, ORIGIN)
    assert not is_from(opening, head, Secret(bytes(32)))
    assert not is_from(opening, Head(uuid.UUID(int=0), head.recovery_public, head.header), ORIGIN)
    assert not is_from(Opening(opening.key, opening.size + 1, opening.digest, opening.proof), head, ORIGIN)


@pytest.mark.parametrize("wrong", [b"", MARK, b"x" * HEAD_SIZE, MARK + bytes(HEAD_SIZE)])
def test_the_beginning_of_something_else_is_no_backup(wrong):
    with pytest.raises(SealError, match="no backup"):
        Head.from_bytes(wrong)


def test_the_head_is_read_as_it_was_written():
    head = sealed(b"")[0]
    assert Head.from_bytes(head.to_bytes()) == head


@pytest.mark.parametrize("unusable", [b"", bytes(32), b"short"])
def test_an_unusable_recovery_key_is_refused_before_anything_is_sealed(unusable):
    with pytest.raises(SealError):
        BackupSealer(unusable, origin=ORIGIN)


def test_the_content_is_not_in_what_is_written():
    head, chunks, box = sealed(b"canary sings " * 1000)
    assert b"canary" not in head.to_bytes() + b"".join(chunks) + box
