"""The real doors as processes, and a small browser without a script that speaks to them."""

import atexit
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pyotp

from qorgan.kernel.packs import installed_pack

QORGAN = Path(sys.executable).parent / "qorgan"


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Answer:
    """What a door answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """Return the page."""
        return self.body.decode()

    @property
    def place(self) -> str:
        """Return where it leads."""
        return self.headers.get("location", "")


@dataclass
class Browser:
    """Keeps cookies, follows nothing by itself."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
        """Send one request."""
        connection = self.connection()
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **(headers or {})}
        try:
            connection.request(method, path, body or None, {name: value for name, value in sent.items() if value})
            response = connection.getresponse()
            answer = Answer(response.status, {}, response.read())
        except BaseException:
            connection.close()  # a door that was killed in the middle leaves the socket to us
            raise
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                self._keep(value)
            answer.headers[name.lower()] = value
        connection.close()
        return answer

    def connection(self) -> http.client.HTTPConnection:
        """Connect to the door."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self.ask("GET", path)

    def post(self, path: str, fields: list[tuple[str, str]] | dict[str, str]) -> Answer:
        """Send a form."""
        pairs = list(fields.items()) if isinstance(fields, dict) else fields
        return self.ask("POST", path, urlencode(pairs).encode(), {"Content-Type": "application/x-www-form-urlencoded"})

    def come_back(self, receipt: str, **more: str) -> Answer:
        """Give a code at the public door."""
        token = self.hidden("/en/come-back", "token")
        return self.post("/en/come-back", {"token": token, "code": receipt, **more})

    def send_file(self, path: str, fields: dict[str, str], name: str, content: bytes) -> Answer:
        """Send a form with a file."""
        body, kind = multipart(fields, name, content)
        return self.ask("POST", path, body, {"Content-Type": kind})

    def hidden(self, path: str, name: str) -> str:
        """Return a hidden field's value on a page."""
        return hidden(self.get(path).text, name)

    def _keep(self, header: str) -> None:
        name, _, value = header.split(";", maxsplit=1)[0].partition("=")
        if "max-age=0" in header.lower():
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value


def hidden(page: str, name: str) -> str:
    """Return a hidden field's value."""
    for tag in re.findall(r"<input[^>]*>", page):
        if f'name="{name}"' in tag:
            found = re.search(r'value="([^"]*)"', tag)
            return unescape(found.group(1)) if found else ""
    raise AssertionError(f"no field {name} on this page")


def multipart(fields: dict[str, str], name: str, content: bytes) -> tuple[bytes, str]:
    """Return the body and content type of a form with a file."""
    edge = "edge0123456789edge"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()
    ]
    parts.append(
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: image/png\r\n\r\n'
    )
    return "".join(parts).encode() + content + f"\r\n--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


@dataclass
class Doors:
    """Both doors over one data directory."""

    data: Path
    public_port: int
    staff_port: int
    process: "subprocess.Popen[bytes]"
    log: Path
    temporary: Path
    environment: dict[str, str] = field(default_factory=dict)

    def public(self) -> Browser:
        """Return a browser before the public door."""
        return Browser(self.public_port)

    def staff(self) -> Browser:
        """Return a browser before the staff door."""
        return Browser(self.staff_port)

    def pids(self) -> list[int]:
        """Return the processes of both doors."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        grand = [
            int(one)
            for child in children
            for one in Path(f"/proc/{child}/task/{child}/children").read_text().split()
            if Path(f"/proc/{one}").exists()
        ]
        return [self.process.pid, *map(int, children), *grand]

    def said_last(self, word: str) -> str:
        """Return the last line of their log with this word, with a sign after it; empty where there is none."""
        lines = [line for line in self.log.read_text("utf-8").splitlines() if word in line]
        return f"{lines[-1]}; " if lines else ""

    def stop(self, how: int = signal.SIGTERM) -> None:
        """End the doors, politely or not."""
        pids = self.pids() if self.process.poll() is None else []
        if how == signal.SIGKILL:
            for pid in reversed(pids):
                os.kill(pid, how)
        else:
            self.process.send_signal(how)
        self.process.wait(timeout=30)


def today() -> date:
    """Return the day that it is where the doors stand: in the evening of UTC theirs is the next one."""
    return datetime.now(ZoneInfo(installed_pack("kz").time_zone)).date()


def make_demonstration(folder: Path, environment: dict[str, str] | None = None, *, anew: bool = False) -> Path:
    """Fill a data directory with the demonstration.

    On the embedded database it is made once a process and copied from then on, keys and all: its making takes seconds.
    With ``anew`` it has keys and people of its own.
    """
    data, environment = folder / "data", environment or {}
    if anew or "DATABASE_URL" in {**os.environ, **environment}:
        _fill(data, environment)
    else:
        shutil.copytree(_filled_once(tuple(sorted(environment.items()))), data, symlinks=True)
    return data


@cache
def _filled_once(environment: tuple[tuple[str, str], ...]) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="qorgan-demonstration-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _fill(folder / "data", dict(environment))
    return folder / "data"


def _fill(data: Path, environment: dict[str, str]) -> None:
    run = [str(QORGAN), "demo", "--data", str(data)]
    subprocess.run(run, check=True, capture_output=True, env={**os.environ, **environment})


def open_doors(data: Path, folder: Path, environment: dict[str, str] | None = None) -> Doors:
    """Start both doors and wait until they answer."""
    public_port, staff_port = free_port(), free_port()
    temporary, log = folder / "tmp", folder / "log"
    temporary.mkdir(exist_ok=True)
    command = [str(QORGAN), "serve", "--data", str(data)]
    command += ["--public", f"127.0.0.1:{public_port}", "--staff", f"127.0.0.1:{staff_port}"]
    own = {**os.environ, "TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1", **(environment or {})}
    own.pop("QORGAN_DATA", None)
    with log.open("ab") as out:
        earlier = out.tell()  # what doors said that were open before these
        process = subprocess.Popen(command, env=own, stdout=out, stderr=out, cwd=folder)
    until = time.monotonic() + 60
    while b"Ctrl-C ends both" not in log.read_bytes()[earlier:]:
        if process.poll() is not None or time.monotonic() > until:
            raise AssertionError(log.read_text())
        time.sleep(0.1)
    return Doors(data, public_port, staff_port, process, log, temporary)


def sign_ins(data: Path) -> dict[str, dict[str, Any]]:
    """Return the demonstration's sign-ins by name."""
    people = json.loads((data / "demonstration.json").read_text())
    return {one["name"]: one for one in people["members"]}


def sign_in(doors: Doors, name: str) -> Browser:
    """Sign in as somebody of the demonstration; waits for a fresh code where the last one was used."""
    one, browser = sign_ins(doors.data)[name], doors.staff()
    for _ in range(3):
        fields = {"name": name, "pass_phrase": one["passphrase"], "code": pyotp.TOTP(one["seed"]).now()}
        if browser.post("/en/sign-in", fields).status == 302:
            return browser
        time.sleep(31 - time.time() % 30)
    raise AssertionError(f"{name} cannot sign in")


def tell(browser: Browser, words: str, *, reader: str = "region:KZ-75", language: str = "en", **more: str) -> Answer:
    """Send a disclosure."""
    token = browser.hidden(f"/{language}/tell/survivor", "token")
    return browser.post(f"/{language}/tell/survivor", {"token": token, "reader": reader, "words": words, **more})


def receipt_on(page: str) -> str:
    """Return the code that a page shows."""
    found = re.search(r"\d{5}(?:\D{1,40}?\d{5}){4}", re.sub(r"<[^>]+>", " ", page))
    assert found, "no code on this page"
    return " ".join(re.findall(r"\d{5}", found.group(0)))


def serving(data: Path, folder: Path, environment: dict[str, str] | None = None) -> Iterator[Doors]:
    """Open the doors for a fixture and end them after it."""
    doors = open_doors(data, folder, environment)
    yield doors
    if doors.process.poll() is None:
        doors.stop()
