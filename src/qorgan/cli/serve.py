"""`qorgan serve`: both doors on one trusted machine, each a process of its own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from qorgan.cli import machine
from qorgan.cli.prepare import say_first_steps
from qorgan.kernel.errors import InputError
from qorgan.web.settings.hosts import check_apart

_START_SECONDS = 30


def serve(
    public: Annotated[str, typer.Option(help="HOST:PORT of the public door.")] = "127.0.0.1:8000",
    staff: Annotated[str, typer.Option(help="HOST:PORT of the staff door.")] = "127.0.0.1:8001",
    data: Annotated[Path, typer.Option(envvar="QORGAN_DATA", help="Data directory; made where it is missing.")] = Path(
        "data"
    ),
    only: Annotated[
        str, typer.Option(help="Start this door alone, public or staff, over what qorgan prepare made ready.")
    ] = "",
) -> None:
    """Start both doors; ends with Ctrl-C. Embedded database by default, PostgreSQL by DATABASE_URL."""
    doors = {"public": machine.address(public, "--public"), "staff": machine.address(staff, "--staff")}
    if only and only not in doors:
        raise InputError(
            "there is no such door", field="--only", value=only, rule="public or staff", next_step="name one, or none"
        )
    for door in (only,) if only else doors:
        machine.check_free(*doors[door])
    check_apart()
    if only:
        _become(only, *doors[only], data)
    machine.load(data)
    console = Console(highlight=False, soft_wrap=True)
    say_first_steps(console, data)
    running = {door: _start(door, host, port, data) for door, (host, port) in doors.items()}
    _until_open(doors, running)
    if all(process.poll() is None for process in running.values()):
        for door, (host, port) in doors.items():
            console.print(f"{door:>6} door: http://{host}:{port}/")
        console.print("Ctrl-C ends both.")
    sys.exit(_watch(running))


def _become(door: str, host: str, port: int, data: Path) -> NoReturn:
    """Check the ground and go on as the door: one process, with what this user may read and nothing else."""
    machine.check_door(door, data)
    command, environment = _command(door, host, port, data)
    os.execve(command[0], command, environment)  # noqa: S606 - our own module


def _start(door: str, host: str, port: int, data: Path) -> "subprocess.Popen[bytes]":
    command, environment = _command(door, host, port, data)
    return subprocess.Popen(command, env=environment)  # noqa: S603 - our own module


def _command(door: str, host: str, port: int, data: Path) -> tuple[list[str], dict[str, str]]:
    command = [sys.executable, "-m", "qorgan.web.server", door, host, str(port)]
    return command, {**os.environ, "QORGAN_DATA": str(data.absolute())}


def _until_open(doors: dict[str, tuple[str, int]], running: "dict[str, subprocess.Popen[bytes]]") -> None:
    import socket

    until = time.monotonic() + _START_SECONDS
    for door, place in doors.items():
        while time.monotonic() < until and running[door].poll() is None:
            try:
                socket.create_connection(place, timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)


def _watch(running: "dict[str, subprocess.Popen[bytes]]") -> int:
    """Wait; when one door ends, the other is ended too, so that nobody believes both are open."""

    def stop(*_: object) -> None:
        for process in running.values():
            process.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while all(process.poll() is None for process in running.values()):
        time.sleep(0.2)
    stop()
    codes = [process.wait(timeout=20) for process in running.values()]
    return max((code for code in codes if code > 0), default=0)
