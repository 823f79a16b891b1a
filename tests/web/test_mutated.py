"""Requests as no browser sends them, at both doors: no fault of ours, no word of theirs in a log, no memory kept.

`make soak` sends 20,000.
"""

import pytest
from tests import pestering

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("mutated")]

REQUESTS = 500
SEED = 20261125


@pytest.fixture(scope="module")
def pestered(tmp_path_factory: pytest.TempPathFactory):
    begun = pestering.begin(tmp_path_factory.mktemp("mutated"), SEED)
    yield begun
    begun.doors.stop()


def test_mutated_requests_meet_no_fault_leave_no_trace_and_take_no_memory(pestered):
    pestered.run(REQUESTS // 5)
    warm = pestered.memory()
    pestered.run(REQUESTS - REQUESTS // 5)
    assert pestered.faults == []
    assert {
        door: size - warm[door] for door, size in pestered.memory().items() if size - warm[door] > pestering.MOST_KEPT
    } == {}
    pestered.check_normal()
    # It went deep enough to mean something: pages, redirects, refused forms, and what nobody could read.
    assert {200, 302, 400, 403, 404, 413, 422, 431} <= set(pestered.statuses)


@pytest.mark.parametrize("door", ["public", "staff"])
@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"POST /en/help HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: kanareika\r\n\r\n", 400),
        (b"kanareika / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 400),
        (b"GET /en/ HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n", None),
        (b"POST /en/ HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://[::1\r\nContent-Length: 0\r\n\r\n", 403),
    ],
)
def test_what_once_was_answered_wrongly(pestered, door, raw, status):
    port = pestered.doors.public_port if door == "public" else pestered.doors.staff_port
    answer = pestering.answered(port, raw)
    assert answer.status == status or (status is None and answer.status < 400)
    assert b"kanareika" not in answer.body
    assert [name for name in pestering.ALWAYS if name not in answer.headers] == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded; charset=utf-16", b"words=kanareika"),
        ("multipart/form-data; boundary=", b"words=kanareika"),
        ("multipart/form-data; boundary=e", b"--e\r\nX: " + b"a" * 70_000 + b"\r\n\r\nkanareika\r\n--e--\r\n"),
    ],
)
@pytest.mark.parametrize("path", ["/en/tell/survivor", "/en/come-back", "/en/help"])
def test_a_form_that_cannot_be_read_is_no_fault_of_ours(pestered, path, kind, body):
    answer = pestered.doors.public().ask("POST", path, body, {"Content-Type": kind})
    assert answer.status == 400
    assert "kanareika" not in answer.text
    assert 'href="tel:111"' in answer.text
