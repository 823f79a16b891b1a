"""The database's version, the audit, what was destroyed, and the age of the newest backup."""

import uuid
from datetime import date, timedelta

import pytest
from django.db.migrations.recorder import MigrationRecorder
from tests.cast import tell

from qorgan.web.audit.models import AuditEntry
from qorgan.web.doctor import database
from qorgan.web.doctor.finding import Finding, Level
from qorgan.web.shell import clock, tombstones

DAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _own_file(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    tombstones.create()


def _levels(found) -> list[Level]:
    return [one.level for one in found]


def _version() -> Finding:
    return database.check_version()


def test_a_database_of_this_version_is_well(db):
    assert _version().level == Level.OK


def test_steps_that_are_missing_are_named(db):
    MigrationRecorder.Migration.objects.filter(app="hear").delete()
    found = _version()
    assert found.level == Level.BROKEN
    assert "hear.0001_initial" in found.where
    assert "qorgan prepare" in found.next_step


def test_a_newer_database_is_named(db):
    MigrationRecorder.Migration.objects.create(app="hear", name="9999_future", applied="2030-01-01T00:00Z")
    assert "newer" in _version().what


def test_a_whole_audit_is_well(supervisor, centre):
    tell(centre)
    assert _levels(database.check_audit()) == [Level.OK]


def test_an_audit_with_a_row_taken_out_is_broken(supervisor, centre):
    tell(centre)
    AuditEntry.objects.filter(chain="country").first().delete()
    (found,) = database.check_audit()
    assert found.level == Level.BROKEN
    assert found.where.startswith("Chain country")


def test_what_was_destroyed_and_is_there_again_is_counted(supervisor, centre):
    tombstones.note("destroyed", tell(centre).disclosure.pk, day=clock.today())
    (found,) = database.check_destroyed()
    assert found.level == Level.BROKEN
    assert found.what.startswith("1 conversations")


def test_without_the_list_of_what_was_destroyed_something_is_broken(db):
    tombstones.path().unlink()
    assert _levels(database.check_destroyed()) == [Level.BROKEN]


@pytest.mark.parametrize(
    ("age", "level"), [(0, Level.OK), (1, Level.OK), (2, Level.LOOK), (14, Level.LOOK), (15, Level.BROKEN)]
)
def test_an_old_backup_is_seen_by_its_day(age, level):
    tombstones.note("backup", uuid.uuid4(), day=DAY - timedelta(days=40))
    tombstones.note("backup", uuid.uuid4(), day=DAY - timedelta(days=age))
    assert _levels(database.check_backup(today=DAY, days=14)) == [level]


def test_an_installation_without_a_backup_is_to_be_looked_at():
    tombstones.note("destroyed", uuid.uuid4(), day=DAY)
    assert _levels(database.check_backup(today=DAY, days=14)) == [Level.LOOK]
