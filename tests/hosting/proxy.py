"""nginx with the example's settings on loopback, and a browser that speaks TLS to it."""

import http.client
import re
import shutil
import signal
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests import servers
from tests.servers import Browser, Doors

EXAMPLE = Path(__file__).parents[2] / "examples/hosting/nginx.conf"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin")
PUBLIC_NAME, STAFF_NAME = "help.example.org", "work.example.net"
NAMES = {"QORGAN_PUBLIC_HOSTS": PUBLIC_NAME, "QORGAN_STAFF_HOSTS": STAFF_NAME, "QORGAN_BEHIND_PROXY": "yes"}


@dataclass
class Proxy:
    """A running nginx."""

    folder: Path
    public_port: int
    staff_port: int
    process: "subprocess.Popen[bytes]"
    context: ssl.SSLContext

    def pids(self) -> list[int]:
        """Return its processes."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [self.process.pid, *map(int, children)]


@dataclass
class TlsBrowser(Browser):
    """A browser before the proxy."""

    name: str = PUBLIC_NAME
    context: ssl.SSLContext | None = None

    def connection(self) -> http.client.HTTPConnection:
        """Connect by TLS."""
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=60, context=self.context)

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> servers.Answer:
        """Send one request under the site's name."""
        return super().ask(method, path, body, {"Host": self.name, **(headers or {})})


@dataclass
class ProxiedDoors(Doors):
    """Both doors, reached through the proxy."""

    proxy: Proxy | None = field(default=None)

    def public(self) -> Browser:
        """Return a browser before the public door's name."""
        assert self.proxy
        return TlsBrowser(self.proxy.public_port, name=PUBLIC_NAME, context=self.proxy.context)

    def staff(self) -> Browser:
        """Return a browser before the staff door's name."""
        assert self.proxy
        return TlsBrowser(self.proxy.staff_port, name=STAFF_NAME, context=self.proxy.context)


@contextmanager
def running(folder: Path, public: int, staff: int, *, without: str = "") -> Iterator[Proxy]:
    """Run nginx with the example before two ports of this machine.

    Parameters
    ----------
    without : str
        A line of the example that is left out, to see what it is for.
    """
    assert NGINX
    folder.mkdir(parents=True)
    ports = {name: servers.free_port() for name in ("plain", "public", "staff")}
    certificate = _certificate(folder)
    example = EXAMPLE.read_text(encoding="utf-8")
    assert without in example
    example = re.sub(r"/etc/qorgan/tls/\S+\.pem", str(certificate), example.replace(without, ""))
    example = re.sub(r"/etc/qorgan/tls/\S+\.key", str(folder / "key"), example)
    example = example.replace("listen 80;", f"listen 127.0.0.1:{ports['plain']};")
    for door in ("public", "staff"):
        example = example.replace("listen 443 ssl", f"listen 127.0.0.1:{ports[door]} ssl", 1)
    example = example.replace("127.0.0.1:8000", f"127.0.0.1:{public}").replace("127.0.0.1:8001", f"127.0.0.1:{staff}")
    (folder / "nginx.conf").write_text(_AROUND.format(folder=folder, example=example), encoding="utf-8")
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=said)
    try:
        context = ssl.create_default_context(cafile=str(certificate))
        context.check_hostname = False
        proxy = Proxy(folder, ports["public"], ports["staff"], process, context)
        _wait(proxy)
        yield proxy
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


# What stands around the example on any machine: logs are on, and temporary files have their places.
_AROUND = """
daemon off;
user root;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log info;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/answers;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    {example}
}}
"""


def _certificate(folder: Path) -> Path:
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=example"]
    command = [*made, "-keyout", str(folder / "key"), "-out", str(folder / "certificate")]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "certificate"


def _wait(proxy: Proxy) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            TlsBrowser(proxy.public_port, context=proxy.context).get("/")
            return
        except OSError:
            if proxy.process.poll() is not None or time.monotonic() > until:
                raise AssertionError((proxy.folder / "said").read_text()) from None
            time.sleep(0.1)
