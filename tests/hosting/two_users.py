"""Both doors as ``examples/hosting`` says: two users of the machine, two roles of PostgreSQL, key files of their own.

Without root, or an interpreter that others may run, the doors run as one user and their roles are believed by name; all else is as in the examples.
"""

import os
import shutil
import signal
import stat
import subprocess
import sys
import sysconfig
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from tests import roles, servers
from tests.servers import Doors

EXAMPLES = Path(__file__).parents[2] / "examples/hosting"
_RUN = "from qorgan.cli.main import main; main()"


def _python() -> tuple[str, dict[str, str]] | None:
    """Return an interpreter that any user may run, with what it must be told; None where there is none."""
    own = Path(sys.executable).resolve()
    if all(folder.stat().st_mode & stat.S_IXOTH for folder in own.parents):
        return sys.executable, {}
    # Ours lies in somebody's closed home. Debian's loads the same packages, where it is of the same version.
    debian = Path("/usr/bin/python3").resolve()
    if debian.name != f"python{sys.version_info.major}.{sys.version_info.minor}":
        return None
    return str(debian), {"PYTHONPATH": f"{Path(__file__).parents[2] / 'src'}:{sysconfig.get_path('purelib')}"}


PYTHON, PYTHON_ENVIRONMENT = _python() or (sys.executable, {})
IS_TWO = os.geteuid() == 0 and _python() is not None
# Users that are on every machine stand in for those of the examples.
PUBLIC_USER, STAFF_USER = "www-data", "backup"


@dataclass
class Place:
    """A machine set up as the how-to says, before its doors are open."""

    folder: Path
    data: Path = field(init=False)
    keys: Path = field(init=False)

    def __post_init__(self) -> None:
        self.data, self.keys = self.folder / "data", self.folder / "keys"

    def address(self, role: str) -> str:
        """Return the address of the database for one role."""
        return f"postgresql://{role}@/qorgan?host={self.folder / 'pg'}"

    def connect(self, role: str) -> "psycopg.Connection[Any]":
        """Connect as a role, as somebody who has taken its door over would."""
        connection = psycopg.connect(self.address("postgres"), autocommit=True)
        # Not SET ROLE: a superuser in a role's clothes could put them off again.
        connection.execute(f"SET SESSION AUTHORIZATION {role}")
        return connection

    def environment(self, who: str) -> dict[str, str]:
        """Return the settings of a door, or of the keeper."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("QORGAN_", "DATABASE_"))}
        role = {"public": "qorgan_public", "staff": "qorgan_staff", "keeper": "qorgan"}[who]
        keys = self.keys if who == "keeper" else self.keys.with_name(f"keys-{who}")
        own = {"QORGAN_KEYS": str(keys), "DATABASE_URL": self.address(role)}
        return {**kept, **own, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1"}

    def keeper(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run a command as the keeper."""
        command = [str(servers.QORGAN), *words, "--data", str(self.data)]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, env=self.environment("keeper"))

    def as_user(self, door: str) -> dict[str, Any]:
        """Return how a process becomes the door's user."""
        if not IS_TWO:
            return {}
        user = {"public": PUBLIC_USER, "staff": STAFF_USER}[door]
        return {"user": user, "group": user, "extra_groups": []}

    def serve(self, door: str, port: int) -> "subprocess.Popen[bytes]":
        """Start one door alone."""
        command = [PYTHON, "-c", _RUN, "serve", "--only", door, f"--{door}", f"127.0.0.1:{port}"]
        command += ["--data", str(self.data if door == "staff" else self.folder / "run")]
        with (self.folder / f"log-{door}").open("ab") as log:
            return subprocess.Popen(
                command,
                env={**self.environment(door), **PYTHON_ENVIRONMENT},
                stdout=log,
                stderr=log,
                cwd="/",
                **self.as_user(door),
            )

    def log(self) -> str:
        """Return what both doors said."""
        return "".join(path.read_text() for path in sorted(self.folder.glob("log-*")))


@contextmanager
def place() -> Iterator[Place]:
    """Set a machine up, with the demonstration in it."""
    # Not in pytest's folder: other users must be able to reach the socket of the database.
    folder = Path(tempfile.mkdtemp(prefix="qorgan-two-"))
    folder.chmod(0o711)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pgserver's own
            import pgserver

            server = pgserver.get_server(folder / "pg")
        stack.callback(server.cleanup)
        (folder / "pg").chmod(0o711)
        made = Place(folder)
        _set_up(made)
        yield made


def _set_up(made: Place) -> None:
    with closing(psycopg.connect(made.address("postgres").replace("/qorgan?", "/postgres?"), autocommit=True)) as base:
        base.execute(roles.statements("roles.sql"))
        base.execute("CREATE DATABASE qorgan OWNER qorgan")
        if IS_TWO:
            _ask_the_system(made)
            base.execute("SELECT pg_reload_conf()")
    for path in (made.data, made.folder / "run"):
        path.mkdir(mode=0o700)
    (made.data / "tombstones").touch(mode=0o600)
    if IS_TWO:
        shutil.chown(made.folder / "run", PUBLIC_USER)
        for path in (made.data, made.data / "tombstones"):
            shutil.chown(path, STAFF_USER)
    done = made.keeper("demo")
    assert done.returncode == 0, done.stderr
    with closing(psycopg.connect(made.address("postgres"), autocommit=True)) as base:
        base.execute(roles.statements("grants.sql"))
        base.execute(roles.statements("grants.sql"))  # again changes nothing and is no fault
    if IS_TWO:
        subprocess.run([EXAMPLES / "share-keys", made.keys, PUBLIC_USER, STAFF_USER], check=True)
    else:
        for door in ("public", "staff"):
            for name in ("shared", door):
                shutil.copytree(made.keys / name, made.keys.with_name(f"keys-{door}") / name)


def _ask_the_system(made: Place) -> None:
    """Let PostgreSQL ask the operating system who is there, with the files of the examples."""
    hba, ident = made.folder / "pg/pg_hba.conf", made.folder / "pg/pg_ident.conf"
    trusted = "local all postgres trust\n"  # the tests' own way in; the examples have none
    hba.write_text(trusted + (EXAMPLES / "postgresql/pg_hba.conf").read_text() + hba.read_text())
    names = (EXAMPLES / "postgresql/pg_ident.conf").read_text()
    ident.write_text(names.replace("qorgan-public", PUBLIC_USER).replace("qorgan-staff", STAFF_USER))


@contextmanager
def both_open(made: Place) -> Iterator[Doors]:
    """Open both doors, each alone, and end them."""
    ports = {door: servers.free_port() for door in ("public", "staff")}
    with ExitStack() as stack:
        running = {}
        for door, port in ports.items():
            running[door] = made.serve(door, port)
            stack.callback(_end, running[door])
        for door, port in ports.items():
            _wait(running[door], port, made)
        yield Doors(
            made.data, ports["public"], ports["staff"], running["staff"], made.folder / "log-staff", made.folder
        )


def _wait(process: "subprocess.Popen[bytes]", port: int, made: Place) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            servers.Browser(port).get("/en/")
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                raise AssertionError(made.log()) from None
            time.sleep(0.1)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)
