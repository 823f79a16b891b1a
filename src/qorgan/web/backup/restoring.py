"""Restore a backup into an empty installation: checked whole first, without what was deleted since, all or nothing."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction
from django.db.models import F

from qorgan.kernel.errors import SetupError
from qorgan.web.accounts import statements
from qorgan.web.accounts.actions.restored import Ended, end_again
from qorgan.web.accounts.models import Duty, Keyring
from qorgan.web.backup import tables
from qorgan.web.backup.making import Progress
from qorgan.web.backup.reading import Opened, check
from qorgan.web.backup.stream import Manifest, Reader, Row, Table
from qorgan.web.hear.models import Disclosure
from qorgan.web.sealed import across
from qorgan.web.sealed.models import Thread
from qorgan.web.shell import clock, ground, journal
from qorgan.web.shell.journal import COUNTRY, Entry
from qorgan.web.shell.tombstones import Tombstones

_BATCH_BYTES = 4 * 1024 * 1024
_BATCH_ROWS = 500


@dataclass
class Restored:
    """What was restored.

    Parameters
    ----------
    day : date
        On which the backup was made.
    rows : dict
        Rows written, by table.
    n_destroyed, n_hidden : int
        Threads left out because they were destroyed since, and hidden because she deleted them since.
    members : Ended
        Of how many members something was ended again.
    """

    day: date
    rows: dict[str, int] = field(default_factory=dict)
    n_destroyed: int = 0
    n_hidden: int = 0
    members: Ended = field(default_factory=Ended)


def restore(opened: Opened, tombstones: Tombstones | None, *, progress: Progress) -> Restored:
    """Fill the empty database of this installation; without tombstones, with all that the backup holds.

    Raises
    ------
    InputError
        If the backup is not whole.
    SetupError
        If it is of a newer version, or the database cannot be written. Then the database is as empty as before.
    """
    manifest = check(opened)
    found = tables.models_of(manifest.migrations)
    _check_columns(manifest, found)
    restored = Restored(manifest.day)
    try:
        with _empty_database():
            tables.bring_to(manifest.migrations)
            # Also lets rows come before those they point at, for making tables on PostgreSQL has that checked at once.
            connection.check_constraints()
            with transaction.atomic(), opened.content() as reader:
                _Loading(manifest, found, tombstones, restored, progress).load(reader)
                connection.check_constraints()
            ground.prepare_database()
            with transaction.atomic():
                restored.n_hidden = _settle(tombstones)
                restored.members = end_again(tombstones) if tombstones else Ended()
                statements.say_after_restore()
                _record(opened, restored)
    except DatabaseError:
        raise SetupError(
            "The database could not be written to its end. It was left empty. Look at the disk, then try again."
        ) from None
    return restored


class _Loading:
    """Writes the rows of a backup, and leaves out those of threads that were destroyed since."""

    def __init__(
        self,
        manifest: Manifest,
        found: list[tables.Model],
        tombstones: Tombstones | None,
        restored: Restored,
        progress: Progress,
    ) -> None:
        self._manifest = manifest
        self._models = found
        self._tombstones = tombstones
        self._restored = restored
        self._progress = progress
        self._left_out: dict[str, set[Any]] = {}

    def load(self, reader: Reader) -> None:
        Manifest.read(reader)
        done, total = 0, sum(self._manifest.rows().values())
        for table, model in zip(self._manifest.tables, self._models, strict=True):
            batch: list[models.Model] = []
            size = 0
            for _ in range(table.rows):
                row = reader.take_row(table)
                done += 1
                self._progress(done, total)
                if (made := self._made(model, table, row)) is None:
                    continue
                batch.append(made)
                size += sum(len(value) for value in row if isinstance(value, bytes))
                if size > _BATCH_BYTES or len(batch) == _BATCH_ROWS:
                    self._write(model, batch)
                    size = 0
            self._write(model, batch)
        reader.check_end()
        _set_counters(self._models)

    def _made(self, model: tables.Model, table: Table, row: Row) -> models.Model | None:
        values = {one.attname: _value(one, value) for one, value in zip(tables.columns(model), row, strict=True)}
        made = model(**values)
        if not self._goes(model, table, made):
            return made
        # Never written, rather than written and deleted: then it is in no journal and no free page either.
        self._left_out.setdefault(table.name, set()).add(made.pk)
        return None

    def _goes(self, model: tables.Model, table: Table, made: models.Model) -> bool:
        if table.name == Thread._meta.label_lower and self._is_destroyed(made.pk):
            self._restored.n_destroyed += 1
            return True
        return any(
            getattr(made, one.attname) in self._left_out.get(tables.name_of(target), ())
            for one, target in tables.owners(model)
        )

    def _is_destroyed(self, number: uuid.UUID) -> bool:
        return self._tombstones is not None and self._tombstones.is_destroyed(number)

    def _write(self, model: tables.Model, batch: list[models.Model]) -> None:
        model._default_manager.bulk_create(batch)
        name = tables.name_of(model)
        self._restored.rows[name] = self._restored.rows.get(name, 0) + len(batch)
        batch.clear()


def _value(one: "models.Field[Any, Any]", value: Any) -> Any:
    if isinstance(value, bytes):
        return value
    return one.to_python(value)


def _check_columns(manifest: Manifest, found: list[tables.Model]) -> None:
    said = [(table.name, table.columns) for table in manifest.tables]
    known = [(tables.name_of(model), [one.attname for one in tables.columns(model)]) for model in found]
    if said != known:
        raise SetupError(
            "The tables of this backup are not those of its version. Nothing was changed. "
            "Restore it with the version of Qorgan that made it."
        )


def _set_counters(found: list[tables.Model]) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), found):
            cursor.execute(statement)


def _settle(tombstones: Tombstones | None) -> int:
    """Bring what is hidden up to what was noted since; return how many threads are hidden that the backup shows."""
    hidden = Disclosure.objects.filter(state=Disclosure.State.HIDDEN)
    if tombstones is None:
        # Some may have been brought back since. Seven days from now somebody can still do so; then the old day would
        # have them destroyed at once.
        hidden.update(hidden_day=clock.today())
        return 0
    across.take_back_again(tombstones)
    rescued = [number for number in hidden.values_list("pk", flat=True) if tombstones.is_back(number)]
    shown = Disclosure.objects.exclude(state=Disclosure.State.HIDDEN).values_list("pk", flat=True)
    deleted = {number: day for number in shown if (day := tombstones.hidden_since(number)) is not None}
    Disclosure.objects.filter(pk__in=rescued).update(state=F("state_before"), hidden_day=None)
    for number, day in deleted.items():
        row = Disclosure.objects.filter(pk=number)
        row.update(state_before=F("state"), state=Disclosure.State.HIDDEN, hidden_day=day)
    return len(deleted)


def _record(opened: Opened, restored: Restored) -> None:
    # Before anybody has joined there are no auditors to seal to, and nothing to hide from them.
    if Keyring.objects.filter(centre=None, duty=Duty.AUDIT).exists():
        detail: dict[str, str | int] = {"count": sum(restored.rows.values())}
        what, about = "backup.restored", str(opened.head.id)
        journal.record(Entry(COUNTRY, what, clock.today(), about=about, at=clock.now(), detail=detail))


@contextmanager
def _empty_database() -> Iterator[None]:
    """Fill a database that counts only when all of it is there."""
    if connection.vendor != "sqlite":
        with transaction.atomic():
            yield
        return
    final = Path(str(connection.settings_dict["NAME"]))
    unfinished = final.with_name(f".{final.name}.part")
    connection.close()
    _forget(unfinished)
    connection.settings_dict["NAME"] = str(unfinished)
    try:
        yield
        connection.close()  # the last to close writes the journal into the file and takes it away
        _sync(unfinished)
        unfinished.rename(final)
        _sync(final.parent)
    finally:
        connection.close()
        _forget(unfinished)
        connection.settings_dict["NAME"] = str(final)


def _forget(database: Path) -> None:
    for path in (database, *(database.with_name(database.name + end) for end in ("-wal", "-shm"))):
        path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
