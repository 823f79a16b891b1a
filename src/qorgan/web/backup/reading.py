"""Open a backup file and check it from its first byte to its last, without a database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from qorgan.kernel.errors import InputError, SealError
from qorgan.vault.backup import BOX_SIZE, HEAD_SIZE, SEALED_CHUNK_SIZE, Head, Opening, open_backup, open_box
from qorgan.vault.registry import fingerprint
from qorgan.vault.secret import KeyPair
from qorgan.web.backup.stream import Manifest, Reader


@dataclass(frozen=True)
class Opened:
    """A backup file whose box was opened; its content is read from the disk each time."""

    path: Path
    head: Head
    opening: Opening

    @contextmanager
    def content(self) -> Iterator[Reader]:
        """Read the content from its beginning.

        Raises
        ------
        InputError
            As soon as something in the file is not as it was sealed.
        """
        with _refused(self.path), self.path.open("rb") as file:
            if file.read(HEAD_SIZE) != self.head.to_bytes():
                raise SealError("The file changed while it was read.")
            yield Reader(open_backup(self.opening, self.head, _chunks(file, _size(file))))


def open_file(path: Path, recovery: KeyPair) -> Opened:
    """Open a backup's box with the recovery key; its content is not looked at yet.

    Raises
    ------
    InputError
        If it is no backup, cut off, or sealed to another key.
    """
    with _refused(path), path.open("rb") as file:
        head = Head.from_bytes(file.read(HEAD_SIZE))
        if head.recovery_public != recovery.public:
            raise InputError(
                "this backup is sealed to another recovery key",
                file=str(path),
                rule=f"its key has the fingerprint {fingerprint(head.recovery_public)}, "
                f"the one given {fingerprint(recovery.public)}",
                next_step="give the recovery key with that fingerprint",
            )
        file.seek(_size(file) - BOX_SIZE)
        return Opened(path, head, open_box(file.read(BOX_SIZE), head, recovery))


def check(opened: Opened) -> Manifest:
    """Read every row; what this returns was whole, unaltered and as its manifest says.

    Raises
    ------
    InputError
        If it was not.
    """
    with opened.content() as reader:
        manifest = Manifest.read(reader)
        for table in manifest.tables:
            for _ in range(table.rows):
                reader.take_row(table)
        reader.check_end()
    return manifest


def _size(file: BinaryIO) -> int:
    size = os.fstat(file.fileno()).st_size
    if size < HEAD_SIZE + BOX_SIZE:
        raise SealError("The end of this backup is missing.")
    return size


def _chunks(file: BinaryIO, size: int) -> Iterator[bytes]:
    left = size - HEAD_SIZE - BOX_SIZE
    while left:
        chunk = file.read(min(SEALED_CHUNK_SIZE, left))
        if not chunk:
            raise SealError("The end of this backup is missing.")
        left -= len(chunk)
        yield chunk


@contextmanager
def _refused(path: Path) -> Iterator[None]:
    try:
        yield
    except SealError as fault:
        raise InputError(
            f"the backup was refused: {fault.message().split('. ')[0]}",
            file=str(path),
            rule="it is whole and unaltered, from its first byte to its last",
            next_step="take another copy of it",
        ) from None
    except OSError as fault:
        raise InputError(
            f"the backup cannot be read: {fault.strerror}", file=str(path), next_step="correct the path"
        ) from None
