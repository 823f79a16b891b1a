"""The database: can it be read, is it of this version, is the audit whole, is what was destroyed still gone."""

from datetime import date, timedelta

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from qorgan.kernel.errors import SetupError
from qorgan.web.accounts.models import Notice
from qorgan.web.audit.chain import verify_all
from qorgan.web.doctor.finding import Finding, Findings, broken, look, ok
from qorgan.web.sealed import deletions, receipt_secrets
from qorgan.web.shell import keys, tombstones

_HEADS_LOOKED_AT = timedelta(days=30)
_NONE = "this machine's settings: DATABASE_URL, or the data directory"


def check_version() -> Finding:
    """Look whether the database is there and of this version; nothing else can be asked of it otherwise."""
    rule = "it is a Qorgan database of this version"
    try:
        loader = MigrationLoader(connection)
    except DatabaseError:
        return broken(
            "The database cannot be read, or is no database.",
            _NONE,
            rule=rule,
            next_step="correct the setting, or restore a backup: qorgan restore",
        )
    applied, known = set(loader.applied_migrations), set(loader.disk_migrations)
    if not applied:
        return broken(
            "The database is empty: there is no installation here.",
            _NONE,
            rule=rule,
            next_step="name the data directory with --data, or begin with: qorgan serve",
        )
    if applied - known:
        return broken(
            "The database was made by a newer version of Qorgan.",
            ", ".join(sorted(".".join(one) for one in applied - known)),
            rule=rule,
            next_step="install that version again",
        )
    if known - applied:
        return broken(
            f"The database is of an older version: {len(known - applied)} steps are missing.",
            ", ".join(sorted(".".join(one) for one in known - applied)),
            rule=rule,
            next_step="make a backup, then end the doors and run: qorgan prepare",
        )
    return ok("The database is of this version.", connection.vendor)


def check_audit() -> Findings:
    """Look at every row of every chain, as `qorgan audit verify` does."""
    heads, faults = verify_all()
    for fault in faults:
        yield broken(
            "A chain of the audit is not whole.",
            fault,
            rule="no row is missing, changed or out of order",
            next_step="keep this machine as it is and call who runs it",
        )
    if not faults:
        yield ok(
            f"{len(heads)} chains of the audit are whole. Whether one was cut off shows against an older head only."
        )


def check_heads(*, today: date) -> Findings:
    """Look on which days no head of the audit left this machine: what was cut off then shows against an older one only."""
    sent = Notice.objects.filter(kind=Notice.Kind.HEADS, state=Notice.State.SENT)
    days = set(sent.values_list("day", flat=True))
    rule = "the heads of the audit are mailed to the auditors every day"
    next_step = "start the staff door with a mail server (QORGAN_MAIL_HOST), and give each auditor a mail address"
    if not days:
        yield look("No head of the audit was ever mailed.", "", rule=rule, next_step=next_step)
        return
    first = max(min(days), today - _HEADS_LOOKED_AT)
    missed = [day for n in range((today - first).days) if (day := first + timedelta(days=n)) not in days]
    if missed:
        listed = ", ".join(day.isoformat() for day in missed)
        yield look("On some days no head of the audit was mailed.", listed, rule=rule, next_step=next_step)
    else:
        yield ok("The heads of the audit were mailed every day.", f"since {first.isoformat()}")


def check_destroyed() -> Findings:
    """Look whether something that was destroyed is there again."""
    try:
        tombstones.check()
        again = deletions.destroyed_but_there()
    except SetupError as fault:
        yield broken(
            fault.message().split(". ")[0] + ".",
            str(tombstones.path()),
            rule="it lists what was destroyed, so that a database put back from a copy loses it again",
            next_step="put it back from its own copy",
        )
        return
    if again:
        yield broken(
            f"{len(again)} conversations that were destroyed are in the database again.",
            str(tombstones.path()),
            rule="what was destroyed stays destroyed",
            next_step="end the doors and run: qorgan prepare, which destroys them again",
        )
    else:
        yield ok("Nothing that was destroyed is in the database.")


def check_receipts() -> Findings:
    """Look which versions of the secrets of receipts are needed still, and whether each is there."""
    missing = receipt_secrets.missing()
    for name, count in missing.items():
        yield broken(
            f"{count} receipts open nothing: the version of their secret is missing.",
            f"{name}.key",
            rule="each version stays as long as a receipt needs it",
            next_step="put it back from its copy, to where the versions before it lie; never make it anew",
        )
    if not missing:
        needed = ", ".join(f"{name}.key {count}" for name, count in receipt_secrets.in_use().items()) or "none yet"
        newest = f"{keys.receipt_secrets()[0].version}.key and {keys.handover_secrets()[0].version}.key"
        yield ok(
            "Every version of the secrets of receipts that is needed is there.", f"needed: {needed}; new: {newest}"
        )


def check_backup(*, today: date, days: int) -> Findings:
    """Look at the day of the newest backup, as the tombstones know it.

    Parameters
    ----------
    today : date
        In the country.
    days : int
        How long backups are kept.
    """
    newest = tombstones.read().newest("backup")
    rule, next_step = "a backup is made every day", "qorgan backup FOLDER, once a day, and copy it away"
    if newest is None:
        yield look("No backup was made yet.", str(tombstones.path()), rule=rule, next_step=next_step)
        return
    age = (today - newest).days
    where = f"{newest.isoformat()}, {age} days ago"
    if age > days:
        # Older ones had to be removed by now: there is nothing to restore.
        yield broken("No backup is left that may still be kept.", where, rule=rule, next_step=next_step)
    elif age > 1:
        yield look("The newest backup is some days old.", where, rule=rule, next_step=next_step)
    else:
        yield ok("There is a backup of these days. Whether it was copied away cannot be seen from here.", where)
