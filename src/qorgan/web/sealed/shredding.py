"""Destroy a conversation: wraps, ciphertext and files, and the pages they lay on."""

import hashlib
import os
import uuid
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from qorgan.web.sealed.models import Envelope, File, Thread, Wrap


def shred(thread: Thread, *, today: date) -> None:
    """Delete every row of a thread inside the caller's transaction, and note a tombstone.

    The tombstone lies apart from backups and is replayed before a restored door opens. It holds the thread's random id
    only, hashed; afterwards it tells nothing but that a row with this id is to go.
    """
    number = thread.id
    Wrap.objects.filter(envelope__thread=thread).delete()
    File.objects.filter(thread=thread).delete()
    Envelope.objects.filter(thread=thread).delete()
    thread.delete()
    # After the commit: a tombstone over a conversation that lives on would bury it at the next restore.
    transaction.on_commit(lambda: _entomb(number, today))
    transaction.on_commit(sweep)


def sweep() -> None:
    """Make freed pages unreadable: SQLite overwrites them itself, its journal is cut; PostgreSQL is vacuumed."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        elif not connection.in_atomic_block:
            cursor.execute("VACUUM sealed_envelope, sealed_wrap, sealed_filechunk, sealed_summary, sealed_survivorkey")


def tombstones() -> Path:
    """Return the file of tombstones."""
    return Path(settings.DATA_DIR) / "tombstones"


def _entomb(number: uuid.UUID, today: date) -> None:
    mark = hashlib.blake2b(number.bytes, digest_size=16).hexdigest()
    descriptor = os.open(tombstones(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, f"{today.isoformat()} {mark}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
