"""Look at everything, in the order in which a person would."""

from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from qorgan.kernel.errors import QorganError
from qorgan.kernel.guide import installed_guide
from qorgan.web.doctor import content, database, figures, ground, host, key_files, people, reaching
from qorgan.web.doctor.finding import Finding, Findings, Level, broken
from qorgan.web.shell import clock
from qorgan.web.shell.context import UNREVIEWED, pack

Check = Callable[[], Findings]


def examine(data: Path) -> Iterator[tuple[str, list[Finding]]]:
    """Yield each area and what was found in it.

    Parameters
    ----------
    data : Path
        The data directory; must exist.
    """
    yield "Key files", _found(lambda: key_files.check(Path(settings.KEY_DIR)))
    yield "Data directory", _found(lambda: ground.check_files(data), lambda: ground.check_disk(data))
    yield "Clock", _found(lambda: ground.check_clock(data, clock.now()))
    yield "This machine", _found(lambda: host.check(data))
    yield "Names and TLS", _found(reaching.check_names)
    version = database.check_version()
    is_ready = version.level == Level.OK
    today = clock.today()
    whole = (
        database.check_audit,
        lambda: database.check_heads(today=today),
        database.check_destroyed,
        database.check_receipts,
    )
    yield "Database", [version, *(_found(*whole) if is_ready else [])]
    if is_ready:
        checks = (people.check_administrators, people.check_keyrings, people.check_recovery)
        yield "People and centres", _found(*checks, lambda: people.check_centres(today=clock.today()))
    yield "Mail", _found(reaching.check_mail, *([people.check_notices] if is_ready else []))
    yield "Backups", _found(lambda: database.check_backup(today=today, days=settings.BACKUP_DAYS))
    country = settings.COUNTRY
    yield (
        "Facts",
        _found(
            lambda: content.check_facts(pack(), today),
            lambda: content.check_guide_facts(installed_guide(country), today, country=country),
        ),
    )
    if is_ready:
        yield "Figures", _found(lambda: figures.check_ledger(today))
    yield (
        "Texts",
        _found(
            lambda: content.check_texts(pack(), UNREVIEWED),
            lambda: content.check_guide_texts(installed_guide(country), country=country),
        ),
    )


def _found(*checks: Check) -> list[Finding]:
    found: list[Finding] = []
    for check in checks:
        try:
            found.extend(check())  # what was found before a fault is kept
        except (QorganError, DatabaseError, OSError) as fault:
            found.append(_unreadable(fault))
    return found


def _unreadable(fault: Exception) -> Finding:
    where = fault.message() if isinstance(fault, QorganError) else type(fault).__name__
    if isinstance(fault, OSError) and fault.filename:
        where = f"{fault.filename}: {fault.strerror}"
    return broken(
        "This could not be looked at.",
        where,
        rule="doctor reads everything that the doors read",
        next_step="run it as the user who may read all key files and the data directory",
    )
