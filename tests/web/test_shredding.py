"""A conversation that was destroyed is found by no search of the bytes: not in the database, its journal or its free pages.

On the embedded database, with the doors as processes. What PostgreSQL keeps of it, and for how long, is in the threat model.
"""

import sqlite3

import pytest
from tests import servers
from tests.backups import numbers_in_inbox
from tests.searching import files_below, open_files

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("shredding")]

FILE = b"of hers " * 40_000


@pytest.fixture
def doors(tmp_path):
    yield from servers.serving(servers.make_demonstration(tmp_path), tmp_path)


def _pieces(doors, number):
    """Return a piece from the middle of each ciphertext and each wrap of a conversation."""
    asked = [
        "SELECT ciphertext FROM sealed_envelope WHERE thread_id = ?",
        "SELECT box FROM sealed_wrap WHERE envelope_id IN (SELECT id FROM sealed_envelope WHERE thread_id = ?)",
        "SELECT ciphertext FROM sealed_filechunk WHERE file_id IN (SELECT id FROM sealed_file WHERE thread_id = ?)",
    ]
    with sqlite3.connect(doors.data / "qorgan.sqlite3") as database:
        found = [bytes(row[0]) for one in asked for row in database.execute(one, [number.replace("-", "")])]
    database.close()
    return [one[len(one) // 2 - 20 : len(one) // 2 + 20] for one in found]


def _found(doors, pieces):
    places = [*files_below(doors.data, doors.temporary), *open_files(doors.pids())]
    contents = [path.read_bytes() for path in places]
    return [number for number, piece in enumerate(pieces) if any(piece in one for one in contents)]


def _told_with_a_file(doors):
    """Let her tell and send a file, a worker open it and answer; return her, the worker and the conversation."""
    worker = servers.sign_in(doors, "dana")
    form = {"form_token": worker.hidden("/en/inbox", "form_token")}
    seen = numbers_in_inbox(worker)
    her = doors.public()
    assert servers.tell(her, "What she wrote. " * 500, word="swallow").status == 302
    token = her.hidden("/en/talk", "form_token")
    assert her.send_file("/en/talk/files", {"form_token": token}, "picture.png", FILE).status == 302
    (number,) = numbers_in_inbox(worker) - seen
    assert worker.post(f"/en/d/{number}/open", form).status == 302
    assert worker.post(f"/en/d/{number}/reply", {**form, "words": "An answer. " * 500}).status == 302
    return her, worker, number


def test_nothing_of_a_destroyed_conversation_is_in_any_file(doors):
    her, worker, number = _told_with_a_file(doors)
    pieces = _pieces(doors, number)
    assert len(pieces) >= 10
    assert _found(doors, pieces) == list(range(len(pieces))), "the search finds what is there"
    her.post("/en/talk/delete", {"form_token": her.hidden("/en/talk/delete", "form_token")})
    form = {"form_token": worker.hidden("/en/inbox", "form_token"), "heard": "swallow", "to": "shred"}
    assert worker.post(f"/en/d/{number}/deletion", form).status == 302
    assert _found(doors, pieces) == []
    assert doors.public().get("/en/").status == 200
    doors.stop()
    assert [one for one in pieces if any(one in path.read_bytes() for path in files_below(doors.data))] == []
