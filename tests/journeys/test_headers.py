"""Every answer of both doors, also what the server itself refuses, carries the same headers; reading sets no cookie."""

import re
import socket
from collections import Counter
from html import unescape
from urllib.parse import urlsplit

import pytest

from tests import servers
from tests.servers import Answer, Browser, Doors

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("journeys-plain")]

FIXED = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
}
POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "script-src": ["'self'"],
    "img-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
}
STATIC = re.compile(r'(?:href|src)="(/static/[^"]+)"')
NUMBER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
FEW = 4
LINK = re.compile(r'href="(/[^"#]*)"')


def _faults(answer: Answer) -> list[str]:
    wrong = [
        f"{name}: {answer.headers.get(name)}" for name, value in FIXED.items() if answer.headers.get(name) != value
    ]
    said = answer.headers.get("content-security-policy", "")
    policy = {part.split()[0]: part.split()[1:] for part in said.split(";") if part.strip()}
    # A form of a case keeps what is being written: its script may send that back to this door, and nowhere else.
    keeps = {"connect-src": ["'self'"]} if b'method="post" data-keep' in answer.body else {}
    if policy != POLICY | keeps or "unsafe" in said or "*" in said:
        wrong.append(f"policy: {said}")
    if answer.headers.get("server"):
        wrong.append(f"server: {answer.headers['server']}")
    return wrong


def _crawl(browser: Browser, starts: list[str], *, skip: str = r"/leave$|/files/") -> dict[str, Answer]:
    """Ask for every address that a page names, the style and script files among them.

    Of addresses that differ in numbers and ids alone a few stand for all: a calendar goes on for ever.
    """
    seen: dict[str, Answer] = {}
    alike: Counter[str] = Counter()
    todo = list(starts)
    while todo:
        address = todo.pop()
        shape = NUMBER.sub("#", address)
        if address in seen or re.search(skip, address) or alike[shape] >= FEW:
            continue
        alike[shape] += 1
        seen[address] = answer = browser.get(address)
        if answer.place.startswith("/"):
            todo.append(answer.place.partition("#")[0])
        if "html" in answer.headers.get("content-type", ""):
            todo += [unescape(link) for link in (*LINK.findall(answer.text), *STATIC.findall(answer.text))]
    return seen


def _wrong(answers: dict[str, Answer]) -> dict[str, list[str]]:
    return {address: faults for address, answer in answers.items() if (faults := _faults(answer))}


def test_every_page_that_only_reads_has_the_headers_and_sets_no_cookie(doors: Doors):
    browser = doors.public()
    answers = _crawl(browser, ["/", "/en/talk", "/en/code", "/en/talk/wishes", "/g/bahar", "/ru/nowhere"])
    assert {urlsplit(one).path for one in answers} >= {"/kk/", "/ru/tell/child", "/en/safety", "/static/qorgan.css"}
    assert len(answers) > 35
    assert {answer.status for answer in answers.values()} <= {200, 302, 404}
    assert _wrong(answers) == {}
    assert [one for one, answer in answers.items() if "set-cookie" in answer.headers] == []
    assert browser.cookies == {}


def test_her_pages_have_the_headers_and_one_strict_cookie(doors: Doors):
    her = doors.public()
    sent = servers.tell(her, "The wardrobe is nailed shut.")
    cookie = sent.headers["set-cookie"]
    for part in ("__Host-q=", "Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
        assert part in cookie
    assert not re.search("max-age|expires|domain", cookie, re.IGNORECASE), "it dies with the browser"
    answers = _crawl(her, ["/en/code", "/en/talk", "/en/talk/wishes", "/en/talk/delete", "/en/talk/files"])
    assert _wrong({**answers, "sent": sent}) == {}
    assert [one for one, answer in answers.items() if "set-cookie" in answer.headers] == []
    left = her.get("/en/leave")
    assert _faults(left) == []
    assert left.status == 303
    assert left.headers["clear-site-data"] == '"cache", "cookies", "storage"'


@pytest.mark.parametrize("name", ["irina", "admin-2", "auditor"])
def test_every_page_of_the_staff_door_has_the_headers(doors: Doors, name: str):
    nobody = doors.staff()
    answers = _crawl(nobody, ["/", "/en/inbox", "/en/nowhere"])
    assert nobody.cookies == {}
    member = servers.sign_in(doors, name)
    answers |= _crawl(member, ["/en/", "/en/inbox", "/en/lead", "/en/nowhere"], skip=r"/files/|^/(kk|ru)/")
    assert _wrong(answers) == {}
    assert {answer.status for answer in answers.values()} <= {200, 302, 404}
    assert "__Host-qs" in member.cookies, "still signed in at the end"


@pytest.mark.parametrize("door", ["public", "staff"])
def test_refusals_have_the_headers_too(doors: Doors, door: str):
    browser: Browser = getattr(doors, door)()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    path = {"public": "/en/come-back", "staff": "/en/sign-in"}[door]
    answers = {
        "from another site": browser.ask("POST", path, b"code=1", {**form, "Sec-Fetch-Site": "cross-site"}),
        "from another origin": browser.ask("POST", path, b"code=1", {**form, "Origin": "https://example.org"}),
        "wrong host": browser.ask("GET", "/en/", headers={"Host": "example.org"}),
        "put": browser.ask("PUT", path, b"x"),
        "delete": browser.ask("DELETE", path),
        "options": browser.ask("OPTIONS", path),
        "head": browser.ask("HEAD", "/en/"),
        "trace": browser.ask("TRACE", "/en/"),
        "no static file": browser.get("/static/nothing.js"),
        "above static": browser.get("/static/../base.py"),
        "post to static": browser.ask("POST", "/static/qorgan.css", b"x"),
        "too many fields": browser.ask("POST", path, b"&".join(b"a%d=1" % n for n in range(400)), form),
        "broken form": browser.ask("POST", path, b"x", {"Content-Type": "multipart/form-data; boundary=" + "e" * 300}),
        "broken bytes": browser.ask("POST", path, b"code=%FF%FE&name=%00", form),
        "broken address": browser.get("/en/%ff%00"),
        "no slash": browser.get("/en"),
    }
    assert _wrong(answers) == {}
    assert {name: answer.status for name, answer in answers.items() if answer.status >= 500} == {}
    assert answers["from another site"].status == answers["from another origin"].status == 403
    assert [name for name, answer in answers.items() if answer.headers.get("set-cookie")] == []


RAW = {
    "no method at all": b"\r\nnonsense\r\n\r\n",
    "no such version": b"GET /en/ HTTP/9.9.9\r\n\r\n",
    "bad length": b"POST /en/come-back HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: many\r\n\r\n",
    "two lengths": b"POST /en/come-back HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "body too large": b"POST /en/come-back HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999\r\n\r\n",
    "file too large": b"POST /en/talk/files HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999\r\n\r\n",
    "header too large": b"GET /en/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + b"x" * 20_000 + b"\r\n\r\n",
    "unknown encoding": b"POST /en/ HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: nothing\r\n\r\n",
}


@pytest.mark.parametrize("name", RAW)
@pytest.mark.parametrize("door", ["public", "staff"])
def test_what_the_server_itself_refuses_has_the_headers(doors: Doors, door: str, name: str):
    port = {"public": doors.public_port, "staff": doors.staff_port}[door]
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(RAW[name])
        received = b""
        while b"\r\n\r\n" not in received and (more := connection.recv(65536)):
            received += more
    lines = received.partition(b"\r\n\r\n")[0].decode().split("\r\n")
    answer = Answer(int(lines[0].split()[1]), {}, b"")
    for line in lines[1:]:
        key, _, value = line.partition(": ")
        answer.headers[key.lower()] = value
    assert 400 <= answer.status < 600
    assert _faults(answer) == []
