"""Files: sealed piece by piece as they come in, opened piece by piece as they go out."""

import uuid
from collections.abc import Iterator, Mapping
from datetime import date
from threading import Lock
from typing import Any
from weakref import WeakSet

from django.db import transaction

from qorgan.kernel.errors import QorganError
from qorgan.vault.envelope import Binding
from qorgan.vault.files import FileSeal, FileSealer, open_file
from qorgan.vault.secret import Secret
from qorgan.web.sealed.models import File, FileChunk, Thread

LARGEST = 20 * 1024 * 1024
PER_THREAD = 5


class FileRefused(QorganError):
    """A file is too large, too many, or empty."""


class Incoming:
    """A file that is being received. Its pieces are rows at once; without an envelope they mean nothing to anybody.

    The key exists in this object only, until `finish` hands it to the envelope: a file cut off on the way can never be
    opened, and `forget_unfinished` takes its pieces away.
    """

    def __init__(self, thread: Thread, *, name: str, kind: str, day: date) -> None:
        with transaction.atomic():
            Thread.objects.select_for_update().get(id=thread.id)
            _forget_stranded(thread)
            if File.objects.filter(thread=thread).count() >= PER_THREAD:
                raise FileRefused(f"There are {PER_THREAD} files already. Send the others with another message.")
            self.row = File(id=uuid.uuid4(), thread=thread, day=day)
            with _LOCK:
                _UNDER_WAY.add(self)
            self.row.save(force_insert=True)
        self.name = name
        self.kind = kind
        self.size = 0
        self._sealer = FileSealer(binding=_binding(self.row))
        self._number = 0

    def take(self, data: bytes) -> None:
        """Seal a piece."""
        self.size += len(data)
        if self.size > LARGEST:
            raise FileRefused("This file is larger than 20 MB. Send a smaller one.")
        for chunk in self._sealer.push(data):
            self._keep(chunk)

    def finish(self) -> dict[str, Any]:
        """Seal the end and return the document that opens the file."""
        chunks, seal = self._sealer.finish()
        for chunk in chunks:
            self._keep(chunk)
        return {
            "file": str(self.row.id),
            "name": self.name,
            "type": self.kind,
            "size": seal.size,
            "digest": seal.digest.hex(),
            "n_chunks": seal.n_chunks,
            "key": self._sealer.key.reveal().hex(),
            "header": self._sealer.header.hex(),
        }

    def drop(self) -> None:
        """Take the pieces away again."""
        self.row.delete()

    def _keep(self, chunk: bytes) -> None:
        FileChunk.objects.create(file=self.row, number=self._number, ciphertext=chunk)
        self._number += 1


def pieces(document: Mapping[str, Any]) -> Iterator[bytes]:
    """Open a file piece by piece with the document from its envelope.

    Raises
    ------
    SealError
        If a piece is missing, altered or out of order; nothing after it is given out.
    """
    row = File.objects.get(id=uuid.UUID(document["file"]))
    seal = FileSeal(size=document["size"], digest=bytes.fromhex(document["digest"]), n_chunks=document["n_chunks"])
    stored = row.chunks.order_by("number").values_list("ciphertext", flat=True).iterator(chunk_size=8)
    key, header = Secret(bytes.fromhex(document["key"])), bytes.fromhex(document["header"])
    return open_file(key, header, (bytes(chunk) for chunk in stored), seal, _binding(row))


# Gone from here with the last reference to it: when its request is over, however it ended.
_UNDER_WAY: WeakSet[Incoming] = WeakSet()
_LOCK = Lock()


def _forget_stranded(thread: Thread) -> None:
    """Take away what a full disk or a lost database let nobody take away; else it would count as one of her files."""
    with _LOCK:
        alive = [one.row.id for one in _UNDER_WAY]
    File.objects.filter(thread=thread, envelope=None).exclude(id__in=alive).delete()


def forget_unfinished() -> int:
    """Take away what was cut off in the middle; called when the door starts and nothing can be under way."""
    return File.objects.filter(envelope=None).delete()[0]


def _binding(row: File) -> Binding:
    return Binding("file-content", row.id, row.thread_id, 0, "in")
