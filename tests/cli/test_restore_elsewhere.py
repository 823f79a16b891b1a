"""A backup made while people write, restored elsewhere: all that was acknowledged is there, nothing that was deleted."""

import hashlib
import re
import shutil
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests import servers
from tests.backups import Installation, demonstration, elsewhere, fresh_database, numbers_in_inbox
from tests.searching import files_below
from tests.senders import Sending, send_at_once

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("restore")]

WORDS = "Канарейка: what she wrote before the backup"
PICTURE = b"picture " * 60_000
DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@dataclass
class Lived:
    """An installation in which people wrote before, while and after a backup was made."""

    source: Installation
    folder: Path
    backup: Path
    kept: str = ""
    before: list[str] = field(default_factory=list)
    gone: str = ""
    gone_ciphertext: bytes = b""
    hidden: str = ""
    hidden_number: str = ""

    @property
    def key(self) -> str:
        """Return the file of the recovery key."""
        return str(self.folder / "recovery.txt")

    def restore(self, place: Installation, *more: str):
        """Restore the backup at another place."""
        return place.run("restore", str(self.backup), "--key", self.key, *more)


@pytest.fixture(scope="module", params=DATABASES)
def lived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Lived:
    folder = tmp_path_factory.mktemp("lived")
    environment = {}
    if request.param == "postgresql":
        environment = {"DATABASE_URL": fresh_database(request.getfixturevalue("postgresql"), "lived")}
    lived = Lived(demonstration(folder, environment), folder, folder / "backup")
    doors = servers.open_doors(lived.source.data, folder, environment)
    try:
        _tell_before(lived, doors)
        _back_up_while_others_write(lived, doors)
        _delete_after(lived, doors)
    finally:
        doors.stop()
    _let_the_clockwork_turn(lived, folder)
    return lived


def _back_up_while_others_write(lived: Lived, doors: servers.Doors) -> None:
    sending, is_made = Sending(), threading.Event()
    writing = threading.Thread(target=_keep_writing, args=(doors, is_made, sending))
    writing.start()
    try:
        while len(sending.receipts) < 10:
            time.sleep(0.05)
        lived.before += list(sending.receipts)
        made = lived.source.run("backup", str(lived.backup))
        n_then = len(sending.receipts)
    finally:
        is_made.set()
        writing.join()
    assert made.returncode == 0, made.stderr
    assert sending.faults == []
    assert len(lived.before) < n_then  # the doors took in more while it was made


def _tell_before(lived: Lived, doors: servers.Doors) -> None:
    her = doors.public()
    assert servers.tell(her, WORDS).status == 302
    lived.kept = servers.receipt_on(her.get("/en/code").text)
    token = her.hidden("/en/talk", "form_token")
    assert her.send_file("/en/talk/files", {"form_token": token}, "picture.png", PICTURE).status == 302
    worker = servers.sign_in(doors, "dana")
    for one in ("gone", "hidden"):
        seen = numbers_in_inbox(worker)
        her = doors.public()
        assert servers.tell(her, f"{one} {WORDS}", word="swallow").status == 302
        setattr(lived, one, servers.receipt_on(her.get("/en/code").text))
        (number,) = numbers_in_inbox(worker) - seen
        form = {"form_token": worker.hidden("/en/inbox", "form_token")}
        assert worker.post(f"/en/d/{number}/open", form).status == 302
        if one == "hidden":
            lived.hidden_number = number
        else:
            rows = lived.source.query("SELECT thread_id, ciphertext FROM sealed_envelope ORDER BY day")
            lived.gone_ciphertext = next(
                bytes(row[1]) for row in rows if str(row[0]).replace("-", "") == _plain(number)
            )


def _keep_writing(doors: servers.Doors, is_made: threading.Event, sending: Sending) -> None:
    while not is_made.is_set():
        turn = send_at_once(doors.public_port, n_senders=2, n_each=3)
        sending.receipts += turn.receipts
        sending.faults += turn.faults


def _delete_after(lived: Lived, doors: servers.Doors) -> None:
    for receipt in (lived.gone, lived.hidden):
        her = doors.public()
        assert her.come_back(receipt).status == 302
        her.post("/en/talk/delete", {"form_token": her.hidden("/en/talk/delete", "form_token")})
        assert doors.public().come_back(receipt).status == 422
    worker = servers.sign_in(doors, "aigul")
    rows = lived.source.query("SELECT thread_id FROM hear_disclosure WHERE state = 'hidden'")
    (gone,) = {_plain(str(row[0])) for row in rows} - {_plain(lived.hidden_number)}
    number = str(uuid.UUID(gone))
    form = {"form_token": worker.hidden("/en/inbox", "form_token"), "heard": "swallow", "to": "shred"}
    assert worker.post(f"/en/d/{number}/deletion", form).status == 302


def _let_the_clockwork_turn(lived: Lived, folder: Path) -> None:
    """It turns once when the staff door opens, and notes what is hidden."""
    again = servers.open_doors(lived.source.data, folder, lived.source.environment)
    until = time.monotonic() + 30
    while (lived.source.data / "tombstones").read_text().count("hidden") < 2 and time.monotonic() < until:
        time.sleep(0.1)
    again.stop()


def _plain(number: str) -> str:
    return number.replace("-", "")


@pytest.fixture(params=DATABASES)
def restored(request: pytest.FixtureRequest, lived: Lived, tmp_path: Path) -> Installation:
    """The backup in a new place, with the newest tombstones."""
    environment = {}
    if request.param == "postgresql":
        name = f"restored_{hashlib.sha256(str(tmp_path).encode()).hexdigest()[:12]}"
        environment = {"DATABASE_URL": fresh_database(request.getfixturevalue("postgresql"), name)}
    place = elsewhere(lived.source, tmp_path, environment)
    result = lived.restore(place, "--tombstones", str(lived.source.data / "tombstones"))
    assert result.returncode == 0, result.stderr
    assert "destroyed since: 1 conv" in result.stdout
    assert "deleted them since: 1 conv" in result.stdout
    return place


def test_what_was_acknowledged_before_the_backup_opens_elsewhere_and_what_was_deleted_after_does_not(
    lived, restored, tmp_path
):
    assert restored.run("audit", "verify").returncode == 0
    shutil.copy(lived.source.data / "demonstration.json", restored.data)
    doors = servers.open_doors(restored.data, tmp_path, restored.environment)
    try:
        _opens(doors, lived.kept, WORDS)
        for receipt in lived.before:
            _opens(doors, receipt, "She wrote this.")
        for receipt in (lived.gone, lived.hidden):
            assert doors.public().come_back(receipt).status == 422
        _reads_the_file(doors, lived)
        # New rows get numbers that are free.
        assert servers.tell(doors.public(), "After the restore.").status == 302
    finally:
        doors.stop()
    assert restored.run("audit", "verify").returncode == 0
    _holds_nothing_of_what_is_gone(lived, restored)


def _opens(doors: servers.Doors, receipt: str, words: str) -> None:
    her = doors.public()
    assert her.come_back(receipt).status == 302
    assert words in her.get("/en/talk").text


def _reads_the_file(doors: servers.Doors, lived: Lived) -> None:
    worker = servers.sign_in(doors, "saule")
    form = {"form_token": worker.hidden("/en/inbox", "form_token")}
    for number in numbers_in_inbox(worker):
        worker.post(f"/en/d/{number}/open", form)
        page = worker.get(f"/en/d/{number}").text
        if WORDS in page:
            (address,) = set(re.findall(r'(/en/d/[0-9a-f-]{36}/files/[0-9a-f-]{36})"', page))
            assert worker.get(address).body == PICTURE
            return
    raise AssertionError("her words are in no conversation")


def _holds_nothing_of_what_is_gone(lived: Lived, restored: Installation) -> None:
    piece = lived.gone_ciphertext[100:164]
    assert len(piece) == 64
    assert [str(path) for path in files_below(restored.data) if piece in path.read_bytes()] == []
    rows = restored.query("SELECT ciphertext FROM sealed_envelope")
    assert rows
    assert not any(piece in bytes(row[0]) for row in rows)


def test_the_same_search_finds_it_in_a_place_restored_without_tombstones(lived, tmp_path):
    """The search is seen to find what is there, and losing the tombstones to mean what the message says."""
    place = elsewhere(lived.source, tmp_path)
    result = lived.restore(place, "--tombstones-lost")
    assert result.returncode == 0, result.stderr
    assert "WITHOUT TOMBSTONES" in result.stdout
    piece = lived.gone_ciphertext[100:164]
    assert any(piece in bytes(row[0]) for row in place.query("SELECT ciphertext FROM sealed_envelope"))
