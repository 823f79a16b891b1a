"""What a backup is made of: one moment of the database, read back from the disk, in a form that no database owns."""

import os
import uuid
from datetime import date, timedelta

import pytest
from django.db import connection, models
from tests.cast import Door, tell

from qorgan.kernel.errors import SealError, SetupError
from qorgan.vault.secret import KeyPair, Secret
from qorgan.web.backup import making, restoring, tables
from qorgan.web.backup.stream import Manifest, Reader, Table, row_to_bytes
from qorgan.web.hear.actions import public as her_actions
from qorgan.web.hear.models import Disclosure
from qorgan.web.sealed.models import Thread
from qorgan.web.shell import clock, tombstones

DAY = date(2026, 11, 20)
TABLE = Table("sealed.thing", ["id", "day", "ciphertext", "names", "box"], ["ciphertext", "box"], 2)
ROWS = [
    [uuid.UUID(int=1), DAY, b"\x00\xff" * 300, {"kk": "ұят"}, None],
    [uuid.UUID(int=2), None, memoryview(b""), [], b"x"],
]


@pytest.fixture(autouse=True)
def _own_tombstones(tmp_path, settings):
    settings.DATA_DIR = tmp_path


def make(path):
    public, origin = KeyPair.generate().public, Secret(b"origin".ljust(32, b"."))
    return making.make(path, recovery_public=public, origin=origin, today=DAY, progress=lambda *_: None)


def pieces(*, size: int) -> list[bytes]:
    manifest = Manifest(DAY, [("sealed", "0001_initial")], [TABLE])
    content = manifest.to_bytes() + b"".join(row_to_bytes(row, TABLE) for row in ROWS)
    return [content[start : start + size] for start in range(0, len(content), size)]


@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_manifest_and_rows_are_read_as_they_were_written_however_they_are_cut(size):
    reader = Reader(iter(pieces(size=size)))
    manifest = Manifest.read(reader)
    assert manifest == Manifest(DAY, [("sealed", "0001_initial")], [TABLE])
    assert reader.take_row(TABLE) == [str(uuid.UUID(int=1)), "2026-11-20", b"\x00\xff" * 300, {"kk": "ұят"}, None]
    assert reader.take_row(TABLE) == [str(uuid.UUID(int=2)), None, b"", [], b"x"]
    reader.check_end()


def test_rows_that_are_missing_or_too_many_are_noticed():
    reader = Reader(iter(pieces(size=50)))
    Manifest.read(reader)
    reader.take_row(TABLE)
    with pytest.raises(SealError):
        reader.check_end()
    reader = Reader(iter(pieces(size=50)[:-1]))
    Manifest.read(reader)
    reader.take_row(TABLE)
    with pytest.raises(SealError):
        reader.take_row(TABLE)


@pytest.mark.parametrize("content", [b"", b"\xff\xff\xff\xff", b"\x02\x00\x00\x00{]", b"\x02\x00\x00\x00{}"])
def test_what_is_no_manifest_is_refused(content):
    with pytest.raises(SealError):
        Manifest.read(Reader(iter([content])))


@pytest.mark.django_db
def test_every_column_of_every_table_has_a_form_in_a_backup():
    """A new kind of field must be thought of here: one that is neither written nor read as it was is lost in silence."""
    known = (
        models.AutoField,
        models.BigIntegerField,
        models.BinaryField,
        models.BooleanField,
        models.CharField,
        models.DateField,
        models.ForeignKey,
        models.IntegerField,
        models.JSONField,
        models.TextField,
        models.UUIDField,
    )
    found = tables.models_of(tables.version_of_database())
    strange = [str(one) for model in found for one in tables.columns(model) if not isinstance(one, known)]
    assert strange == []
    assert not any(isinstance(one, models.DateTimeField) for model in found for one in tables.columns(model))


@pytest.mark.django_db
def test_rows_come_after_those_that_take_them_along():
    found = tables.models_of(tables.version_of_database())
    place = {tables.name_of(model): number for number, model in enumerate(found)}
    for model in found:
        for _one, owner in tables.owners(model):
            assert place[tables.name_of(owner)] < place[tables.name_of(model)]
    assert place["sealed.thread"] < place["hear.disclosure"]


@pytest.mark.django_db(transaction=True)
def test_a_backup_holds_one_moment_though_others_write_while_it_is_made(centre, supervisor, tmp_path, monkeypatch):
    tell(centre)
    rows_of = tables.rows_of

    def rows_while_she_writes(model):
        if tables.name_of(model) == "sealed.wrap":
            _in_another_connection(lambda: tell(centre))
        return rows_of(model)

    monkeypatch.setattr(tables, "rows_of", rows_while_she_writes)
    made = make(tmp_path / "backup")
    assert made.rows["sealed.thread"] == 1
    assert Thread.objects.count() == 2


def _in_another_connection(act) -> None:
    import threading

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", [100, -20])
def test_a_disk_that_returns_other_bytes_than_were_written_is_noticed(centre, tmp_path, monkeypatch, where):
    def spoil(descriptor: int, *_: int) -> None:
        path = os.readlink(f"/proc/self/fd/{descriptor}")
        with open(path, "r+b") as file:
            file.seek(where, os.SEEK_END if where < 0 else os.SEEK_SET)
            byte = file.read(1)
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([byte[0] ^ 1]))

    monkeypatch.setattr(os, "posix_fadvise", spoil)
    with pytest.raises(SetupError, match="not what was written"):
        make(tmp_path / "backup")
    assert list(tmp_path.glob("*backup*")) == []
    assert tombstones.read().newest("backup") is None


@pytest.mark.django_db(transaction=True)
def test_the_tombstones_know_a_backup_once_it_is_there(centre, tmp_path):
    made = make(tmp_path / "backup")
    assert tombstones.read().knows_backup(uuid.UUID(made.id))


def test_what_was_brought_back_after_the_backup_is_back_and_what_was_deleted_is_hidden(survivor, centre, frozen):
    rescued, deleted, untouched = survivor, tell(centre), tell(centre)
    her_actions.delete_conversation(found=rescued.sent.found)
    tombstones.note("hidden", rescued.disclosure.pk, day=DAY)
    tombstones.note("back", rescued.disclosure.pk, day=DAY)
    tombstones.note("hidden", deleted.disclosure.pk, day=DAY - timedelta(days=3))
    frozen.advance(timedelta(days=2))
    assert restoring._settle(tombstones.read()) == 1
    assert rescued.disclosure.state == "waiting"
    assert rescued.disclosure.hidden_day is None
    assert deleted.disclosure.state == "hidden"
    assert deleted.disclosure.state_before == "waiting"
    assert deleted.disclosure.hidden_day == DAY - timedelta(days=3)
    assert untouched.disclosure.state == "waiting"


def test_without_tombstones_what_was_hidden_can_be_brought_back_for_seven_days_more(survivor, frozen):
    her_actions.delete_conversation(found=survivor.sent.found)
    frozen.advance(timedelta(days=30))
    restoring._settle(None)
    assert Disclosure.objects.get(pk=survivor.disclosure.pk).hidden_day == clock.today()


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "said"), [(14, "up to 14 days more"), (1, "up to 1 day more")])
def test_the_safety_page_says_for_how_long_backups_hold_what_she_deleted(settings, days, said):
    settings.BACKUP_DAYS = days
    assert said in Door("public").get("/en/safety").content.decode()
    for language in ("kk", "ru"):
        assert f" {days} " in Door("public").get(f"/{language}/safety").content.decode()


def test_who_deletes_is_told_of_the_backups_before_she_does(survivor, settings):
    settings.BACKUP_DAYS = 9
    survivor.come_back()
    assert "up to 9 days more" in survivor.door.get("/en/talk/delete").content.decode()
