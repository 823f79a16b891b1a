"""What the doors answer before and around their pages, as processes."""

import http.client
import socket
from contextlib import closing
from urllib.parse import quote

import pytest
from tests import servers

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("security-server")]

ALWAYS = ("content-security-policy", "cache-control", "referrer-policy", "x-frame-options", "x-content-type-options")


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("security-server")
    yield from servers.serving(servers.make_demonstration(folder), folder)


def asked(port, method, path, headers=None, body=None, **more):
    """Send one request as it stands and return status and headers."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request(method, path, body, headers or {}, **more)
        response = connection.getresponse()
        response.read()
        return response.status, {name.lower(): value for name, value in response.getheaders()}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/static/qorgan.css", 200),
        ("POST", "/static/qorgan.css", 405),
        ("GET", "/static/none.css", 404),
        ("GET", "/en/", 200),
        ("HEAD", "/en/help", 200),
        ("OPTIONS", "/en/", 200),
        ("DELETE", "/en/help", 403),
        ("GET", "/en/none", 404),
        ("GET", "/en/talk", 302),
    ],
)
def test_every_answer_has_the_headers(doors, method, path, status):
    cross = {"Origin": "https://elsewhere.example"} if method == "DELETE" else {}
    found, headers = asked(doors.public_port, method, path, cross)
    assert found == status
    assert [name for name in ALWAYS if name not in headers] == []
    assert headers["cache-control"] == "no-store"


def test_a_style_file_not_changed_has_the_headers(doors):
    _status, headers = asked(doors.public_port, "GET", "/static/qorgan.css")
    status, again = asked(
        doors.public_port, "GET", "/static/qorgan.css", {"If-Modified-Since": headers["last-modified"]}
    )
    assert status == 304
    assert [name for name in ALWAYS if name not in again] == []


@pytest.mark.parametrize("door", ["public", "staff"])
@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("&" * 901, "application/x-www-form-urlencoded; charset=utf-16"),
        ("&" * 901, "text/plain; charset=utf-8"),
        ("page=%ff", "application/x-www-form-urlencoded; charset=undefined"),
        ("page=1", "application/x-www-form-urlencoded; charset=base64"),
        ("page=" + "é" * 9, "multipart/form-data; boundary=x; charset=idna"),
        ("", "text/html; " + "a=b; " * 2500),
        ("", "text/plain; charset=\"utf-8\t\"; charset*=utf-8''%00"),
    ],
)
def test_what_nobody_could_read_is_answered_with_a_page(doors, door, query, kind):
    """Django reads query and kind before anything of ours is asked: what it refused there was answered with 500."""
    port = doors.public_port if door == "public" else doors.staff_port
    far = "/en/%D0%BF"  # a path of other letters, which Django writes down anew
    for method, path in (("GET", "/en/help"), ("GET", far), ("POST", "/en/sign-in"), ("POST", "/en/tell/survivor")):
        same = {"Content-Type": kind, "Sec-Fetch-Site": "same-origin"}
        status, headers = asked(port, method, f"{path}?{quote(query, safe='&=%')}", same, body=b"a=b")
        assert 200 <= status < 500
        assert [name for name in ALWAYS if name not in headers] == []


@pytest.mark.parametrize("door", ["public", "staff"])
@pytest.mark.parametrize("path", ["//[x", "//[", "//x]/en/", "//%5Bx", "//%E2%84%80x", "//elsewhere.example/en/"])
def test_an_address_that_reads_as_another_host_is_answered_with_a_page(doors, door, path):
    """Waitress takes the second line away; without that, making the links to other languages would fail on every page."""
    status, headers = asked(doors.public_port if door == "public" else doors.staff_port, "GET", path)
    assert status == 404
    assert [name for name in ALWAYS if name not in headers] == []


@pytest.mark.parametrize("door", ["public", "staff"])
@pytest.mark.parametrize("letters", ["rot13", "hex", "undefined", "unicode_escape", "utf-7", "utf-16"])
def test_a_body_in_letters_that_are_not_ours_is_answered_with_a_page(doors, door, letters):
    """They fail only where a field is read, and `unicode_escape` gives halves of letters that no page can write."""
    body = b'--B\r\nContent-Disposition: form-data; name="words"\r\n\r\n\\ud800 invented\r\n--B--\r\n'
    same = {"Content-Type": f"multipart/form-data; boundary=B; charset={letters}", "Sec-Fetch-Site": "same-origin"}
    port = doors.public_port if door == "public" else doors.staff_port
    for path in ("/en/sign-in", "/en/come-back", "/en/help", "/en/join"):
        status, headers = asked(port, "POST", path, same, body=body)
        assert status == 400
        assert [name for name in ALWAYS if name not in headers] == []


@pytest.mark.parametrize("door", ["public", "staff"])
def test_a_name_that_is_not_ours_is_refused_on_every_page(doors, door):
    port = doors.public_port if door == "public" else doors.staff_port
    assert asked(port, "GET", "/en/", {"Host": "rebound.example"})[0] == 400
    assert asked(port, "POST", "/en/help", {"Host": "rebound.example", "Sec-Fetch-Site": "same-origin"})[0] == 400


def test_a_body_in_chunks_has_the_limit_of_a_form_even_where_files_go(doors):
    pieces = (b"x" * 100_000 for _ in range(8))
    try:
        status, headers = asked(doors.public_port, "POST", "/en/talk/files", body=pieces, encode_chunked=True)
    except (ConnectionError, BrokenPipeError):
        return  # refused while it was still being sent
    assert status == 413
    assert [name for name in ALWAYS if name not in headers] == []


def test_the_staff_door_takes_no_large_body_at_all(doors):
    with socket.create_connection(("127.0.0.1", doors.staff_port), timeout=30) as sender:
        sender.sendall(b"POST /en/talk/files HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000000\r\n\r\n")
        assert b" 413 " in sender.recv(200)


def test_no_page_shows_a_trace_or_a_name_of_software(doors):
    for path in ("/en/%00", "/en/" + "a" * 3000, "/en/talk?" + "x" * 3000, "/%ff"):
        connection = http.client.HTTPConnection("127.0.0.1", doors.public_port, timeout=30)
        connection.request("GET", path)
        response = connection.getresponse()
        page, headers = response.read().lower(), str(response.getheaders()).lower()
        connection.close()
        assert all(word not in page for word in (b"traceback", b"django", b"waitress"))
        assert all(word not in headers for word in ("django", "waitress"))
