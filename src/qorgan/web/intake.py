"""How a request comes in: what it may hold in memory, and how long it may take.

Waitress has no setting for these. Somebody who sends slowly holds a socket and what has come so far; somebody who sends
much holds at most a door's budget, beyond which a large body is read past and answered with the page for a full door.
"""

import copy
import threading
import time
from io import BytesIO
from typing import Any

from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import BadRequest, Error, ServerNotImplemented

FORM_LIMIT = 600 * 1024
FILE_LIMIT = 21 * 1024 * 1024

# Bytes. A story of ten thousand Cyrillic letters is a small body, and small ones are always taken: 2,000 connections hold
# 125 MiB of them. Files have a budget of their own, so that a flood of them shuts out no words.
SMALL = 64 * 1024
FORMS_AT_ONCE = 64 * 1024 * 1024
FILES_AT_ONCE = 192 * 1024 * 1024

# Seconds and bytes per second. A telephone at the edge of the network sends some two thousand bytes a second.
HEADER_SECONDS = 20
IDLE_SECONDS = 60
BODY_GRACE = 60
LEAST_SPEED = 1000


class Budget:
    """Bytes that all bodies of one kind may hold together."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._lock = threading.Lock()

    def take(self, count: int) -> bool:
        """Take bytes, or say that they are not there."""
        with self._lock:
            if count > self._left:
                return False
            self._left -= count
            return True

    def give_back(self, count: int) -> None:
        """Give bytes back."""
        with self._lock:
            self._left += count


class _Nothing(OverflowableBuffer):  # type: ignore[misc]
    """What a body is read into that there is no room for."""

    def append(self, s: bytes) -> None:
        """Forget it."""

    def getfile(self) -> BytesIO:
        return BytesIO()


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """Takes a large body at the address for files only, which the public door alone has, and within a budget."""

    takes_files = True
    forms = Budget(FORMS_AT_ONCE)
    files = Budget(FILES_AT_ONCE)

    def __init__(self, adj: Any) -> None:
        super().__init__(adj)
        self.began = time.time()
        self.is_dropped = False
        self.has_no_place = False
        self._budget = self.forms
        self._held = 0

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if not self.chunked and not self.content_length:
            self.expect_continue = False  # waitress would wait for a body that does not come
        # No browser sends a form in chunks, and their joining would cost time with the square of a body's length.
        takes_file = self.takes_files and self.command == "POST" and self.path.endswith("/talk/files")
        if takes_file and not self.chunked:
            self._budget = self.files
        else:
            self.adj = copy.copy(self.adj)  # type: ignore[has-type]
            self.adj.max_request_body_size = FORM_LIMIT

    def received(self, data: bytes) -> int:
        before = self.body_bytes_received
        consumed: int = super().received(data)
        if self.error is not None:  # type: ignore[has-type]
            self.error = _in_our_words(self.error)  # type: ignore[has-type]
        arrived = self.body_bytes_received - before
        if arrived and (self.chunked or self.content_length > SMALL) and not self.is_dropped:
            if self._budget.take(arrived):
                self._held += arrived
            else:
                self._drop()
        return consumed

    def _drop(self) -> None:
        # Read to its end all the same: a browser shows no answer before it has sent everything.
        self.is_dropped = True
        self.close()
        self.body_rcv.buf = _Nothing(self.adj.inbuf_overflow)
        self.headers["CONTENT_LENGTH"] = "0"

    def close(self) -> None:
        super().close()
        held, self._held = self._held, 0
        self._budget.give_back(held)

    def is_overdue(self, now: float) -> bool:
        """Say whether this request, which is not whole yet, is too slow."""
        waited = now - self.began
        if not self.headers_finished:
            return waited > HEADER_SECONDS
        return bool(self.body_bytes_received < LEAST_SPEED * (waited - BODY_GRACE))


def _in_our_words(error: Error) -> Error:
    """Say what waitress refuses without the line it refuses: that may hold anything, and so does an address.

    A coding of the body that waitress does not know is a fault of the request: no 5xx leaves a door but the stated one.
    """
    kind = BadRequest if isinstance(error, ServerNotImplemented) else type(error)
    return kind("This request cannot be read.")


class Task(WSGITask):  # type: ignore[misc]
    """Tells the application what became of the request on its way in."""

    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        environ["qorgan.is_dropped"] = self.request.is_dropped
        environ["qorgan.has_no_place"] = self.request.has_no_place
        return environ


class Refusal(ErrorTask):  # type: ignore[misc]
    """Answers what waitress itself refuses with the same headers as every page."""

    def execute(self) -> None:
        from qorgan.web.shell.middleware import HEADERS  # noqa: PLC0415 - settings come first

        self.response_headers.extend(HEADERS.items())
        super().execute()


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection."""

    parser_class = Parser
    task_class = Task
    error_task_class = Refusal

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.idle_since = self.creation_time

    def service(self) -> None:
        super().service()
        self.idle_since = time.time()

    def handle_close(self) -> None:
        super().handle_close()
        # What stands in `requests` is closed by the thread that has it; what is not whole yet, by nobody else.
        if self.request is not None:
            self.request.close()

    def is_overdue(self, now: float) -> bool:
        """Say whether this connection has had its time: with nothing sent, with half a request, or with none that ends."""
        if self.requests:
            return False
        if self.request is None:
            return bool(now - self.idle_since > IDLE_SECONDS)
        return bool(self.request.is_overdue(now))


def _maintenance(server: Any, now: float) -> None:
    _MAINTAIN(server, now)  # ends those who do not take their answer
    for channel in server.active_channels.values():
        if channel.is_overdue(now):
            channel.will_close = True


_MAINTAIN = TcpWSGIServer.maintenance


def install(*, takes_files: bool) -> None:
    """Let waitress take requests in this way."""
    Parser.takes_files = takes_files
    TcpWSGIServer.channel_class = Channel
    TcpWSGIServer.maintenance = _maintenance
