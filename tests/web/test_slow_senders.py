"""Hundreds who send slowly, and some who send much, before the real doors."""

import http.client
import socket
import statistics
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests import servers
from tests.searching import files_below, open_files, where

from qorgan.web import intake

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("slow-senders")]

CANARY = "canary-of-a-slow-sender"
N_SLOW = 300
FORM = "POST /en/come-back HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {}\r\n\r\n"
FILE = "POST /en/talk/files HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {}\r\n\r\n"


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("slow-senders")
    yield from servers.serving(servers.make_demonstration(folder), folder)


def connection(held, port):
    """Open a connection that lasts as long as the test."""
    return held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))


def slow_senders(held, port):
    """Open three hundred: a third each in the middle of a file, of a form and of the head."""
    found = []
    for number in range(N_SLOW):
        sender = connection(held, port)
        if number < N_SLOW // 3:
            sender.sendall(FILE.format(20_000_000).encode() + CANARY.encode() * 5_000)
        elif number < 2 * N_SLOW // 3:
            sender.sendall(FORM.format(500_000).encode() + CANARY.encode() * 1_000)
        else:
            sender.sendall(f"GET /en/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Sent: {CANARY}".encode())
        found.append(sender)
    return found


def is_held(sender):
    """Say whether the door has neither answered nor ended this connection."""
    sender.setblocking(False)
    try:
        sender.recv(1)
    except BlockingIOError:
        return True
    return False


def seconds_to_answer(port, path):
    """Return how long a page takes, asked for anew."""
    began = time.perf_counter()
    assert servers.Browser(port).get(path).status == 200
    return time.perf_counter() - began


@pytest.mark.parametrize(("door", "path"), [("public", "/en/help"), ("staff", "/en/sign-in")])
def test_a_door_answers_while_three_hundred_send_slowly_and_nothing_of_theirs_is_on_disk(doors, door, path):
    port = doors.public_port if door == "public" else doors.staff_port
    with ExitStack() as held:
        senders = slow_senders(held, port)
        taken = [seconds_to_answer(port, path) for _ in range(9)]
        if door == "public":
            assert servers.tell(doors.public(), "Words of hers, meanwhile.").status == 302
        # At the staff door nothing takes a file: these are refused as soon as their head is there.
        waiting = senders if door == "public" else senders[N_SLOW // 3 :]
        assert all(is_held(sender) for sender in waiting)
        assert statistics.median(taken) < 2
        places = [*files_below(doors.data, doors.temporary), *open_files(doors.pids())]
        assert where(CANARY, places) == []
        assert list(files_below(doors.temporary)) == []


def memory_peak(doors):
    """Return the most memory that the public door has had so far, in bytes."""
    for pid in doors.pids():
        if b"qorgan.web.server\0public" in Path(f"/proc/{pid}/cmdline").read_bytes():
            said = Path(f"/proc/{pid}/status").read_text()
            return int(said.split("VmHWM:")[1].split()[0]) * 1024
    raise AssertionError("the public door is not running")


def answer(sender):
    """Return status, headers and page of what a door sends."""
    sender.settimeout(60)
    response = http.client.HTTPResponse(sender)
    response.begin()
    return response.status, dict(response.getheaders()), response.read().decode()


def test_all_bodies_together_hold_a_stated_sum_and_who_finds_no_room_is_answered_calmly(doors):
    before, length = memory_peak(doors), 20_000_000
    with ExitStack() as held:
        senders = [connection(held, doors.public_port) for _ in range(30)]
        for sender in senders:
            sender.sendall(FILE.format(length).encode() + bytes(length - 1))
        assert servers.tell(doors.public(), "Words of hers, meanwhile.").status == 302
        # A buffer that grows is an eighth larger than what lies in it.
        assert memory_peak(doors) - before < 1.25 * intake.FILES_AT_ONCE + 64_000_000
        answers = []
        for sender in senders:
            sender.sendall(b"x")
            answers.append(answer(sender))
    refused = [one for one in answers if one[0] == 503]
    assert len(refused) >= 30 - intake.FILES_AT_ONCE // length
    assert all(status < 500 for status, _, _ in answers if status != 503)
    for _, headers, page in refused:
        assert headers["Retry-After"] == "30"
        assert 'href="tel:102"' in page
    again = servers.Browser(doors.public_port).ask("POST", "/en/talk/files", bytes(length))
    assert again.status != 503
