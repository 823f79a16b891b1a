"""The versions of the secrets of receipts: which one is needed still, and making the next."""

from pathlib import Path

from django.db.models import Count

from qorgan.kernel.errors import KeyFileError
from qorgan.web.sealed.models import SurvivorKey
from qorgan.web.shell import clock, journal, keys
from qorgan.web.shell.journal import COUNTRY, Entry
from qorgan.web.shell.turns import in_turn


def in_use() -> dict[str, int]:
    """Return how many receipts each version opens something for, by the name of its key file."""
    opening = SurvivorKey.objects.filter(lookup_id__isnull=False).order_by("secret_version")
    return dict(opening.values_list("secret_version").annotate(Count("pk")))


def missing() -> dict[str, int]:
    """Return those of `in_use` whose key file is not there."""
    there = {one.version for one in (*keys.receipt_secrets(), *keys.handover_secrets())}
    # Others write rows as well: what stands there is shown on a terminal.
    return {ascii(name)[1:-1]: count for name, count in in_use().items() if name not in there}


def check() -> None:
    """Check that there is a key file for every receipt that was given out; public door and machine only.

    Raises
    ------
    KeyFileError
        Naming the first that is missing, and how many receipts open nothing without it.
    """
    for name, count in missing().items():
        raise KeyFileError(
            f"Key file {name}.key is missing. Rule: each version of a secret of receipts stays as long as a receipt "
            f"needs it, and {count} do. Next: restore it from its copy to where the versions before it lie."
        )


@in_turn()
def add() -> list[Path]:
    """Make the next version of both secrets; new receipts are made under it from the same moment on, at both doors.

    Receipts given out before go on opening under theirs: her key follows from the secret, and what centres wrote to her is
    sealed to that key.

    Raises
    ------
    KeyFileError
        If a version that is needed is missing, or a file cannot be written.
    SetupError
        If there are no auditors yet.
    """
    check()
    journal.record(Entry(COUNTRY, "receipt-secret.added", clock.today(), at=clock.now()))
    return keys.add_version()
