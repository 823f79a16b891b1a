"""`qorgan restore`: into an empty place only, with the installation's key files and its tombstones, all or nothing."""

import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests import servers
from tests.backups import Installation, demonstration, elsewhere, refused

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("backup")]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    made = demonstration(tmp_path_factory.mktemp("restore"))
    assert made.run("backup", str(made.data.parent / "backup")).returncode == 0
    return made


@pytest.fixture
def place(source: Installation, tmp_path: Path) -> Installation:
    """Another place with the key files and the newest tombstones, and no database."""
    made = elsewhere(source, tmp_path)
    shutil.copy(source.data / "tombstones", made.data)
    return made


def restore(source: Installation, place: Installation, *more: str, **how):
    folder = source.data.parent
    return place.run("restore", str(folder / "backup"), "--key", str(folder / "recovery.txt"), *more, **how)


def test_a_restored_installation_is_the_same_and_says_so_in_its_audit(source, place):
    result = restore(source, place)
    assert result.returncode == 0, result.stderr
    assert place.run("audit", "verify").returncode == 0
    for table in ("accounts_member", "sealed_envelope", "sealed_wrap", "hear_disclosure", "accounts_grant"):
        statement = f"SELECT * FROM {table} ORDER BY 1"  # noqa: S608 - a fixed word
        assert place.query(statement) == source.query(statement) != []
    chain = "SELECT sequence, mac FROM audit_auditentry WHERE chain = 'country' ORDER BY sequence"
    assert place.query(chain)[:-1] == source.query(chain)
    kept = "SELECT app, name FROM django_migrations ORDER BY app, name"
    assert place.query(kept) == source.query(kept)


def test_without_tombstones_nothing_is_restored_until_somebody_says_that_they_are_lost(source, place):
    (place.data / "tombstones").unlink()
    before = place.files()
    refused(restore(source, place), "no tombstones", "comes back", "--tombstones-lost")
    assert place.files() == before
    result = restore(source, place, "--tombstones-lost")
    assert result.returncode == 0, result.stderr
    assert "WITHOUT TOMBSTONES" in result.stdout


def test_tombstones_are_not_called_lost_where_they_are(source, place):
    refused(restore(source, place, "--tombstones-lost"), "there are tombstones")


def test_tombstones_older_than_the_backup_are_refused(source, place):
    (place.data / "tombstones").write_text("")
    before = place.files()
    refused(restore(source, place), "older than the backup")
    assert place.files() == before


def test_tombstones_of_somebody_else_are_refused(source, place, tmp_path):
    other = tmp_path / "other"
    other.write_text((source.data / "tombstones").read_text().replace("backup ", "backup 0"))
    (place.data / "tombstones").unlink()
    refused(restore(source, place, "--tombstones", str(other)), "another installation")


def test_two_different_files_of_tombstones_are_not_mixed(source, place, tmp_path):
    newer = tmp_path / "newer"
    newer.write_text((source.data / "tombstones").read_text() + "\n")
    refused(restore(source, place, "--tombstones", str(newer)), "two different files")


def test_a_missing_file_of_tombstones_is_named(source, place, tmp_path):
    (place.data / "tombstones").unlink()
    refused(restore(source, place, "--tombstones", str(tmp_path / "none")), str(tmp_path / "none"))


def test_the_command_says_on_which_day_the_tombstones_end(source, place):
    """What was deleted after that day is there again, and nobody else can know it."""
    newest = max(line.split(" ")[0] for line in (place.data / "tombstones").read_text().splitlines())
    assert f"The tombstones end on {newest}: later deletions are not known." in restore(source, place).stdout


def test_doors_over_a_database_without_its_tombstones_do_not_open(source, place):
    assert restore(source, place).returncode == 0
    (place.data / "tombstones").unlink()
    ports = [f"127.0.0.1:{servers.free_port()}" for _ in range(2)]
    refused(place.run("serve", "--public", ports[0], "--staff", ports[1]), "tombstones is missing")


def test_a_place_that_is_not_empty_is_left_alone(source, place):
    assert restore(source, place).returncode == 0
    before = place.query("SELECT COUNT(*) FROM audit_auditentry")
    refused(restore(source, place), "not empty")
    assert place.query("SELECT COUNT(*) FROM audit_auditentry") == before


def test_a_restore_needs_all_key_files(source, place):
    (place.data / "keys/public/receipt.key").unlink()
    refused(restore(source, place), "receipt.key")
    shutil.rmtree(place.data / "keys")
    refused(restore(source, place), "key files are not in")
    assert place.files().keys() == {"tombstones"}


def test_a_backup_of_another_installation_is_refused_though_it_is_sealed_to_the_same_key(source, tmp_path):
    """Anybody can seal to a public key: what he made up does not come in with the right recovery key alone."""
    forger = Installation(servers.make_demonstration(tmp_path, anew=True))
    shutil.copy(source.data / "keys/shared/recovery.public", forger.data / "keys/shared")
    assert forger.run("backup", str(tmp_path / "forged")).returncode == 0
    victim = elsewhere(source, tmp_path)
    shutil.copy(source.data / "tombstones", victim.data)
    before = victim.files()
    key = str(source.data.parent / "recovery.txt")
    refused(victim.run("restore", str(tmp_path / "forged"), "--key", key), "not made by the installation")
    assert victim.files() == before
    told = source.told("backup", str(tmp_path / "forged"), "--check", "--key", key)
    assert told["from_this_installation"] is False


def test_a_restore_that_is_killed_leaves_no_database_and_the_next_one_is_whole(source, place, tmp_path):
    with sqlite3.connect(source.data / "qorgan.sqlite3") as database:
        (before,) = database.execute("SELECT COUNT(*) FROM sealed_envelope").fetchone()
    folder = source.data.parent
    command = [str(servers.QORGAN), "restore", str(folder / "backup"), "--key", str(folder / "recovery.txt")]
    process = subprocess.Popen([*command, "--data", str(place.data)], stdout=subprocess.DEVNULL)
    part = place.data / ".qorgan.sqlite3.part"
    until = time.monotonic() + 60
    while not part.exists() and time.monotonic() < until:
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=60)
    assert part.exists()
    assert not (place.data / "qorgan.sqlite3").exists()
    assert restore(source, place).returncode == 0
    assert not list(place.data.glob(".qorgan*"))
    assert place.query("SELECT COUNT(*) FROM sealed_envelope") == [(before,)]


LEFT = """
import sys, uuid
from datetime import date
from pathlib import Path
from qorgan.cli import machine
machine.set_up(Path(sys.argv[1]), "machine")
from qorgan.web.shell import tombstones
from qorgan.web.shell.tombstones import Line, mark_of
tombstones.append([Line(date(2026, 11, 20), "ended", mark_of(uuid.UUID(sys.argv[2])))])
"""


def test_who_left_after_the_backup_is_ended_again(source, place):
    """A restored backup has her active, with her roles and her keys."""
    who = "SELECT m.id FROM accounts_member m JOIN accounts_memberrole r ON r.member_id = m.id WHERE r.role = 'worker'"
    (number,) = place_row = source.query(who)[0]
    subprocess.run([sys.executable, "-c", LEFT, str(place.data), number], check=True)
    told = place.told("restore", str(source.data.parent / "backup"), "--key", str(source.data.parent / "recovery.txt"))
    assert (told["members_ended"], told["members_kept"]) == (1, 0)
    assert place.query(f"SELECT state FROM accounts_member WHERE id = '{number}'") == [("ended",)]  # noqa: S608
    assert place.query(f"SELECT COUNT(*) FROM accounts_grant WHERE member_id = '{number}'") == [(0,)]  # noqa: S608
    assert place_row not in place.query(who)


OLDER = """
import sys
from datetime import date
from pathlib import Path
from qorgan.cli import machine, recovery
data, target = Path(sys.argv[1]), Path(sys.argv[2])
machine.begin(data)
from django.conf import settings
from qorgan.web.shell import keys
keys.create_missing(Path(settings.KEY_DIR))
from qorgan.web.backup import tables
from qorgan.web.backup.making import make
from qorgan.web.shell import tombstones
first = [("accounts", "0001_initial"), ("audit", "0001_initial"), ("hear", "0001_initial"), ("sealed", "0001_initial")]
tables.bring_to(first)
models = {tables.name_of(model): model for model in tables.models_of(first)}
models["hear.shortaddress"].objects.create(code="bahar", language="kk")
tombstones.create()
from qorgan.vault.keyfiles import create_key_file
from qorgan.vault.recovery_key import recovery_text
from qorgan.vault.secret import KeyPair
pair = KeyPair.generate()
(target.parent / "recovery.txt").write_text(recovery_text(pair))
make(
    target, recovery_public=pair.public, origin=recovery.origin(data), today=date(2026, 11, 20), progress=lambda *_: None
)
"""


def test_a_backup_of_an_older_version_is_brought_to_this_one(tmp_path, source):
    data = tmp_path / "data"
    subprocess.run([sys.executable, "-c", OLDER, str(data), str(tmp_path / "backup")], check=True, timeout=60)
    place = elsewhere(Installation(data), tmp_path)
    shutil.copy(data / "tombstones", place.data)
    result = place.run("restore", str(tmp_path / "backup"), "--key", str(tmp_path / "recovery.txt"))
    assert result.returncode == 0, result.stderr
    assert place.query("SELECT code, language FROM hear_shortaddress") == [("bahar", "kk")]
    newest = "SELECT app, MAX(name) FROM django_migrations GROUP BY app"
    assert place.query(newest) == source.query(newest)


def test_a_backup_of_a_newer_version_is_refused(source, tmp_path):
    newer = tmp_path / "newer"
    shutil.copytree(source.data, newer)
    with sqlite3.connect(newer / "qorgan.sqlite3") as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('hear', '9999_next', '2026-11-20')"
        )
    refused(Installation(newer).run("backup", str(tmp_path / "backup")), "newer version")
    assert not (tmp_path / "backup").exists()
