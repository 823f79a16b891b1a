"""One door as a process: waitress around Django, with nothing of a request ever on disk.

Waitress takes in a whole request before a thread is spent on it, so that somebody who sends slowly holds a socket and
no thread. Bodies stay in memory: the buffer never reaches the size at which it would go to a temporary file. How much they
may hold and how long they may take is in `intake`, how many threads derive keys in `lanes`.
"""

import os
import resource
import signal
import sys
import threading
from typing import Any

from waitress.server import create_server

from qorgan.web import intake, lanes
from qorgan.web.shell import memory

THREADS = 8
CONNECTIONS = 2000
TICK_SECONDS = 60


def adjustments() -> dict[str, Any]:
    """Return waitress's settings."""
    return {
        "threads": THREADS,
        "connection_limit": CONNECTIONS,
        "asyncore_use_poll": True,
        "channel_timeout": intake.IDLE_SECONDS,
        "cleanup_interval": 2,
        "max_request_header_size": 16 * 1024,
        "max_request_body_size": intake.FILE_LIMIT,
        # Above every limit: a body or an answer that overflowed would be written to a temporary file in the clear.
        "inbuf_overflow": 4 * intake.FILE_LIMIT,
        "outbuf_overflow": 4 * intake.FILE_LIMIT,
        "ident": "",
        "expose_tracebacks": False,
    }


def application(door: str) -> Any:
    """Return a door's WSGI application."""
    os.environ["DJANGO_SETTINGS_MODULE"] = f"qorgan.web.settings.{door}"
    import django  # noqa: PLC0415 - settings come first

    from qorgan.web.shell import assets, faults, keys, tombstones, wsgi  # noqa: PLC0415

    faults.set_up()
    django.setup(set_prefix=False)
    wrapped = assets.serve(wsgi.Handler())
    from qorgan.web.accounts import seen  # noqa: PLC0415 - models load after the apps

    keys.check((door,))
    seen.check()
    if door == "staff":
        # Read before anybody comes in: what was there at the start must not be lost later.
        tombstones.check()
        tombstones.known()
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
    memory.keep_private()
    _allow_connections()
    intake.install(takes_files=door == "public")
    wrapped = application(door)
    stopping = threading.Event()
    if door == "staff":
        threading.Thread(target=_tick, args=(stopping,), daemon=True).start()
    else:
        from qorgan.web.sealed.files import forget_unfinished  # noqa: PLC0415

        forget_unfinished()
    threads = lanes.Lanes(n_deriving=THREADS // 2)
    threads.set_thread_count(THREADS)
    server = create_server(wrapped, host=host, port=port, _dispatcher=threads, **adjustments())
    # Waitress closes when this reaches its loop; closing sockets here would break the loop's own question for them.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if door == "public":
        # Not a daemon: what was counted last is written down before the process ends.
        threading.Thread(target=_write_down, args=(stopping,)).start()
    try:
        server.run()
    finally:
        stopping.set()
        server.close()


def _write_down(stopping: threading.Event) -> None:
    from django.db import close_old_connections  # noqa: PLC0415

    from qorgan.web.accounts.statements import look  # noqa: PLC0415
    from qorgan.web.hear.actions.openings import SECONDS, write_openings  # noqa: PLC0415
    from qorgan.web.shell import faults  # noqa: PLC0415

    is_last = False
    while not is_last:
        is_last = stopping.wait(SECONDS)
        try:
            write_openings()
            look()
        except Exception as error:  # noqa: BLE001 - the counting goes on whatever one turn ran into
            faults.write(error)
        finally:
            close_old_connections()


def _tick(stopping: threading.Event) -> None:
    from django.conf import settings  # noqa: PLC0415
    from django.db import close_old_connections  # noqa: PLC0415

    from qorgan.web.care.actions.retention import destroy_due  # noqa: PLC0415
    from qorgan.web.hear.actions.staff.clockwork import tick  # noqa: PLC0415
    from qorgan.web.shell import clock, faults, ground  # noqa: PLC0415

    while not stopping.is_set():
        try:
            ground.note_time()
            tick(can_send=bool(settings.EMAIL_HOST))
            destroy_due(today=clock.today())
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
