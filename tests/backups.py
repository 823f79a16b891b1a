"""An installation in which people write, and the commands that back it up and restore it elsewhere."""

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests import servers


def fresh_database(address: str, name: str) -> str:
    """Make an empty database beside another and return its address."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))


@dataclass
class Installation:
    """A data directory with its database."""

    data: Path
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *words: str, **more: Any) -> "subprocess.CompletedProcess[str]":
        """Run a command over it."""
        kept = {name: value for name, value in os.environ.items() if name not in {"QORGAN_DATA", "DATABASE_URL"}}
        command = [str(servers.QORGAN), *words, "--data", str(self.data)]
        return subprocess.run(
            command, capture_output=True, text=True, timeout=120, env={**kept, **self.environment}, **more
        )

    def told(self, *words: str) -> dict[str, Any]:
        """Run a command that goes well, and return what it tells as JSON."""
        result = self.run(*words, "--json")
        assert result.returncode == 0, result.stderr
        told: dict[str, Any] = json.loads(result.stdout)
        return told

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask its database."""
        import sqlite3

        if address := self.environment.get("DATABASE_URL"):
            with psycopg.connect(address) as connection:
                return connection.execute(statement).fetchall()
        with sqlite3.connect(self.data / "qorgan.sqlite3") as connection:
            return connection.execute(statement).fetchall()

    def files(self) -> dict[str, bytes]:
        """Return every file below the data directory, but for the clock's mark."""
        return {
            str(path.relative_to(self.data)): path.read_bytes()
            for path in self.data.rglob("*")
            if path.is_file() and path.name != "clock"
        }


def demonstration(folder: Path, environment: dict[str, str] | None = None) -> Installation:
    """Return a demonstration with a recovery key, which lies beside it in ``recovery.txt``."""
    made = Installation(servers.make_demonstration(folder, environment), environment or {})
    key = made.run("recovery-key")
    assert key.returncode == 0, key.stderr
    (folder / "recovery.txt").write_text(key.stdout)
    return made


def elsewhere(source: Installation, folder: Path, environment: dict[str, str] | None = None) -> Installation:
    """Return another place, to which only the key files were carried."""
    data = folder / "elsewhere"
    data.mkdir(parents=True)
    shutil.copytree(source.data / "keys", data / "keys")
    return Installation(data, environment or {})


def refused(result: "subprocess.CompletedProcess[str]", *words: str) -> None:
    """Check that a command ended with one clear message and exit code 2."""
    assert result.returncode == 2, (result.stdout, result.stderr)
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr
    for word in words:
        assert word in result.stderr


def numbers_in_inbox(worker: servers.Browser) -> set[str]:
    """Return the conversations that a worker sees as new."""
    return set(re.findall(r"/en/d/([0-9a-f-]{36})", worker.get("/en/inbox").text))
