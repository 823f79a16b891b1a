"""Destroy a conversation: wraps, ciphertext and files, and the pages they lay on."""

from datetime import date

from django.db import connection, transaction

from qorgan.web.sealed.deletions import destroyed_but_there
from qorgan.web.sealed.models import Envelope, File, Thread, Wrap
from qorgan.web.shell import clock, journal, tombstones
from qorgan.web.shell.journal import COUNTRY, Entry
from qorgan.web.shell.turns import in_turn

_PATIENCE_MS = 250
CIPHERTEXT = (
    "sealed_envelope",
    "sealed_wrap",
    "sealed_filechunk",
    "sealed_summary",
    "sealed_draft",
    "sealed_survivorkey",
)


def shred(thread: Thread, *, today: date) -> None:
    """Delete every row of a thread inside the caller's transaction, and note a tombstone."""
    number = thread.id
    for handed in Thread.objects.filter(referral__case=number):  # what was handed over of a case goes with it
        shred(handed, today=today)
    tombstones.note_leaving(number, day=today)
    Wrap.objects.filter(envelope__thread=thread).delete()
    File.objects.filter(thread=thread).delete()
    Envelope.objects.filter(thread=thread).delete()
    thread.delete()
    # After the commit: a tombstone over a conversation that lives on would bury it at the next restore.
    transaction.on_commit(lambda: tombstones.note("destroyed", number, day=today))
    transaction.on_commit(sweep)


def replay(*, today: date) -> int:
    """Destroy again what was destroyed before, where a database was put back from a copy; return how many threads."""
    threads = destroyed_but_there()
    for thread in threads:
        with in_turn():
            journal.record(
                Entry(
                    chain=COUNTRY, what="conversation.shredded-again", day=today, at=clock.now(), about=str(thread.pk)
                )
            )
            shred(thread, today=today)
    return len(threads)


def sweep() -> None:
    """Make freed pages unreadable: SQLite overwrites them itself, its journal is cut; PostgreSQL is vacuumed."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # Cutting waits for readers and keeps every writer out meanwhile. A backup reads for long: do not wait for it,
            # the next turn of the clockwork tries again.
            cursor.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")
            try:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                cursor.execute(f"PRAGMA busy_timeout={_usual_patience_ms()}")
        elif not connection.in_atomic_block:
            cursor.execute(f"VACUUM {', '.join(CIPHERTEXT)}")


def _usual_patience_ms() -> int:
    return int(connection.settings_dict["OPTIONS"]["timeout"] * 1000)
