"""A backup as one stream, sealed to a recovery public key: who makes it keeps nothing that opens it.

head    mark 16 · id 16 · recovery public key 32 · header of the stream 24
chunks  of the sealed stream, 256 KiB each before sealing, the last shorter
box     crypto_box_seal of key 32 · size 8 · digest 32 · proof 32

The box comes last. A backup that was cut off, or whose maker was killed, has none, and nobody can open it.
"""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qorgan.kernel.errors import SealError
from qorgan.vault import sodium
from qorgan.vault.envelope import Binding, unwrap_sealed, wrap_sealed
from qorgan.vault.files import CHUNK_SIZE, HEADER_SIZE, FileSeal, FileSealer, open_file
from qorgan.vault.framing import framed
from qorgan.vault.padding import padded_length
from qorgan.vault.secret import KEY_SIZE, KeyPair, Secret

MARK = b"qorgan backup 1\n"
HEAD_SIZE = len(MARK) + 16 + KEY_SIZE + HEADER_SIZE
_SIZE_SIZE, _DIGEST_SIZE = 8, 32
_OPENED_SIZE = KEY_SIZE + _SIZE_SIZE + 2 * _DIGEST_SIZE
BOX_SIZE = _OPENED_SIZE + 48  # an ephemeral public key and a tag, as crypto_box_seal adds them
SEALED_CHUNK_SIZE = CHUNK_SIZE + 17  # a tag of secretstream and its Poly1305 MAC


@dataclass(frozen=True)
class Head:
    """What stands in the clear at the beginning.

    Parameters
    ----------
    id : uuid.UUID
        Random; by it the tombstones know the backup.
    recovery_public : bytes
        32 bytes: whose private key opens it.
    header : bytes
        24 bytes, of the stream.
    """

    id: uuid.UUID
    recovery_public: bytes
    header: bytes

    def to_bytes(self) -> bytes:
        """Return the head as it stands in the file."""
        return MARK + self.id.bytes + self.recovery_public + self.header

    @classmethod
    def from_bytes(cls, data: bytes) -> "Head":
        """Read a head.

        Raises
        ------
        SealError
            If this is the beginning of no backup.
        """
        if len(data) != HEAD_SIZE or not data.startswith(MARK):
            raise SealError("This is no backup, or the beginning of one is missing.")
        rest = data[len(MARK) :]
        return cls(uuid.UUID(bytes=rest[:16]), rest[16 : 16 + KEY_SIZE], rest[16 + KEY_SIZE :])

    def binding(self) -> Binding:
        """Return the place that every chunk is bound to."""
        return Binding("backup", self.id, uuid.UUID(int=0), 0, "out")


@dataclass(frozen=True)
class Opening:
    """What opens one backup, and what it must say when opened.

    Parameters
    ----------
    key : Secret
        32 bytes, of the stream.
    size : int
        Bytes of the content, without its padding.
    digest : bytes
        BLAKE2b-256 of the content with its padding.
    proof : bytes
        32 bytes: keyed digest over head, size and digest, under a key of the installation that made it.
    """

    key: Secret
    size: int
    digest: bytes
    proof: bytes

    def to_secret(self) -> Secret:
        """Return what is sealed into the box."""
        return Secret(self.key.reveal() + self.size.to_bytes(_SIZE_SIZE, "little") + self.digest + self.proof)

    @classmethod
    def from_secret(cls, opened: Secret) -> "Opening":
        """Undo `to_secret`."""
        value = opened.reveal()
        if len(value) != _OPENED_SIZE:
            raise sodium.refused("backup")
        size_ends = KEY_SIZE + _SIZE_SIZE
        size = int.from_bytes(value[KEY_SIZE:size_ends], "little")
        digest, proof = value[size_ends : size_ends + _DIGEST_SIZE], value[size_ends + _DIGEST_SIZE :]
        return cls(Secret(value[:KEY_SIZE]), size, digest, proof)


class BackupSealer:
    """Seals one backup while it is being written.

    Parameters
    ----------
    recovery_public : bytes
        32 bytes. Anybody who can put his own in its place can read what is sealed: compare its fingerprint.
    origin : Secret
        32 bytes that this installation alone has; by it a restore knows its own backups.

    Attributes
    ----------
    head : Head
        To be written first.
    box : bytes
        To be written last, once `finish` is through: what opens the backup, for the recovery key alone.
    opening : Opening
        The same while in memory, for reading back what was written.

    Raises
    ------
    SealError
        If the recovery key is no usable public key.
    """

    def __init__(self, recovery_public: bytes, *, origin: Secret) -> None:
        wrap_sealed(Secret(bytes(KEY_SIZE)), recovery_public)  # an unusable key is found now, not after an hour
        number = uuid.UUID(bytes=sodium.random_bytes(16), version=4)
        sealer = FileSealer(binding=Head(number, recovery_public, bytes(HEADER_SIZE)).binding())
        self.head = Head(number, recovery_public, sealer.header)
        self._sealer = sealer
        self._origin = origin
        self._size = 0

    def push(self, data: bytes) -> Iterator[bytes]:
        """Take the next piece of the content, of any size, and return the chunks it completes."""
        self._size += len(data)
        return self._sealer.push(data)

    def finish(self) -> Iterator[bytes]:
        """Pad, seal the end, and return what is left to write; after that, `box` is the end of the file."""
        left = padded_length(self._size) - self._size
        while left:  # bit by bit: the padding of a large backup does not fit the memory of a small machine
            zeros = bytes(min(left, CHUNK_SIZE))
            yield from self._sealer.push(zeros)
            left -= len(zeros)
        chunks, seal = self._sealer.finish()
        yield from chunks
        proof = _proof(self._origin, self.head, self._size, seal.digest)
        self.opening = Opening(self._sealer.key, self._size, seal.digest, proof)
        self.box = wrap_sealed(self.opening.to_secret(), self.head.recovery_public)


def open_box(box: bytes, head: Head, recovery: KeyPair) -> Opening:
    """Open the end of a backup.

    Raises
    ------
    SealError
        If the backup is sealed to another recovery key, altered, or its end is missing.
    """
    if head.recovery_public != recovery.public:
        raise SealError("This backup is sealed to another recovery key.")
    return Opening.from_secret(unwrap_sealed(box, recovery))


def is_from(opening: Opening, head: Head, origin: Secret) -> bool:
    """Say whether the installation that has ``origin`` made this backup: anybody can seal to a public key."""
    return sodium.is_equal(_proof(origin, head, opening.size, opening.digest), opening.proof)


def open_backup(opening: Opening, head: Head, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Open a backup piece by piece, without its padding.

    Parameters
    ----------
    opening, head : Opening, Head
        As the file's end and beginning say.
    chunks : Iterable[bytes]
        What stands between, 262,161 bytes each but the last.

    Raises
    ------
    SealError
        While iterating, if a chunk is altered, moved, missing or extra. Only after the last piece is it known that the
        backup is whole: discard what came before an error.
    """
    padded = padded_length(opening.size)
    seal = FileSeal(padded, opening.digest, -(-padded // CHUNK_SIZE))
    left = opening.size
    for piece in open_file(opening.key, head.header, chunks, seal, head.binding()):
        content, padding = piece[:left], piece[left:]
        if any(padding):
            raise sodium.refused("backup")
        left -= len(content)
        if content:
            yield content


def _proof(origin: Secret, head: Head, size: int, digest: bytes) -> bytes:
    return sodium.keyed_digest(framed("qorgan/backup", head.to_bytes(), size, digest), origin, person="qorgan.backup")
