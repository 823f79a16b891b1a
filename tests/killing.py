"""Kill doors and database at random moments while people write, and look at what is left. Tests and soak."""

import contextlib
import http.client
import json
import os
import random
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import uuid
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests import servers
from tests.acknowledged import Busy, Log, check
from tests.backups import Installation
from tests.lives import WORKER, Act, People
from tests.servers import Doors
from tests.wholeness import UNFINISHED, Database

_WOMEN = 3
_LONGEST = 1.0  # seconds of writing before the blow
_CUT = (OSError, http.client.HTTPException)
_BACKUPS = 0.2  # of the turns, besides those in which a backup is killed


class PostgreSQL:
    """A server of our own that may be killed."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pgserver's own
            import pgserver

        # Not below pytest's folder: each new run closes that to the user whom the server runs as.
        self._folder = Path(tempfile.mkdtemp(prefix="qorgan-"))
        self._server = pgserver.get_server(self._folder)
        self._server.psql("CREATE DATABASE qorgan")
        self.url = self._server.get_uri("qorgan")

    def kill(self) -> None:
        """End the server at once, without writing anything out; ``pg_ctl stop -m immediate`` sends the same signal."""
        os.kill(self._server.get_pid(), signal.SIGQUIT)
        while Path(f"/proc/{self._server.get_pid()}").exists():
            time.sleep(0.02)

    def start(self) -> None:
        """Start it again; it recovers from its journal."""
        self._server.ensure_postgres_running()

    def kill_backend(self, rng: random.Random) -> None:
        """Kill the process behind one connection; the server then throws all others out and recovers."""
        with psycopg.connect(self.url) as database:
            pids = database.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = 'qorgan' AND pid <> pg_backend_pid()"
            ).fetchall()
        if pids:
            os.kill(rng.choice(sorted(pids))[0], signal.SIGKILL)

    def wait(self) -> None:
        """Wait until it takes connections."""
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self.url):
                return
            time.sleep(0.05)
        raise AssertionError("PostgreSQL does not recover")

    def end(self) -> None:
        """Stop it for good."""
        self._server.cleanup()
        shutil.rmtree(self._folder)


@dataclass
class _Backup:
    """A backup that was begun, and how many disclosures had been acknowledged before."""

    path: Path
    process: "subprocess.Popen[bytes]"
    n_acknowledged: int


@dataclass
class Killing:
    """An installation in which people write while parts of it die.

    Parameters
    ----------
    folder : Path
        An empty folder for data and logs.
    seed : int
        Of what is killed, when, and what is written; threads make the order of acts differ all the same.
    postgresql : PostgreSQL, optional
        Instead of the embedded database.
    """

    folder: Path
    seed: int
    postgresql: PostgreSQL | None = None
    log: Log = field(default_factory=Log)
    blows: dict[str, int] = field(default_factory=dict)
    n_backups: int = 0

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)  # noqa: S311 - a seed makes the moments the same again
        self.environment = {"DATABASE_URL": self.postgresql.url} if self.postgresql else {}
        self.data = servers.make_demonstration(self.folder, self.environment)
        self.database = Database(self.data, self.environment.get("DATABASE_URL", ""))
        self._invented = set(self._numbers())
        self._installation = Installation(self.data, self.environment)
        self._recovery = self.folder / "recovery"
        self._recovery.write_text(self._installation.run("recovery-key").stdout, encoding="ascii")
        self._backups: list[_Backup] = []
        self._ways: list[str] = []
        self._open()

    def run(self, kills: int) -> None:
        """Let people write, kill something, put it back and look; so many times. What is wrong is in the log."""
        for turn in range(kills):
            self.people.turn = turn
            self._strike(self._next_way())
            self._check()
        self._backups.append(self._begin_backup())
        self._check_backup(self._backups.pop())
        self._open()
        if unfinished := self.database.ask(UNFINISHED):
            self.log.fault(f"a file without its end is left: {unfinished[0]}")
        self._check_audit()

    def end(self) -> None:
        """Close everything."""
        self._close()
        if self.postgresql:
            self.postgresql.end()

    def _open(self) -> None:
        turn = 0
        if hasattr(self, "doors"):
            turn = self.people.turn
            self._close()
        self.doors = servers.open_doors(self.data, self.folder, self.environment)
        self.people = People(self.doors, self.database, self.log, turn)

    def _close(self) -> None:
        if self.doors.process.poll() is None:
            self.doors.stop()

    def _next_way(self) -> str:
        """Return what is killed next: all in turn, in an order drawn anew each time."""
        if not self._ways:
            self._ways = ["public", "staff", "both", "backup"] + (["backend", "server"] if self.postgresql else [])
            self.rng.shuffle(self._ways)
        return self._ways.pop()

    def _strike(self, way: str) -> None:
        stopping = threading.Event()
        acts = self.people.acts(_WOMEN)
        threads = [threading.Thread(target=self._live, args=(act, self.rng.randrange(2**32), stopping)) for act in acts]
        if way == "backup" or self.rng.random() < _BACKUPS:
            self._backups.append(self._begin_backup())
        for thread in threads:
            thread.start()
        time.sleep(self.rng.uniform(0.1, _LONGEST))
        self._blow(way)
        stopping.set()
        for thread in threads:
            thread.join()
        if self.doors.process.poll() is not None:
            self._open()

    def _begin_backup(self) -> _Backup:
        path = self.folder / f"{self.people.turn}.backup"
        command = [str(servers.QORGAN), "backup", str(path), "--data", str(self.data)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        begun = subprocess.Popen(command, env={**os.environ, **self.environment}, **quiet)  # type: ignore[call-overload]
        return _Backup(path, begun, self.log.count())

    def _live(self, act: Act, seed: int, stopping: threading.Event) -> None:
        rng = random.Random(seed)  # noqa: S311
        try:
            while not stopping.is_set():
                try:
                    act(rng)
                except Busy:
                    stopping.wait(0.05)
        except _CUT:
            return  # the door is gone; what was under way is not acknowledged
        except Exception as fault:  # noqa: BLE001 - said at the end, with the others
            self.log.fault(f"{type(fault).__name__}: {fault}"[:300])

    def _blow(self, way: str) -> None:
        self.blows[way] = self.blows.get(way, 0) + 1
        if way == "backend" and self.postgresql:
            self.postgresql.kill_backend(self.rng)
            time.sleep(0.2)  # people go on while it recovers
            self.postgresql.wait()
        elif way == "server" and self.postgresql:
            self.postgresql.kill()
            time.sleep(0.1)
            self.postgresql.start()
        elif way == "backup":
            time.sleep(self.rng.uniform(0, _LONGEST))
            self._backups[-1].process.kill()
        elif way == "both":
            self.doors.stop(signal.SIGKILL)
        else:
            os.kill(pid_of(self.doors, way), signal.SIGKILL)
            self.doors.process.wait(timeout=30)

    def _check(self) -> None:
        for fault in self.database.faults():
            self.log.fault(fault)
        numbers = [one for one in self._numbers() if one not in self._invented]
        check(self.log, self.doors, self.people.session(WORKER), numbers, also=3, rng=self.rng)
        for name, (phrase, seed) in self.rng.sample(sorted(self.log.ended.items()), min(1, len(self.log.ended))):
            if self.people.may_sign_in(name, phrase, seed):
                self.log.fault(f"{name} has left and signs in")

        while self._backups:
            self._check_backup(self._backups.pop())

    def _check_backup(self, backup: _Backup) -> None:
        """What has its name opens with the recovery key and holds what was there, also where it was killed just after."""
        has_ended = backup.process.wait(timeout=120) == 0
        if not has_ended and not backup.path.exists():
            return
        self.n_backups += 1
        checked = self._installation.run("backup", "--check", str(backup.path), "--key", str(self._recovery), "--json")
        if checked.returncode:
            self.log.fault(f"a backup that has its name does not open: {checked.stderr}"[:300])
            return
        told = json.loads(checked.stdout)
        there = told["rows"]["hear.spentform"] - len(self._invented)
        if not told["from_this_installation"] or there < backup.n_acknowledged:
            self.log.fault(f"a backup holds {there} of {backup.n_acknowledged} disclosures")
        backup.path.unlink()

    def _check_audit(self) -> None:
        done = self._installation.run("audit", "verify")
        if done.returncode:
            self.log.fault(f"audit: {done.stdout}{done.stderr}"[:500])

    def _numbers(self) -> list[str]:
        rows = self.database.ask("SELECT thread_id FROM hear_disclosure ORDER BY thread_id")
        return [str(uuid.UUID(str(row[0]))) for row in rows]


def pid_of(doors: Doors, door: str) -> int:
    """Return the process of one door."""
    for pid in doors.pids():
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        if b"qorgan.web.server" in words and door.encode() in words:
            return pid
    raise AssertionError(f"no process of the {door} door")
