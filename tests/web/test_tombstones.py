"""What was deleted is noted apart from backups: who may read and add, what counts, what a torn file does."""

import os
import sqlite3
import threading
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from tests.cast import tell

from qorgan.kernel.errors import SetupError
from qorgan.vault.secret import Secret
from qorgan.web.accounts.models import Statement
from qorgan.web.audit.models import AuditEntry
from qorgan.web.hear.actions import public as her_actions
from qorgan.web.hear.actions.staff import clockwork
from qorgan.web.hear.models import Disclosure
from qorgan.web.sealed import shredding
from qorgan.web.sealed.models import Envelope, Thread, Wrap
from qorgan.web.shell import clock, keys, tombstones

DAY = date(2026, 11, 20)
ONE, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.fixture(autouse=True)
def _own_file(tmp_path, settings):
    settings.DATA_DIR = tmp_path


def test_what_was_destroyed_stays_destroyed():
    tombstones.note("destroyed", ONE, day=DAY)
    tombstones.note("back", ONE, day=DAY)
    known = tombstones.read()
    assert known.is_destroyed(ONE)
    assert not known.is_back(ONE)
    assert not known.is_destroyed(OTHER)


def test_the_newest_word_counts_between_hidden_and_back():
    for kind in ("hidden", "back", "hidden"):
        tombstones.note(kind, ONE, day=DAY)
    assert tombstones.read().hidden_since(ONE) == DAY
    tombstones.note("back", ONE, day=DAY)
    assert tombstones.read().hidden_since(ONE) is None
    assert tombstones.read().is_back(ONE)


@pytest.mark.parametrize("kinds", [("hidden", "back", "hidden"), ("back", "hidden")])
def test_an_old_line_written_once_more_at_the_end_says_nothing(kinds):
    """Else who writes the file brought a conversation back at the next restore that she had deleted again."""
    for kind in kinds:
        tombstones.note(kind, ONE, day=DAY)
    lines = tombstones.path().read_text().splitlines(keepends=True)
    with tombstones.path().open("a") as file:
        file.write(lines[kinds.index("back")])
    assert tombstones.read().hidden_since(ONE) == DAY
    tombstones.note("back", ONE, day=DAY)
    assert tombstones.read().is_back(ONE)


def test_two_who_note_the_same_at_once_leave_two_true_lines():
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda kind: tombstones.note(kind, ONE, day=DAY), ["hidden", "back"] * 20))
    lines = tombstones.path().read_text().splitlines()
    assert len(lines) == len(list(tombstones._lines(tombstones.path().read_text(), Counter()))) == 40


def test_a_line_that_is_added_has_nothing_checked_anew_that_stood_before_it(monkeypatch):
    """Else a country's file was checked for seconds at the next request, and for each of a hundred that are destroyed."""
    tombstones.append(tombstones.Line(DAY, "hidden", tombstones.mark_of(uuid.UUID(int=n))) for n in range(100))
    tombstones.read()
    tagged, tag = [], tombstones._tag
    monkeypatch.setattr(tombstones, "_tag", lambda line, *more: tagged.append(line) or tag(line, *more))
    tombstones.note("destroyed", ONE, day=DAY)
    assert tombstones.read().is_destroyed(ONE)
    assert len(tagged) == 2  # written, and read


def test_another_file_in_the_place_of_one_that_was_read_is_checked_whole():
    tombstones.note("destroyed", ONE, day=DAY)
    honest = tombstones.path().read_text()
    assert tombstones.read().is_destroyed(ONE)
    tombstones.path().write_text(honest.replace("destroyed", "back") + honest.replace("destroyed", "ended"))
    assert tombstones.read().last == {}


def test_where_the_disk_is_full_half_a_line_is_not_taken_for_noted(monkeypatch):
    write = os.write
    monkeypatch.setattr(os, "write", lambda where, what: write(where, what[: len(what) // 2]))
    with pytest.raises(OSError, match="No space left"):
        tombstones.note("destroyed", ONE, day=DAY)
    monkeypatch.undo()
    tombstones.note("destroyed", OTHER, day=DAY)
    assert tombstones.read().is_destroyed(OTHER)


def test_the_file_tells_no_id_to_who_has_no_key_file():
    tombstones.note("destroyed", ONE, day=DAY)
    text = tombstones.path().read_text()
    assert ONE.hex not in text
    assert str(ONE) not in text
    assert tombstones.path().stat().st_mode & 0o077 == 0


def test_nobody_without_the_key_file_adds_or_changes_a_line(monkeypatch):
    tombstones.note("hidden", ONE, day=DAY)
    honest = tombstones.path().read_text()
    tombstones.path().write_text(honest.replace("hidden", "destroyed"))
    assert not tombstones.read().is_destroyed(ONE)
    tombstones.path().write_text(honest.replace("2026-11-20", "2026-11-01"))
    assert tombstones.read().hidden_since(ONE) is None
    tombstones.path().write_text("")
    monkeypatch.setattr(keys, "key", lambda _door, _name: Secret(b"a thief's".ljust(32, b".")))
    tombstones.note("destroyed", ONE, day=DAY)
    monkeypatch.undo()
    assert not tombstones.read(tombstones.path()).is_destroyed(ONE)


def test_a_line_that_the_power_cut_off_spoils_no_other():
    tombstones.note("destroyed", ONE, day=DAY)
    with tombstones.path().open("a") as file:
        file.write("2026-11-20 destr")
    tombstones.note("destroyed", OTHER, day=DAY)
    known = tombstones.read()
    assert known.is_destroyed(ONE)
    assert known.is_destroyed(OTHER)


def test_a_backup_is_known_by_its_own_line_only():
    tombstones.note("backup", ONE, day=DAY)
    known = tombstones.read()
    assert known.knows_backup(ONE)
    assert not known.knows_backup(OTHER)
    assert known.newest("backup") == DAY
    assert known.newest("destroyed") is None


def test_a_missing_file_is_said_with_the_next_step():
    with pytest.raises(SetupError, match="tombstones is missing"):
        tombstones.check()
    tombstones.create()
    tombstones.check()


def test_what_she_deletes_is_noted_and_that_it_was_brought_back(survivor):
    her_actions.delete_conversation(found=survivor.sent.found)
    clockwork.note_deletions(today=clock.today())
    number = survivor.disclosure.pk
    assert tombstones.read().hidden_since(number) == clock.today()
    size = tombstones.path().stat().st_size
    clockwork.note_deletions(today=clock.today())
    assert tombstones.path().stat().st_size == size
    Disclosure.objects.update(state="waiting", hidden_day=None)
    clockwork.note_deletions(today=clock.today())
    assert tombstones.read().is_back(number)


@pytest.mark.django_db(transaction=True)
def test_the_turn_of_the_clockwork_notes_deletions(survivor):
    her_actions.delete_conversation(found=survivor.sent.found)
    clockwork.tick(can_send=False)
    assert tombstones.read().hidden_since(survivor.disclosure.pk) == clock.today()


@pytest.mark.django_db(transaction=True)
def test_destroying_leaves_a_tombstone_after_the_commit_and_a_trace_before_it(survivor, frozen):
    her_actions.delete_conversation(found=survivor.sent.found)
    number = survivor.disclosure.pk
    frozen.advance(timedelta(days=7))
    assert clockwork.shred_due(today=clock.today()) == 1
    kinds = [line.split()[1] for line in tombstones.path().read_text().splitlines()]
    assert kinds == ["hidden", "destroyed"]
    assert tombstones.read().is_destroyed(number)


def test_a_machine_that_dies_before_the_tombstone_makes_up_for_it(survivor):
    number = survivor.disclosure.pk
    tombstones.note("hidden", number, day=DAY)
    Thread.objects.filter(pk=number).delete()
    clockwork.note_deletions(today=clock.today())
    assert tombstones.read().is_destroyed(number)


def test_a_database_put_back_from_a_copy_loses_again_what_was_destroyed(survivor, centre):
    other = tell(centre)
    tombstones.note("destroyed", survivor.disclosure.pk, day=DAY)
    before = AuditEntry.objects.filter(chain="country").count()
    assert shredding.replay(today=clock.today()) == 1
    assert list(Thread.objects.values_list("pk", flat=True)) == [other.disclosure.pk]
    assert not Wrap.objects.exclude(envelope__thread=other.disclosure.pk).exists()
    assert not Envelope.objects.exclude(thread=other.disclosure.pk).exists()
    assert AuditEntry.objects.filter(chain="country").count() == before + 1
    assert shredding.replay(today=clock.today()) == 0


@pytest.mark.django_db(transaction=True)
def test_nobody_who_writes_waits_while_a_backup_keeps_the_journal_from_being_cut(survivor):
    if connection.vendor != "sqlite":
        pytest.skip("the journal of SQLite")
    name = str(connection.settings_dict["NAME"])
    reader = sqlite3.connect(name, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT COUNT(*) FROM sealed_thread").fetchall()
    her_actions.delete_conversation(found=survivor.sent.found)
    cutting = threading.Thread(target=_sweep_elsewhere)
    cutting.start()
    writer = sqlite3.connect(name, timeout=5)
    while cutting.is_alive():
        with writer:  # locked for longer than five seconds, it would raise
            writer.execute("UPDATE sealed_thread SET last_sequence = last_sequence")
    writer.close()
    assert Path(name + "-wal").stat().st_size > 0
    reader.close()
    shredding.sweep()
    assert Path(name + "-wal").stat().st_size == 0


def _sweep_elsewhere() -> None:
    shredding.sweep()
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (20_000,)
    connection.close()


def test_a_last_line_without_its_end_must_not_be_lost_either():
    tombstones.note("ended", ONE, day=DAY)
    tombstones.path().write_text(tombstones.path().read_text().rstrip("\n"))
    tombstones._KNOWN.clear()
    before = tombstones.known()
    assert before.last
    tombstones.path().write_text("")
    with pytest.raises(SetupError, match="lost lines"):
        tombstones.known()


@pytest.mark.django_db(transaction=True)
def test_while_lines_are_missing_the_clockwork_destroys_nothing_and_goes_on_with_the_rest(survivor, frozen, centre):
    number = survivor.disclosure.pk
    her_actions.delete_conversation(found=survivor.sent.found)
    clockwork.tick(can_send=False)
    whole = tombstones.path().read_text()
    tombstones.path().write_text("")
    frozen.advance(timedelta(days=7))
    clockwork.tick(can_send=False)
    assert Thread.objects.filter(pk=number).exists()
    assert tombstones.path().read_text() == ""
    assert Statement.objects.get(centre=centre).day == clock.today()
    tombstones.path().write_text(whole)
    clockwork.tick(can_send=False)
    assert tombstones.known().is_destroyed(number)


def test_a_slower_reader_sets_back_nothing_that_is_known(monkeypatch):
    tombstones.note("ended", ONE, day=DAY)
    tombstones._KNOWN.clear()
    has_read, goes_on, read = threading.Event(), threading.Event(), tombstones._read

    def slowly(file):
        found = read(file)
        has_read.set()
        goes_on.wait(timeout=1)  # the other waits for it meanwhile, or else has long gone by
        return found

    monkeypatch.setattr(tombstones, "_read", slowly)
    slow = threading.Thread(target=tombstones.known)
    slow.start()
    has_read.wait()
    monkeypatch.setattr(tombstones, "_read", read)
    tombstones.note("ended", OTHER, day=DAY)
    goes_on.set()
    slow.join()
    first, _second = tombstones.path().read_text().splitlines(keepends=True)
    tombstones.path().write_text(first)
    with pytest.raises(SetupError, match="lost lines"):
        tombstones.known()
