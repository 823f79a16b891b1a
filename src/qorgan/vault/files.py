"""Files sealed as they stream, in chunks that can neither be cut, moved nor exchanged."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nacl import bindings
from nacl.exceptions import CryptoError

from qorgan.kernel.errors import SealError
from qorgan.vault import sodium
from qorgan.vault.envelope import Binding
from qorgan.vault.framing import framed
from qorgan.vault.padding import padded_length
from qorgan.vault.secret import Secret

CHUNK_SIZE = 256 * 1024
HEADER_SIZE = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_MESSAGE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL


@dataclass(frozen=True)
class FileSeal:
    """What must be known to open a sealed file; it tells the true size, so it travels inside an envelope.

    Parameters
    ----------
    size : int
        Bytes of the file itself.
    digest : bytes
        BLAKE2b-256 of the file itself.
    n_chunks : int
        Chunks of ciphertext, padding included.
    """

    size: int
    digest: bytes
    n_chunks: int


class FileSealer:
    """Seals one file by libsodium's secretstream while it comes in.

    Parameters
    ----------
    key : Secret, optional
        32 bytes; a fresh one if not given.
    binding : Binding
        The file's place; must be the same at opening.

    Attributes
    ----------
    key : Secret
        To be kept sealed.
    header : bytes
        24 bytes, to be kept beside the chunks.
    """

    def __init__(self, key: Secret | None = None, *, binding: Binding) -> None:
        self.key = sodium.random_key() if key is None else key
        self._binding = binding
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        try:
            self.header = bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, self.key.reveal())
        except CryptoError:
            raise sodium.refused("file key") from None
        self._digest = bindings.crypto_generichash_blake2b_init(digest_size=32)
        self._pending = bytearray()
        self._size = 0
        self._n_chunks = 0
        self._is_finished = False

    def push(self, data: bytes) -> Iterator[bytes]:
        """Take the next piece of the file, of any size, and return the chunks it completes.

        Raises
        ------
        SealError
            If the file is finished.
        """
        self._check_open()
        bindings.crypto_generichash_blake2b_update(self._digest, bytes(data))
        self._size += len(data)
        self._pending += data
        # Sealed now and not on iteration: a caller who drops the iterator must not shift the chunks that follow.
        return iter(self._full_chunks())

    def finish(self) -> tuple[list[bytes], FileSeal]:
        """Pad with zeros and return the last chunks, the final one marked, with what is needed to open the file.

        Raises
        ------
        SealError
            If the file is finished already.
        """
        self._check_open()
        self._is_finished = True
        self._pending += bytes(padded_length(self._size) - self._size)
        chunks = [*self._full_chunks(), self._sealed(bytes(self._pending), _FINAL)]
        self._pending.clear()
        digest = bindings.crypto_generichash_blake2b_final(self._digest)
        return chunks, FileSeal(self._size, digest, self._n_chunks)

    def _full_chunks(self) -> list[bytes]:
        # One chunk always stays behind, so that the last can be marked as the last.
        n_full = max(0, len(self._pending) - 1) // CHUNK_SIZE
        ends = n_full * CHUNK_SIZE
        full = [bytes(self._pending[start : start + CHUNK_SIZE]) for start in range(0, ends, CHUNK_SIZE)]
        del self._pending[:ends]
        return [self._sealed(chunk, _MESSAGE) for chunk in full]

    def _sealed(self, plaintext: bytes, tag: int) -> bytes:
        place = _place(self._binding, self._n_chunks)
        self._n_chunks += 1
        return bindings.crypto_secretstream_xchacha20poly1305_push(self._state, plaintext, place, tag)

    def _check_open(self) -> None:
        if self._is_finished:
            raise SealError("This file is already sealed. Rule: it is finished once. Next: begin a new FileSealer.")


def open_file(key: Secret, header: bytes, chunks: Iterable[bytes], seal: FileSeal, binding: Binding) -> Iterator[bytes]:
    """Open what a `FileSealer` sealed, piece by piece and without its padding.

    Parameters
    ----------
    key, header, seal : Secret, bytes, FileSeal
        As the sealer gave them.
    chunks : Iterable[bytes]
        Ciphertext, in order; read one at a time.
    binding : Binding
        Built from where the file was found.

    Yields
    ------
    bytes
        At most 256 KiB at a time.

    Raises
    ------
    SealError
        While iterating: at the first chunk that is altered, moved or foreign, and at the end if chunks are
        missing, extra, or the digest differs.

    Warnings
    --------
    What comes before the end is authenticated chunk by chunk; that the file is whole is known only at the end. The
    last piece is held back until then, so a file that ends without an error is whole; discard what came before one.
    """
    reader = _Reader(key, header, seal, binding)
    held = b""
    for chunk in chunks:
        if content := reader.opened(chunk):
            if held:
                yield held
            held = content
    reader.check_whole()
    if held:
        yield held


class _Reader:
    """Opens chunk after chunk and knows which must come next."""

    def __init__(self, key: Secret, header: bytes, seal: FileSeal, binding: Binding) -> None:
        padded = padded_length(max(0, seal.size))
        self._n_chunks = -(-padded // CHUNK_SIZE)
        if seal.size < 0 or seal.n_chunks != self._n_chunks:
            raise sodium.refused("file seal")
        self._last_size = padded - (self._n_chunks - 1) * CHUNK_SIZE
        self._seal = seal
        self._binding = binding
        self._state = _pull_state(key, header)
        self._digest = bindings.crypto_generichash_blake2b_init(digest_size=32)
        self._left = seal.size
        self._n_read = 0

    def opened(self, chunk: bytes) -> bytes:
        is_last = self._n_read == self._n_chunks - 1
        plaintext, tag = self._pulled(chunk)
        if tag != (_FINAL if is_last else _MESSAGE) or len(plaintext) != (self._last_size if is_last else CHUNK_SIZE):
            raise sodium.refused("sealed file")
        content, padding = plaintext[: self._left], plaintext[self._left :]
        if any(padding):
            raise sodium.refused("sealed file")
        bindings.crypto_generichash_blake2b_update(self._digest, content)
        self._left -= len(content)
        self._n_read += 1
        return content

    def check_whole(self) -> None:
        digest = bindings.crypto_generichash_blake2b_final(self._digest)
        if self._n_read != self._n_chunks or not sodium.is_equal(digest, self._seal.digest):
            raise sodium.refused("sealed file")

    def _pulled(self, chunk: bytes) -> tuple[bytes, int]:
        place = _place(self._binding, self._n_read)
        try:
            return bindings.crypto_secretstream_xchacha20poly1305_pull(self._state, chunk, place)
        except CryptoError:
            raise sodium.refused("sealed file") from None


def _pull_state(key: Secret, header: bytes) -> bindings.crypto_secretstream_xchacha20poly1305_state:
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    try:
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, header, key.reveal())
    except CryptoError:
        raise sodium.refused("file header or key") from None
    return state


def _place(binding: Binding, number: int) -> bytes:
    return framed("qorgan/file", binding.associated_data(), number)
