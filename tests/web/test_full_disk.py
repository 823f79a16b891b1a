"""The disk is full, or takes no more writes, in the middle of a file: she is told, nothing is lost, and the door goes on.

A disk that is really full needs the right to mount one. Elsewhere its stand-in is the limit on the size of files that the
kernel sets for a process: past it every write fails, as on a full disk; with the limit at nothing, as on a read-only one.
"""

import contextlib
import os
import re
import resource
import shutil
import subprocess
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from tests import servers
from tests.acknowledged import come_back
from tests.killing import PostgreSQL, pid_of
from tests.servers import Answer, Browser, Doors
from tests.wholeness import UNFINISHED, Database

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("full-disk")]

MIB = 1024 * 1024
WORDS = "Ол түнде есікті құлыптады. She wrote this before the disk was full."
MORE = "She wrote this while nothing could be written."
LARGE = os.urandom(12 * MIB)


@dataclass
class Ground:
    """Doors, their database, and how their disk stops taking writes and takes them again."""

    doors: Doors
    database: Database
    stop: Callable[[], None]
    go_on: Callable[[], None]
    stops_by_itself: bool = False  # in the middle of a large file, once `stop` was called


@pytest.fixture(scope="module", params=["limit", "mounted", pytest.param("postgresql", marks=pytest.mark.postgres)])
def ground(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("full-disk")
    begin = {"limit": _limit, "mounted": _mounted, "postgresql": _postgresql}[request.param]
    with begin(folder) as begun:
        yield begun
        begun.go_on()
        begun.doors.stop()


@contextlib.contextmanager
def _limit(folder: Path) -> Iterator[Ground]:
    doors = servers.open_doors(servers.make_demonstration(folder), folder)
    pid, (usual, most) = pid_of(doors, "public"), resource.getrlimit(resource.RLIMIT_FSIZE)
    yield Ground(
        doors,
        Database(doors.data),
        lambda: resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, most)) and None,
        lambda: resource.prlimit(pid, resource.RLIMIT_FSIZE, (usual, most)) and None,
    )


@contextlib.contextmanager
def _mounted(folder: Path) -> Iterator[Ground]:
    disk = folder / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(disk)], capture_output=True).returncode:
        pytest.skip("no right to mount a disk here; its stand-in is tried")
    try:
        doors = servers.open_doors(servers.make_demonstration(disk), folder)
        filler = disk / "filler"

        def fill() -> None:
            with filler.open("wb") as file:
                file.write(bytes(shutil.disk_usage(disk).free - 4 * MIB))

        yield Ground(doors, Database(doors.data), fill, lambda: filler.unlink(missing_ok=True), stops_by_itself=True)
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


@contextlib.contextmanager
def _postgresql(folder: Path) -> Iterator[Ground]:
    server = PostgreSQL()
    environment = {"DATABASE_URL": server.url}

    def set_read_only(value: str) -> None:
        with psycopg.connect(server.url, autocommit=True) as database:
            database.execute(f"ALTER SYSTEM SET default_transaction_read_only = {value}")
            database.execute("SELECT pg_reload_conf()")

    try:
        doors = servers.open_doors(servers.make_demonstration(folder, environment), folder, environment)
        database = Database(doors.data, server.url)
        yield Ground(doors, database, lambda: set_read_only("on"), lambda: set_read_only("off"))
    finally:
        server.end()


def _told(doors: Doors) -> tuple[Browser, str]:
    her = doors.public()
    assert servers.tell(her, WORDS).status == 302
    return her, servers.receipt_on(her.get("/en/code").text)


def _send(her: Browser, content: bytes) -> Answer:
    return her.send_file("/en/talk/files", {"form_token": her.hidden("/en/talk", "form_token")}, "film.mp4", content)


def _send_while_the_disk_stops(ground: Ground, her: Browser) -> Answer:
    if ground.stops_by_itself:
        ground.stop()
        return _send(her, LARGE)
    answers: list[Answer] = []
    sending = threading.Thread(target=lambda: answers.append(_send(her, LARGE)))
    sending.start()
    until = time.monotonic() + 30
    while not ground.database.ask("SELECT id FROM sealed_filechunk LIMIT 1") and time.monotonic() < until:
        time.sleep(0.001)
    ground.stop()
    sending.join()
    return answers[0]


def _check_nothing_is_lost(ground: Ground, receipt: str) -> Browser:
    assert ground.database.faults() == []
    back = ground.doors.public()
    assert come_back(back, receipt).status == 302
    assert WORDS in back.get("/en/talk").text
    return back


def test_a_disk_that_stops_in_the_middle_of_a_file_loses_nothing_and_she_is_told(ground):
    her, receipt = _told(ground.doors)
    door = pid_of(ground.doors, "public")
    answer = _send_while_the_disk_stops(ground, her)
    assert answer.status == 503
    assert answer.headers["retry-after"] == "30"
    assert answer.headers["cache-control"] == "no-store"
    assert "Nothing was sent or changed" in answer.text
    assert 'href="tel:111"' in answer.text

    ground.go_on()
    back = _check_nothing_is_lost(ground, receipt)
    assert "film.mp4" not in back.get("/en/talk").text
    assert _send(back, LARGE).status == 302
    assert back.get("/en/talk").text.count("film.mp4") == 1
    assert ground.database.ask(UNFINISHED) == []
    assert ground.database.faults() == []
    assert pid_of(ground.doors, "public") == door
    assert _content_at_the_centre(ground) == LARGE


def test_what_she_writes_while_nothing_can_be_written_is_handed_back_and_arrives_once_afterwards(ground):
    form = {
        "token": ground.doors.public().hidden("/en/tell/survivor", "token"),
        "reader": "region:KZ-75",
        "words": MORE,
    }
    before = ground.database.ask("SELECT COUNT(*) FROM hear_disclosure")[0][0]
    ground.stop()
    answer = ground.doors.public().post("/en/tell/survivor", form)
    if answer.status != 302:  # a full disk may still take a few words, in the room that the journal already has
        assert answer.status == 503
        assert MORE in answer.text
    assert answer.status == 503 or ground.stops_by_itself
    ground.go_on()
    her = ground.doors.public()
    assert her.post("/en/tell/survivor", form).status == 302
    assert MORE in her.get("/en/talk").text
    assert ground.database.ask("SELECT COUNT(*) FROM hear_disclosure")[0][0] == before + 1
    assert ground.database.faults() == []


def _content_at_the_centre(ground: Ground) -> bytes:
    worker = servers.sign_in(ground.doors, "dana")
    ((number,),) = ground.database.ask("SELECT thread_id FROM sealed_file")
    place = f"/en/d/{uuid.UUID(str(number))}"
    worker.post(f"{place}/open", {"form_token": worker.hidden("/en/inbox", "form_token")})
    (link,) = re.findall(rf'{place}/files/[0-9a-f-]{{36}}(?=")', worker.get(place).text)
    return worker.get(link).body
