"""How requests come in, piece by piece, with time as a number: nothing here waits."""

import socket

import pytest
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer, create_server

from qorgan.web import intake, server
from qorgan.web.intake import Budget, Channel, Parser

HEAD = b"POST /en/talk/files HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"
FORM = b"POST /en/talk/write HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"


@pytest.fixture
def budgets(monkeypatch):
    """Return small budgets for forms and files."""
    forms, files = Budget(200_000), Budget(1_000_000)
    monkeypatch.setattr(Parser, "forms", forms)
    monkeypatch.setattr(Parser, "files", files)
    return forms, files


def begun(head, length):
    """Return a request of which the head has come."""
    parser = Parser(Adjustments(**{**server.adjustments(), "threads": 1}))
    parser.received(head % length)
    return parser


def send(parser, count, piece=8192):
    """Let so many bytes come."""
    while count > 0:
        parser.received(bytes(min(piece, count)))
        count -= piece


def left(budget):
    """Return what a budget has left."""
    free = 0
    while budget.take(1000):
        free += 1000
    budget.give_back(free)
    return free


def test_all_bodies_together_hold_no_more_than_the_budget(budgets):
    _, files = budgets
    parsers = [begun(HEAD, 400_000) for _ in range(5)]
    for parser in parsers:
        send(parser, 399_000)
    assert sum(one.body_rcv.getbuf().__len__() for one in parsers) <= 1_000_000
    assert [one.is_dropped for one in parsers] == [False, False, True, True, True]
    assert left(files) == 1_000_000 - 2 * 399_000


def test_a_body_there_is_no_room_for_is_read_to_its_end_and_marked(budgets):
    send(begun(HEAD, 900_000), 899_000)
    refused = begun(HEAD, 400_000)
    send(refused, 400_000)
    assert refused.completed
    assert refused.error is None
    assert refused.is_dropped
    assert refused.get_body_stream().read() == b""
    assert refused.headers["CONTENT_LENGTH"] == "0"


def test_room_comes_back_when_a_request_is_over(budgets):
    _, files = budgets
    first = begun(HEAD, 900_000)
    send(first, 900_000)
    first.close()
    first.close()
    assert left(files) == 1_000_000
    second = begun(HEAD, 900_000)
    send(second, 900_000)
    assert not second.is_dropped


def test_a_flood_of_files_shuts_out_no_form(budgets):
    _, files = budgets
    files.take(1_000_000)
    form = begun(FORM, 150_000)
    send(form, 150_000)
    assert not form.is_dropped
    assert len(form.get_body_stream().read()) == 150_000


def test_a_short_form_is_taken_even_where_there_is_no_room(budgets):
    forms, files = budgets
    forms.take(200_000)
    files.take(1_000_000)
    form = begun(FORM, intake.SMALL)
    send(form, intake.SMALL)
    assert not form.is_dropped
    assert form.completed


def test_a_body_in_chunks_is_counted_too(budgets):
    forms, _ = budgets
    parser = Parser(Adjustments(**server.adjustments()))
    parser.received(b"POST /en/talk/write HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
    parser.received(b"%x\r\n" % 300_000)
    send(parser, 300_000)
    assert parser.is_dropped
    assert left(forms) == 200_000


def test_no_limit_of_waitress_leads_to_a_file():
    limits = server.adjustments()
    assert limits["inbuf_overflow"] > limits["max_request_body_size"]


class Line(Channel):
    """A connection without a socket."""

    def __init__(self, request=None, *, is_answered=False):
        self.request = request
        self.requests = [request] if is_answered else []
        self.idle_since = 1000.0


def request_begun(at, head, count=0, length=1_000_000):
    """Return a request of which so much has come."""
    parser = begun(head, length) if b"\r\n\r\n" in head else Parser(Adjustments(**server.adjustments()))
    parser.began = at
    send(parser, count)
    return parser


def test_a_connection_on_which_nothing_is_sent_is_ended():
    assert not Line().is_overdue(1000 + intake.IDLE_SECONDS)
    assert Line().is_overdue(1001 + intake.IDLE_SECONDS)


def test_a_head_that_does_not_end_in_time_ends_the_connection():
    half = request_begun(2000, b"POST /en/")
    half.received(b"GET /en/ HTTP/1.1\r\nHost:")
    assert not Line(half).is_overdue(2000 + intake.HEADER_SECONDS)
    assert Line(half).is_overdue(2001 + intake.HEADER_SECONDS)


def test_a_body_of_one_byte_a_minute_ends_the_connection():
    slow = request_begun(2000, FORM, count=1, length=1000)
    assert not Line(slow).is_overdue(2000 + intake.BODY_GRACE)
    slow.received(b"x")
    assert Line(slow).is_overdue(2001 + intake.BODY_GRACE)


@pytest.mark.parametrize("minutes", [1, 5, 30])
def test_a_body_over_a_bad_line_has_its_time(minutes):
    count = 2000 * 60 * minutes
    file = request_begun(2000, HEAD, count=count, length=20_000_000)
    assert not Line(file).is_overdue(2000 + 60 * minutes)


def test_a_request_that_is_being_answered_has_its_time():
    whole = request_begun(2000, FORM, count=10, length=10)
    assert not Line(whole, is_answered=True).is_overdue(10_000)


@pytest.fixture
def door(monkeypatch, budgets):
    """Return a server on loopback that moves only when it is told to, and an open connection to it."""
    for name in ("maintenance", "channel_class"):
        monkeypatch.setattr(TcpWSGIServer, name, getattr(TcpWSGIServer, name))
    monkeypatch.setattr(Parser, "takes_files", True)
    intake.install(takes_files=True)
    sockets = {}
    served = create_server(lambda *_given: [], host="127.0.0.1", port=0, map=sockets, **server.adjustments())
    sender = socket.create_connection(("127.0.0.1", int(served.effective_port)), timeout=30)
    yield served, sender
    sender.close()
    served.task_dispatcher.shutdown()
    wasyncore.close_all(sockets)


def moved(served, is_so):
    """Let the server work until something is so; say whether it came to be."""
    for _ in range(600):
        if is_so():
            return True
        wasyncore.loop(timeout=0.05, use_poll=True, map=served._map, count=1)
    return False


def test_room_comes_back_when_she_breaks_off_in_the_middle(door, budgets):
    served, sender = door
    sender.sendall(HEAD % 900_000 + bytes(500_000))
    assert moved(served, lambda: left(budgets[1]) == 500_000)
    sender.close()
    assert moved(served, lambda: left(budgets[1]) == 1_000_000)


@pytest.mark.parametrize(
    ("sent", "after"),
    [
        (b"", intake.IDLE_SECONDS),
        (b"\r\n\r\n", intake.IDLE_SECONDS),
        (b"GET /en/ HTTP/1.1\r\nHost:", intake.HEADER_SECONDS),
        (FORM % 100 + b"x", intake.BODY_GRACE),
    ],
    ids=["nothing", "empty lines", "half a head", "half a body"],
)
def test_who_has_had_the_time_is_ended_by_the_server(door, sent, after):
    served, sender = door
    sender.sendall(sent)
    assert moved(served, lambda: served.active_channels)
    [channel] = served.active_channels.values()
    assert moved(served, lambda: not sent or channel.last_activity > channel.creation_time)
    began = channel.request.began if channel.request else channel.idle_since
    served.maintenance(began + after - 1)
    assert not channel.will_close
    channel.last_activity = began + after  # a byte has just come
    served.maintenance(began + after + 1)
    assert moved(served, lambda: not served.active_channels)
    assert sender.recv(1) == b""
