"""The database is away, full or read-only for a moment: one page says so, and nothing stays behind."""

import logging

import pytest
from django.db import InternalError, OperationalError

from qorgan.web.accounts import middleware
from qorgan.web.hear.actions import public as her_actions
from qorgan.web.sealed.files import PER_THREAD, FileRefused, Incoming
from qorgan.web.sealed.models import File
from qorgan.web.shell import clock
from qorgan.web.shell.middleware import is_busy

WORDS = "Ол түнде есікті құлыптады."


def lost(*_args):
    """Break as a lost connection does, with her words in the fault's message."""
    raise OperationalError(WORDS)


def incoming(survivor):
    """Return a file that has begun to come in."""
    begun = Incoming(survivor.disclosure.thread, name="a", kind="b", day=clock.today())
    begun.take(b"x" * 100_000)
    return begun


def _lines(caplog):
    return [record.getMessage() for record in caplog.records if record.name == "qorgan"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_worker_whose_session_cannot_be_looked_up_is_told_to_come_again(worker, monkeypatch, caplog, method):
    monkeypatch.setattr(middleware, "_actor", lost)
    worker.door.raise_request_exception = False
    with caplog.at_level(logging.INFO, "qorgan"):
        response = getattr(worker.door, method)("/en/inbox")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert response.headers["Cache-Control"] == "no-store"
    assert "Nothing was sent or changed" in response.content.decode()
    assert _lines(caplog)[0].startswith("OperationalError at ")
    assert len(_lines(caplog)) == 1


def test_a_fault_of_ours_before_the_page_is_reached_is_written_down_once(worker, monkeypatch, caplog):
    def broken(*_args):
        raise RuntimeError(WORDS)

    monkeypatch.setattr(middleware, "_actor", broken)
    worker.door.raise_request_exception = False
    with caplog.at_level(logging.INFO, "qorgan"):
        assert worker.door.get("/en/inbox").status_code == 500
    assert _lines(caplog)[0].startswith("RuntimeError at ")
    assert len(_lines(caplog)) == 1


def test_a_database_that_takes_no_writes_now_counts_as_busy_and_a_broken_one_does_not():
    class _Refused(Exception):
        sqlstate = "25006"

    read_only = InternalError()
    read_only.__cause__ = _Refused()
    assert is_busy(read_only)
    assert not is_busy(InternalError())


def test_pieces_that_could_not_be_taken_away_do_not_count_as_her_files(survivor):
    for _ in range(PER_THREAD):
        begun = incoming(survivor)
        del begun  # its request is over, and the database was away when it should have been dropped
    whole = incoming(survivor)
    her_actions.add_file(found=survivor.sent.found, incoming=whole)
    assert list(File.objects.values_list("id", flat=True)) == [whole.row.id]


def test_a_file_that_is_still_coming_in_is_left_alone(survivor):
    under_way = [incoming(survivor) for _ in range(PER_THREAD)]
    with pytest.raises(FileRefused):
        incoming(survivor)
    her_actions.add_file(found=survivor.sent.found, incoming=under_way[0])
    assert File.objects.count() == PER_THREAD
