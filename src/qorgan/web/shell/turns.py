"""Writers of the embedded database take turns.

SQLite lets one writer in and makes the others sleep and try again, each longer than the last; with eight threads of one
door that wastes most of the time. A queue in the process lets the next one in at once. PostgreSQL needs none.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_TURN = threading.RLock()


@contextmanager
def in_turn() -> Iterator[None]:
    """Run a transaction when it is this thread's turn."""
    if connection.vendor == "sqlite":
        with _TURN, transaction.atomic():
            yield
    else:
        with transaction.atomic():
            yield
