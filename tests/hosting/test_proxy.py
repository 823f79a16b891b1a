"""The canary search through the example proxy: nothing of hers in its files or logs, nor on the door's disk, however slow she is."""

import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from tests import servers
from tests.hosting import proxy
from tests.hosting.proxy import NAMES, ProxiedDoors, Proxy, TlsBrowser
from tests.searching import files_below, open_files, where
from tests.web.test_at_rest import ALL, CANARY, FILE_CANARY, NAME_CANARY, _sent_everything

from qorgan.kernel.packs import installed_pack

pytestmark = [
    pytest.mark.server,
    pytest.mark.xdist_group("proxy"),
    pytest.mark.skipif(not proxy.NGINX, reason="there is no nginx on this machine: scripts/find-nginx"),
]


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProxiedDoors]:
    folder = tmp_path_factory.mktemp("proxied")
    for opened in servers.serving(servers.make_demonstration(folder), folder, NAMES):
        with proxy.running(folder / "nginx", opened.public_port, opened.staff_port) as in_front:
            yield ProxiedDoors(**vars(opened), proxy=in_front)


def _found(doors: ProxiedDoors, in_front: Proxy | None = None, texts: list[str] = ALL) -> list[str]:
    in_front = in_front or doors.proxy
    pids = [*doors.pids(), *in_front.pids()]
    places = [*files_below(doors.data, doors.temporary, in_front.folder), doors.log, *open_files(pids)]
    return [one for text in texts for one in where(text, places)]


def _half_an_upload(doors: ProxiedDoors, in_front: Proxy) -> socket.socket:
    """Send half of a file and stop."""
    her = TlsBrowser(in_front.public_port, context=in_front.context)
    assert servers.tell(her, CANARY).status == 302
    token = her.hidden("/en/talk", "form_token")
    body, kind = servers.multipart({"form_token": token}, NAME_CANARY, FILE_CANARY.encode() * 60_000)
    cookie = "; ".join(f"{name}={value}" for name, value in her.cookies.items())
    head = (
        f"POST /en/talk/files HTTP/1.1\r\nHost: help.example.org\r\nCookie: {cookie}\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    connection = _connected(in_front)
    connection.sendall(head.encode() + body[: len(body) // 2])
    time.sleep(1)
    return connection


def _connected(in_front: Proxy) -> ssl.SSLSocket:
    plain = socket.create_connection(("127.0.0.1", in_front.public_port), timeout=30)
    return in_front.context.wrap_socket(plain)


def test_nothing_of_hers_is_readable_in_the_proxy_its_logs_or_the_doors(doors):
    _sent_everything(doors)
    assert _found(doors) == []


def test_half_an_upload_lies_nowhere(doors):
    with _half_an_upload(doors, doors.proxy):
        assert _found(doors) == []


def test_the_same_search_finds_it_in_a_proxy_that_takes_bodies_in_first(doors, tmp_path):
    """What the example's line is for; and that the search sees what nginx spools."""
    line = "proxy_request_buffering off;"
    ports = doors.public_port, doors.staff_port
    with (
        proxy.running(tmp_path / "n", *ports, without=line) as as_it_comes,
        _half_an_upload(doors, as_it_comes),
    ):
        assert any("/body/" in one or "/fd/" in one for one in _found(doors, as_it_comes, [FILE_CANARY]))


def test_forty_slow_senders_make_nothing_spool_and_keep_nobody_out(doors):
    head = (
        "POST /en/tell/survivor HTTP/1.1\r\nHost: help.example.org\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 500000\r\n\r\nwords="
    )
    slow = [_connected(doors.proxy) for _ in range(40)]
    try:
        for one in slow:
            one.sendall(head.encode() + CANARY.encode() * 2000)
        time.sleep(1)
        assert _found(doors, texts=[CANARY]) == []
        assert doors.public().get("/en/").status == 200
        assert doors.staff().get("/en/sign-in").status == 200
    finally:
        for one in slow:
            one.close()


@pytest.fixture(scope="module")
def large_file(doors) -> tuple[str, str]:
    """Return the address of a file of 8 MB at the staff door, and the cookie of a worker who may have it."""
    her = doors.public()
    assert servers.tell(her, "With a large file.").status == 302
    form = {"form_token": her.hidden("/en/talk", "form_token")}
    assert her.send_file("/en/talk/files", form, NAME_CANARY, FILE_CANARY.encode() * 180_000).status == 302
    worker = servers.sign_in(doors, "aigul")
    form = {"form_token": worker.hidden("/en/inbox", "form_token")}
    for number in re.findall(r"/en/d/([0-9a-f-]{36})", worker.get("/en/inbox").text):
        worker.post(f"/en/d/{number}/open", form)
        page = worker.get(f"/en/d/{number}").text
        if "With a large file." in page:
            found = re.search(rf"/en/d/{number}/files/[0-9a-f-]{{36}}", page)
            assert found
            return found.group(0), "; ".join(f"{name}={value}" for name, value in worker.cookies.items())
    raise AssertionError("it is in no row of the inbox")


@pytest.mark.parametrize(("without", "is_found"), [("", False), ("proxy_max_temp_file_size 0;", True)])
def test_an_answer_that_is_taken_slowly_waits_in_no_file(doors, large_file, tmp_path, without, is_found):
    """The second time without the line that keeps it so, to see the search find it."""
    address, cookie = large_file
    with proxy.running(tmp_path / "n", doors.public_port, doors.staff_port, without=without) as in_front:
        plain = socket.socket()
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        plain.connect(("127.0.0.1", in_front.staff_port))
        with in_front.context.wrap_socket(plain) as connection:
            connection.sendall(f"GET {address} HTTP/1.1\r\nHost: work.example.net\r\nCookie: {cookie}\r\n\r\n".encode())
            assert connection.recv(20).startswith(b"HTTP/1.1 200")
            time.sleep(2)
            assert bool(_found(doors, in_front, [FILE_CANARY])) == is_found


def test_there_is_no_log_of_who_came(doors):
    """Runs after the others: nginx outside the example would have logged each request and each error of a request."""
    for _ in range(2):  # a line comes after its answer, so the first is there when the second is answered
        assert doors.public().get("/en/").status == 200
    written = [path for path in files_below(doors.proxy.folder) if path.suffix == ".log"]
    said = "".join(path.read_text() for path in written)
    assert not any(word in said for word in ("GET ", "POST ", "client: ", "/en/"))


def test_a_form_that_is_too_large_is_refused_and_a_file_is_not(doors):
    her = doors.public()
    assert her.ask("POST", "/en/tell/survivor", b"x" * 700_000).status == 413
    assert her.ask("POST", "/en/talk/files", b"x" * 700_000).status != 413


class _Echo(BaseHTTPRequestHandler):
    seen: dict[str, str] = {}

    def do_GET(self) -> None:
        type(self).seen = {name.lower(): value for name, value in self.headers.items()}
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_the_door_learns_her_language_and_the_name_and_nothing_of_who_she_is(tmp_path):
    with HTTPServer(("127.0.0.1", 0), _Echo) as upstream:
        threading.Thread(target=upstream.serve_forever, daemon=True).start()
        port = upstream.server_port
        with proxy.running(tmp_path / "n", port, port) as in_front:
            sent = {"Referer": "https://elsewhere.example/a", "User-Agent": "Mine", "X-Forwarded-For": "192.0.2.7"}
            more = {"Accept-Language": "kk", "Origin": "https://help.example.org", "Sec-Fetch-Site": "same-origin"}
            browser = TlsBrowser(in_front.public_port, context=in_front.context)
            browser.ask("GET", "/kk/", headers={**sent, **more, "Forwarded": "for=192.0.2.7", "X-Real-IP": "192.0.2.7"})
        upstream.shutdown()
    assert _Echo.seen["host"] == "help.example.org"
    assert {name: _Echo.seen[name.lower()] for name in more} == more
    unwanted = {"referer", "user-agent", "x-forwarded-for", "forwarded", "x-real-ip"}
    assert unwanted.isdisjoint(_Echo.seen)


def test_while_the_door_is_away_the_numbers_are_there(tmp_path):
    away = servers.free_port()
    with proxy.running(tmp_path / "n", away, away) as in_front:
        answer = TlsBrowser(in_front.public_port, context=in_front.context).get("/en/talk")
    assert answer.status == 503
    assert answer.headers["retry-after"] == "60"
    for line in installed_pack("kz").helplines:
        if line.is_shown_unchecked:
            assert line.phone in answer.text


def test_every_answer_holds_browsers_to_tls(doors):
    assert "max-age=31536000" in doors.public().get("/en/").headers["strict-transport-security"]
    assert "max-age=31536000" in doors.staff().get("/en/sign-in").headers["strict-transport-security"]


def test_the_onion_service_leads_to_the_public_door_of_this_machine_only():
    lines = (proxy.EXAMPLE.parent / "torrc").read_text().splitlines()
    ports = [line.split()[2] for line in lines if line.startswith("HiddenServicePort")]
    assert ports == ["127.0.0.1:8000"]
