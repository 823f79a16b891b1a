"""A sealed file comes back whole and in order, or is refused."""

import dataclasses
import hashlib
import itertools
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl import bindings

from qorgan.kernel.errors import SealError
from qorgan.vault.envelope import Binding
from qorgan.vault.files import CHUNK_SIZE, FileSeal, FileSealer, open_file
from qorgan.vault.framing import framed
from qorgan.vault.padding import padded_length
from qorgan.vault.secret import Secret
from qorgan.vault.sodium import digest

TAG_SIZE = 17
MESSAGE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
PLACE = Binding("file", uuid.UUID(int=1), uuid.UUID(int=2), 0, "to-centre")
# Three chunks, the last one shorter.
THREE_CHUNKS = bytes(range(256)) * (2 * CHUNK_SIZE // 256) + b"the end"


@dataclasses.dataclass(frozen=True)
class Sealed:
    key: Secret
    header: bytes
    chunks: list[bytes]
    seal: FileSeal

    def opened(self, binding: Binding = PLACE) -> bytes:
        return b"".join(open_file(self.key, self.header, self.chunks, self.seal, binding))

    def but(self, **changes: object) -> "Sealed":
        return dataclasses.replace(self, **changes)  # type: ignore[arg-type]


def sealed(*pieces: bytes, key: Secret | None = None) -> Sealed:
    sealer = FileSealer(key, binding=PLACE)
    chunks = [chunk for piece in pieces for chunk in sealer.push(piece)]
    last, seal = sealer.finish()
    return Sealed(sealer.key, sealer.header, chunks + last, seal)


def crafted(*chunks: tuple[bytes, int], size: int) -> Sealed:
    """What somebody who holds the key, but keeps to no rule, could make."""
    key, state = Secret(bytes(32)), bindings.crypto_secretstream_xchacha20poly1305_state()
    header = bindings.crypto_secretstream_xchacha20poly1305_init_push(state, key.reveal())
    pushed = [
        bindings.crypto_secretstream_xchacha20poly1305_push(
            state, plaintext, framed("qorgan/file", PLACE.associated_data(), number), tag
        )
        for number, (plaintext, tag) in enumerate(chunks)
    ]
    content = b"".join(plaintext for plaintext, _ in chunks)[:size]
    return Sealed(key, header, pushed, FileSeal(size, digest(content), len(chunks)))


@pytest.fixture(scope="module")
def file() -> Sealed:
    return sealed(THREE_CHUNKS)


def refuse(forged: Sealed, binding: Binding = PLACE) -> None:
    with pytest.raises(SealError):
        forged.opened(binding)


@pytest.mark.parametrize("around", [0, 4096, CHUNK_SIZE, 2 * CHUNK_SIZE])
@pytest.mark.parametrize("offset", [-1, 0, 1, 100])
def test_any_size_around_padding_and_chunks_comes_back_as_it_was(around: int, offset: int) -> None:
    data = b"\xa5" * max(0, around + offset)
    file = sealed(data)
    assert file.opened() == data
    assert file.seal.size == len(data)
    assert sum(len(chunk) - TAG_SIZE for chunk in file.chunks) == padded_length(len(data))


@given(st.lists(st.binary(max_size=200), max_size=8), st.lists(st.integers(0, CHUNK_SIZE + 5), max_size=3))
def test_a_file_may_come_in_pieces_of_any_size(pieces: list[bytes], sizes: list[int]) -> None:
    pieces = [*pieces, *(b"\x5a" * size for size in sizes)]
    file = sealed(*pieces)
    assert file.opened() == b"".join(pieces)
    assert all(len(chunk) == CHUNK_SIZE + TAG_SIZE for chunk in file.chunks[:-1])


def test_the_seal_states_size_digest_and_chunks(file: Sealed) -> None:
    expected = hashlib.blake2b(THREE_CHUNKS, digest_size=32).digest()
    assert file.seal == FileSeal(len(THREE_CHUNKS), expected, 3)
    assert len(file.chunks) == 3


def test_chunks_that_are_never_looked_at_are_sealed_all_the_same() -> None:
    sealer = FileSealer(binding=PLACE)
    dropped = sealer.push(THREE_CHUNKS)
    last, seal = sealer.finish()
    assert Sealed(sealer.key, sealer.header, [*dropped, *last], seal).opened() == THREE_CHUNKS


def test_a_given_key_is_used_and_a_fresh_one_is_made_otherwise(key: Secret) -> None:
    assert sealed(b"words", key=key).but(key=key).opened() == b"words"
    assert sealed(b"words").key != sealed(b"words").key


def test_sealing_a_file_twice_under_one_key_shows_no_likeness(key: Secret) -> None:
    one, other = sealed(b"words", key=key), sealed(b"words", key=key)
    assert one.header != other.header
    assert one.chunks != other.chunks


@pytest.mark.parametrize("n_kept", [0, 1, 2])
def test_a_truncated_file_is_refused(file: Sealed, n_kept: int) -> None:
    refuse(file.but(chunks=file.chunks[:n_kept]))


def test_an_empty_file_without_its_chunk_is_refused() -> None:
    # Its digest is right, being that of nothing.
    refuse(sealed().but(chunks=[]))


def test_a_file_without_its_chunk_of_mere_padding_is_refused() -> None:
    # From 16 MiB on, Padmé goes in steps of two chunks: here the last one is all padding, and the digest right without.
    file = sealed(bytes(2**24 + CHUNK_SIZE))
    assert len(file.opened()) == 2**24 + CHUNK_SIZE
    refuse(file.but(chunks=file.chunks[:-1]))


def test_a_crafted_file_that_keeps_the_rules_opens() -> None:
    assert crafted((b"words".ljust(4096, b"\0"), FINAL), size=5).opened() == b"words"


def test_padding_that_hides_something_is_refused() -> None:
    refuse(crafted((b"words".ljust(4095, b"\0") + b"!", FINAL), size=5))


def test_padding_of_another_length_is_refused() -> None:
    refuse(crafted((b"words".ljust(4095, b"\0"), FINAL), size=5))
    refuse(crafted((b"words".ljust(4097, b"\0"), FINAL), size=5))


def test_a_last_chunk_that_is_not_marked_as_the_last_is_refused() -> None:
    refuse(crafted((b"words".ljust(4096, b"\0"), MESSAGE), size=5))


def test_a_chunk_marked_as_the_last_too_early_is_refused() -> None:
    size = CHUNK_SIZE + 2**14  # in steps of 2^13 here, so without padding
    refuse(crafted((bytes(CHUNK_SIZE), FINAL), (bytes(2**14), FINAL), size=size))
    assert crafted((bytes(CHUNK_SIZE), MESSAGE), (bytes(2**14), FINAL), size=size).opened() == bytes(size)


def test_a_sound_chunk_after_the_last_is_refused() -> None:
    file = crafted((b"words".ljust(4096, b"\0"), FINAL), (bytes(CHUNK_SIZE), MESSAGE), size=5)
    refuse(file.but(seal=dataclasses.replace(file.seal, n_chunks=1)))


@pytest.mark.parametrize("n_cut", [1, 17, 1000])
def test_a_truncated_chunk_is_refused(file: Sealed, n_cut: int) -> None:
    refuse(file.but(chunks=[*file.chunks[:-1], file.chunks[-1][:-n_cut]]))
    refuse(file.but(chunks=[file.chunks[0][:-n_cut], *file.chunks[1:]]))


@pytest.mark.parametrize("order", [order for order in itertools.permutations(range(3)) if order != (0, 1, 2)])
def test_a_reordered_file_is_refused(file: Sealed, order: tuple[int, ...]) -> None:
    refuse(file.but(chunks=[file.chunks[place] for place in order]))


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_an_extra_chunk_is_refused_wherever_it_stands(file: Sealed, place: int) -> None:
    for extra in (*file.chunks, b"", bytes(TAG_SIZE), bytes(100)):
        refuse(file.but(chunks=[*file.chunks[:place], extra, *file.chunks[place:]]))


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_missing_chunk_is_refused(file: Sealed, place: int) -> None:
    refuse(file.but(chunks=file.chunks[:place] + file.chunks[place + 1 :]))


@given(st.integers(0, 2), st.integers(0, 7), st.data())
def test_a_flipped_bit_is_refused(place: int, bit: int, data: st.DataObject) -> None:
    file = sealed(b"x" * 5000)
    changed = bytearray(file.chunks[0])
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= 1 << bit
    refuse(file.but(chunks=[bytes(changed)]))
    header = bytearray(file.header)
    header[place] ^= 1 << bit
    refuse(file.but(header=bytes(header)))


def test_a_file_put_elsewhere_is_refused(file: Sealed, elsewhere: Binding) -> None:
    refuse(file, elsewhere)


def test_another_key_is_refused(file: Sealed, other_key: Secret) -> None:
    refuse(file.but(key=other_key))


@pytest.mark.parametrize("size", [0, 23, 25])
def test_a_header_of_another_size_is_refused(file: Sealed, size: int) -> None:
    refuse(file.but(header=bytes(size)))


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_key_of_another_size_is_refused(file: Sealed, size: int) -> None:
    refuse(file.but(key=Secret(bytes(size))))
    with pytest.raises(SealError):
        FileSealer(Secret(bytes(size)), binding=PLACE)


def test_chunks_of_another_file_under_the_same_key_are_refused(file: Sealed) -> None:
    other = sealed(THREE_CHUNKS, key=file.key)
    refuse(file.but(chunks=[other.chunks[0], *file.chunks[1:]]))
    refuse(file.but(chunks=other.chunks))


def test_a_seal_that_tells_another_size_digest_or_count_is_refused(file: Sealed) -> None:
    for changes in (
        {"size": file.seal.size - 1},
        {"size": file.seal.size + 1},
        {"size": -1},
        {"size": 2**60},
        {"digest": bytes(32)},
        {"digest": b""},
        {"n_chunks": 2},
        {"n_chunks": 4},
    ):
        refuse(file.but(seal=dataclasses.replace(file.seal, **changes)))


def test_the_last_piece_comes_only_once_the_whole_is_known_to_be_sound(file: Sealed) -> None:
    seal = dataclasses.replace(file.seal, digest=bytes(32))
    pieces = open_file(file.key, file.header, file.chunks, seal, PLACE)
    received = [next(pieces), next(pieces)]
    with pytest.raises(SealError):
        next(pieces)
    assert b"".join(received) == THREE_CHUNKS[: 2 * CHUNK_SIZE]


def test_a_finished_file_takes_nothing_more() -> None:
    sealer = FileSealer(binding=PLACE)
    sealer.finish()
    with pytest.raises(SealError):
        sealer.push(b"more")
    with pytest.raises(SealError):
        sealer.finish()
