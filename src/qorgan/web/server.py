"""One door as a process: waitress around Django, with nothing of a request ever on disk.

Waitress takes in a whole request before a thread is spent on it, so that somebody who sends slowly holds a socket and
no thread. Bodies stay in memory: the buffer never reaches the size at which it would go to a temporary file, and only
the address that takes files takes more than half a megabyte.
"""

import copy
import os
import resource
import signal
import sys
import threading
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer, create_server
from waitress.task import ErrorTask

FORM_LIMIT = 600 * 1024
FILE_LIMIT = 21 * 1024 * 1024
THREADS = 8
CONNECTIONS = 2000
TICK_SECONDS = 60


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """Takes a large body at the address for files only, which the public door alone has."""

    takes_files = True

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        # No browser sends a form in chunks, and their joining would cost time with the square of a body's length.
        takes_file = self.takes_files and self.command == "POST" and self.path.endswith("/talk/files")
        if not takes_file or self.chunked:
            self.adj = copy.copy(self.adj)  # type: ignore[has-type]
            self.adj.max_request_body_size = FORM_LIMIT


class _Error(ErrorTask):  # type: ignore[misc]
    """Answers what waitress itself refuses with the same headers as every page."""

    def execute(self) -> None:
        from qorgan.web.shell.middleware import HEADERS  # noqa: PLC0415 - settings come first

        self.response_headers.extend(HEADERS.items())
        super().execute()


class _Channel(HTTPChannel):  # type: ignore[misc]
    parser_class = _Parser
    error_task_class = _Error


TcpWSGIServer.channel_class = _Channel


def adjustments() -> dict[str, Any]:
    """Return waitress's settings."""
    return {
        "threads": THREADS,
        "connection_limit": CONNECTIONS,
        "asyncore_use_poll": True,
        "channel_timeout": 60,
        "cleanup_interval": 10,
        "max_request_header_size": 16 * 1024,
        "max_request_body_size": FILE_LIMIT,
        # Above every limit: a body or an answer that overflowed would be written to a temporary file in the clear.
        "inbuf_overflow": 4 * FILE_LIMIT,
        "outbuf_overflow": 4 * FILE_LIMIT,
        "ident": "",
        "expose_tracebacks": False,
    }


def application(door: str) -> Any:
    """Return a door's WSGI application."""
    os.environ["DJANGO_SETTINGS_MODULE"] = f"qorgan.web.settings.{door}"
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - settings come first

    from qorgan.web.shell import assets, faults, keys  # noqa: PLC0415

    faults.set_up()
    wrapped = assets.serve(get_wsgi_application())
    keys.check((door,))
    return with_headers(wrapped)


def with_headers(wrapped: Any) -> Any:
    """Put the headers also on what is answered before Django is asked: a style file not changed, a method not allowed."""
    from qorgan.web.shell.middleware import HEADERS  # noqa: PLC0415 - settings come first

    def around(environ: dict[str, Any], start_response: Any) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            named = {name.lower() for name, _ in headers}
            missing = [(name, value) for name, value in HEADERS.items() if name.lower() not in named]
            return start_response(status, [*headers, *missing], *more)

        return wrapped(environ, start)

    return around


def _allow_connections() -> None:
    # Usual is 1,024 open files, fewer than the connections we allow: the one above would make the door spin.
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + 500
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def run(door: str, host: str, port: int) -> None:
    """Serve until told to stop."""
    os.umask(0o077)
    # A core dump would hold what is in memory.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _allow_connections()
    _Parser.takes_files = door == "public"
    wrapped = application(door)
    stopping = threading.Event()
    if door == "staff":
        threading.Thread(target=_tick, args=(stopping,), daemon=True).start()
    else:
        from qorgan.web.sealed.files import forget_unfinished  # noqa: PLC0415

        forget_unfinished()
    server = create_server(wrapped, host=host, port=port, **adjustments())
    signal.signal(signal.SIGTERM, lambda *_: server.close() or sys.exit(0))
    try:
        server.run()
    finally:
        stopping.set()
        server.close()


def _tick(stopping: threading.Event) -> None:
    from django.conf import settings  # noqa: PLC0415
    from django.db import close_old_connections  # noqa: PLC0415

    from qorgan.web.hear.actions.staff.clockwork import tick  # noqa: PLC0415
    from qorgan.web.shell import faults, ground  # noqa: PLC0415

    while not stopping.is_set():
        try:
            ground.note_time()
            tick(can_send=bool(settings.EMAIL_HOST))
        except Exception as error:  # noqa: BLE001 - the clockwork goes on whatever one turn ran into
            faults.write(error)
        finally:
            close_old_connections()
        stopping.wait(TICK_SECONDS)


def main() -> None:
    """Run from ``python -m qorgan.web.server DOOR HOST PORT``."""
    door, host, port = sys.argv[1:]
    from qorgan.kernel.errors import QorganError  # noqa: PLC0415

    try:
        run(door, host, int(port))
    except QorganError as error:
        sys.stderr.write(f"{error.message()}\n")
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
