"""`qorgan backup` and `qorgan recovery-key`: sealed, read back, never half there, and for nobody but the recovery key."""

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests import servers
from tests.backups import Installation, demonstration, elsewhere, refused
from tests.searching import files_below, where

from qorgan.kernel.errors import InputError
from qorgan.vault.backup import BOX_SIZE, HEAD_SIZE, SEALED_CHUNK_SIZE
from qorgan.vault.secret import KeyPair, Secret
from qorgan.web.backup.reading import check, open_file

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("backup")]

IN_THE_DATABASE = "Demonstration centre A (invented)"  # readable there, for survivors choose by it


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return demonstration(tmp_path_factory.mktemp("backup"))


@pytest.fixture(scope="module")
def large(made: Installation, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """One whose backup takes long enough to be killed in the middle: 96 MB of a file's chunks."""
    data = tmp_path_factory.mktemp("large") / "data"
    shutil.copytree(made.data, data)
    with sqlite3.connect(data / "qorgan.sqlite3") as database:
        (thread,) = database.execute("SELECT id FROM sealed_thread").fetchone()
        database.execute("INSERT INTO sealed_file (id, day, thread_id) VALUES (?, '2026-11-20', ?)", ("f" * 32, thread))
        chunks = ((number, os.urandom(256 * 1024), "f" * 32) for number in range(384))
        database.executemany("INSERT INTO sealed_filechunk (number, ciphertext, file_id) VALUES (?, ?, ?)", chunks)
    return Installation(data)


@pytest.fixture(scope="module")
def backup(made: Installation) -> Path:
    path = made.data.parent / "backup"
    assert made.run("backup", str(path)).returncode == 0
    return path


@pytest.fixture(scope="module")
def key(made: Installation) -> str:
    return str(made.data.parent / "recovery.txt")


def test_a_backup_opens_with_the_recovery_key_and_counts_the_rows_of_the_database(made, backup, key):
    told = made.told("backup", str(backup), "--check", "--key", key)
    (threads,) = made.query("SELECT COUNT(*) FROM sealed_thread")
    (entries,) = made.query("SELECT COUNT(*) FROM audit_auditentry")
    assert told["rows"]["sealed.thread"] == threads[0] > 0
    assert told["rows"]["audit.auditentry"] == entries[0] > 0
    assert told["from_this_installation"] is True


def test_every_table_of_the_database_is_in_a_backup(made, backup, key):
    told = made.told("backup", str(backup), "--check", "--key", key)
    there = made.query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    assert {name.replace(".", "_") for name in told["rows"]} == {name for (name,) in there} - {"django_migrations"}


def test_a_check_without_the_key_files_says_that_the_origin_was_not_checked(made, backup, key, tmp_path):
    told = Installation(tmp_path / "nothing").told("backup", str(backup), "--check", "--key", key)
    assert told["from_this_installation"] is None
    assert not (tmp_path / "nothing").exists()


def test_nothing_is_readable_in_a_backup_not_even_what_the_database_shows(made, backup):
    assert where(IN_THE_DATABASE, [made.data / "qorgan.sqlite3"])
    for text in (IN_THE_DATABASE, "sealed.envelope", "ciphertext", "migrations"):
        assert where(text, [backup]) == []


def test_a_backup_holds_no_key_file(made, backup, key):
    told = made.told("backup", str(backup), "--check", "--key", key)
    assert told["rows"].keys().isdisjoint({"keys", "keyfile"})
    opened = open_file(backup, _recovery(key))
    with opened.content() as reader:
        content = b"".join(reader._pieces)
    assert b"sealed.envelope" in content
    for path in (made.data / "keys").rglob("*.key"):
        assert path.read_bytes() not in content


def _recovery(key: str) -> KeyPair:
    from qorgan.vault.recovery_key import read_recovery_text

    return read_recovery_text(Path(key).read_text())


def test_nothing_on_the_machine_that_made_it_opens_it(made, backup):
    keys = [path for path in files_below(made.data) if path.stat().st_size == 32]
    assert len(keys) >= 9
    for path in keys:
        with pytest.raises(InputError):
            open_file(backup, KeyPair.from_private(Secret(path.read_bytes())))


def test_the_recovery_key_is_not_on_the_machine(made, key):
    text = Path(key).read_text().strip()
    private = _recovery(key).private.reveal()
    assert where(text, files_below(made.data)) == []
    assert where(text.replace(" ", ""), files_below(made.data)) == []
    assert [path for path in files_below(made.data) if private in path.read_bytes()] == []


def test_a_recovery_key_is_made_once(made, key):
    refused(made.run("recovery-key"), "recovery.public", "never overwritten")


def test_the_public_key_can_be_made_on_another_machine(tmp_path):
    path = tmp_path / "recovery.public"
    result = subprocess.run(
        [str(servers.QORGAN), "recovery-key", "--public", str(path)], capture_output=True, text=True
    )
    assert result.returncode == 0
    (tmp_path / "text").write_text(result.stdout)
    assert path.read_bytes() == _recovery(str(tmp_path / "text")).public
    assert path.stat().st_mode & 0o777 == 0o600


def test_without_a_recovery_key_nothing_is_written(made, tmp_path):
    place = elsewhere(made, tmp_path)
    shutil.copy(made.data / "qorgan.sqlite3", place.data)
    (place.data / "keys/shared/recovery.public").unlink()
    refused(place.run("backup", str(tmp_path / "backup")), "recovery-key")
    assert not (tmp_path / "backup").exists()


def test_a_backup_overwrites_nothing(made, backup):
    before = backup.read_bytes()
    refused(made.run("backup", str(backup)), "file already", "overwrites nothing")
    assert backup.read_bytes() == before


def test_a_place_that_cannot_be_written_is_named(made, tmp_path):
    refused(made.run("backup", str(tmp_path / "missing/backup")), "cannot be written", "No such file")


def test_a_directory_without_an_installation_has_nothing_to_back_up(made, tmp_path):
    refused(Installation(tmp_path / "none").run("backup", str(tmp_path / "backup")), "no data directory")
    (tmp_path / "empty").mkdir()
    refused(Installation(tmp_path / "empty").run("backup", str(tmp_path / "backup")), "nothing to back up")


def test_a_disk_that_fills_up_in_the_middle_leaves_nothing(large, tmp_path):
    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000_000, 20_000_000))

    refused(large.run("backup", str(tmp_path / "backup"), preexec_fn=small_disk), "cannot be written", "Make room")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_backup_that_is_killed_in_the_middle_is_not_there_and_the_next_one_is_whole(large, key, tmp_path, how):
    path, part = tmp_path / "backup", tmp_path / ".backup.part"
    command = [str(servers.QORGAN), "backup", str(path), "--data", str(large.data)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while not (part.exists() and part.stat().st_size > 5_000_000) and time.monotonic() < until:
        assert process.poll() is None
    process.send_signal(how)
    assert process.wait(timeout=60) != 0
    assert not path.exists()
    if how == signal.SIGTERM:
        assert not part.exists()
    else:
        refused(large.run("backup", str(part), "--check", "--key", key), "refused")
    assert large.run("backup", str(path)).returncode == 0
    assert not part.exists()
    told = large.told("backup", str(path), "--check", "--key", key)
    assert told["rows"]["sealed.filechunk"] == 384


def test_two_backups_to_one_name_do_not_mix(large, tmp_path):
    command = [str(servers.QORGAN), "backup", str(tmp_path / "backup"), "--data", str(large.data)]
    first = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while not (tmp_path / ".backup.part").exists() and time.monotonic() < until:
        assert first.poll() is None
    second = large.run("backup", str(tmp_path / "backup"))
    assert first.wait(timeout=60) == 0
    assert second.returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["backup"]


def _broken(backup: Path) -> dict[str, bytes]:
    whole = backup.read_bytes()
    chunk, body = SEALED_CHUNK_SIZE, HEAD_SIZE
    turned = bytearray(whole)
    turned[len(whole) // 2] ^= 1
    return {
        "empty": b"",
        "a picture": b"\x89PNG" + bytes(5000),
        "the head alone": whole[:HEAD_SIZE],
        "without its last byte": whole[:-1],
        "without its end": whole[:-BOX_SIZE],
        "half": whole[: len(whole) // 2],
        "without its first byte": whole[1:],
        "one bit turned": bytes(turned),
        "turned round": whole[::-1],
        "chunks exchanged": whole[:body]
        + whole[body + chunk : body + 2 * chunk]
        + whole[body : body + chunk]
        + whole[body + 2 * chunk :],
        "a chunk taken out": whole[:body] + whole[body + chunk :],
        "a chunk twice": whole[: body + chunk] + whole[body:],
        "something after it": whole + b"x",
    }


KINDS = sorted(_broken(Path(__file__)))


@pytest.fixture(scope="module")
def long_backup(made: Installation, large: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of several chunks: shortened to four megabytes of rows."""
    data = tmp_path_factory.mktemp("long") / "data"
    shutil.copytree(made.data, data)
    with sqlite3.connect(data / "qorgan.sqlite3") as database:
        (thread,) = database.execute("SELECT id FROM sealed_thread").fetchone()
        database.execute("INSERT INTO sealed_file (id, day, thread_id) VALUES (?, '2026-11-20', ?)", ("f" * 32, thread))
        chunks = ((number, os.urandom(256 * 1024), "f" * 32) for number in range(4))
        database.executemany("INSERT INTO sealed_filechunk (number, ciphertext, file_id) VALUES (?, ?, ?)", chunks)
    assert Installation(data).run("backup", str(data.parent / "backup")).returncode == 0
    shutil.copy(data / "tombstones", data.parent / "tombstones")
    return data.parent / "backup"


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_that_is_not_whole_is_refused(long_backup, key, tmp_path, kind):
    broken = tmp_path / "broken"
    broken.write_bytes(_broken(long_backup)[kind])
    with pytest.raises(InputError, match="refused") as caught:
        check(open_file(broken, _recovery(key)))
    assert str(broken) in caught.value.message()
    assert check(open_file(long_backup, _recovery(key))).rows()["sealed.filechunk"] == 4


@pytest.mark.parametrize("kind", ["half", "one bit turned", "chunks exchanged"])
def test_of_a_backup_that_is_not_whole_nothing_is_written(made, long_backup, key, tmp_path, kind):
    broken = tmp_path / "broken"
    broken.write_bytes(_broken(long_backup)[kind])
    refused(made.run("backup", str(broken), "--check", "--key", key), "refused", str(broken))
    place = elsewhere(made, tmp_path)
    before = place.files()
    tombstones = str(long_backup.parent / "tombstones")
    refused(place.run("restore", str(broken), "--key", key, "--tombstones", tombstones), "refused", str(broken))
    assert place.files() == before


def test_another_recovery_key_is_told_apart_by_its_fingerprint(made, backup, tmp_path):
    other = tmp_path / "other"
    command = [str(servers.QORGAN), "recovery-key", "--public", str(tmp_path / "public")]
    other.write_text(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    refused(made.run("backup", str(backup), "--check", "--key", str(other)), "another recovery key", "fingerprint")


@pytest.mark.parametrize("text", ["", "not a key", "AAAA " * 14])
def test_a_file_that_is_no_recovery_key_is_named(made, backup, tmp_path, text):
    (tmp_path / "key").write_text(text)
    refused(made.run("backup", str(backup), "--check", "--key", str(tmp_path / "key")), "no recovery key")


def test_the_recovery_key_can_be_typed(made, backup, key):
    result = made.run("backup", str(backup), "--check", "--key", "-", input=Path(key).read_text().lower())
    assert result.returncode == 0, result.stderr
    assert "opens and is whole" in result.stdout


def test_check_and_key_belong_together(made, backup, key):
    refused(made.run("backup", str(backup), "--check"), "--key")
    refused(made.run("backup", str(backup), "--key", key), "--check")


def test_in_a_folder_a_backup_is_named_by_its_day_and_old_ones_go(made, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    told = made.told("backup", str(folder))
    today = date.fromisoformat(Path(told["file"]).name[7:17])
    names = {days: f"qorgan-{today - timedelta(days=days)}.backup" for days in (14, 15, 40)}
    for name in names.values():
        (folder / name).write_bytes(b"older")
    (folder / "notes.txt").write_text("not ours")
    (folder / ".qorgan-2026-01-01.backup.part").write_bytes(b"left by one that was killed")
    second = made.told("backup", str(folder))
    assert sorted(second["removed"]) == sorted([names[15], names[40]])
    kept = {path.name for path in folder.iterdir()}
    assert kept == {Path(told["file"]).name, Path(second["file"]).name, names[14], "notes.txt"}
    assert second["remove_after"] == (today + timedelta(days=14)).isoformat()


def test_how_long_backups_are_kept_is_a_setting(made, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    name = Path(made.told("backup", str(folder))["file"]).name
    old = f"qorgan-{date.fromisoformat(name[7:17]) - timedelta(days=4)}.backup"
    (folder / old).write_bytes(b"older")
    stricter = Installation(made.data, {"QORGAN_BACKUP_DAYS": "3"})
    assert stricter.told("backup", str(folder))["removed"] == [old]


def test_the_fingerprint_that_is_said_is_that_of_the_recovery_key(made, key, tmp_path):
    from qorgan.vault.registry import fingerprint

    told = made.told("backup", str(tmp_path / "backup"))
    assert told["recovery_key"] == fingerprint(_recovery(key).public)
