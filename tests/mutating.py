"""Requests as no browser sends them, drawn from a seed: fields, encodings, sizes, methods, headers, parts, raw bytes."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote_from_bytes, quote_plus

CANARY = "kanareika-7731-in-a-request"
_MARK = CANARY.encode()
_EDGE = b"edge0123456789edge"

# What stands in a field, a header, a path or a query instead of what belongs there.
STRANGE = [
    b"",
    b"\x00",
    b"\xff\xfe\x00\x01",
    b"\xc0\xaf\xe0\x80\xaf",  # overlong
    b"\xed\xa0\x80\xed\xbf\xbf",  # surrogates
    b"\xf4\x90\x80\x80",  # beyond the last character
    "\N{RIGHT-TO-LEFT OVERRIDE}\N{ZERO WIDTH JOINER}\N{BYTE ORDER MARK}".encode(),
    b"e" + "\N{COMBINING ACUTE ACCENT}".encode() * 4000,
    "٣٤٥".encode() * 9,
    "ﷺ".encode() * 300,
    "👩‍👧".encode() * 50,
    b"-1",
    b"9" * 400,
    b"1e999",
    b"NaN",
    b"[]",
    b'{"a":{"$ne":1}}',
    b"../../../../etc/passwd",
    b"%00%zz%",
    b"{{7*7}}{% debug %}",
    b"' OR 1=1 --",
    b"<script>alert(1)</script>",
    b"a\r\nSet-Cookie: x=1\r\n\r\nb",
    b"11111111-1111-4111-8111-111111111111",
    b"a" * 9_000,
    b"a" * 90_000,
    "ж".encode() * 270_000,
]
_METHODS = [b"GET", b"POST", b"PUT", b"DELETE", b"PATCH", b"HEAD", b"OPTIONS", b"TRACE", b"CONNECT", b"FOO", b"get"]
_KINDS = [
    b"",
    b"text/plain",
    b"application/json",
    b"application/xml; charset=" + _MARK,
    b"application/x-www-form-urlencoded; charset=utf-16",
    b"application/x-www-form-urlencoded; charset=koi8-r",
    b"application/x-www-form-urlencoded; charset=base64",
    b"text/plain; charset=undefined",
    b"application/x-www-form-urlencoded; charset=" + _MARK,
    b"multipart/form-data",
    b"multipart/form-data; boundary=",
    b"multipart/form-data; boundary=" + b"x" * 300,
    b"multipart/form-data; boundary=\xff" + _MARK,
    b"multipart/mixed; boundary=" + _EDGE,
]
_HEADERS = [
    (b"Host", _MARK + b".example"),
    (b"Host", b"127.0.0.1\x00"),
    (b"Host", b"[::1"),
    (b"Accept-Language", b"kk;q=9,*;q=-1," + _MARK),
    (b"Accept-Language", b"a-" * 4000),
    (b"Accept-Encoding", b"gzip;q=" + _MARK),
    (b"Origin", b"https://" + _MARK + b".example"),
    (b"Origin", b"http://[::1"),
    (b"Sec-Fetch-Site", b"cross-site"),
    (b"Sec-Fetch-Site", _MARK),
    (b"If-Modified-Since", b"Sat, 99 Foo 9999 " + _MARK),
    (b"Range", b"bytes=9-1," + _MARK),
    (b"Expect", b"100-continue"),
    (b"Expect", _MARK),
    (b"Upgrade", b"h2c"),
    (b"X-Forwarded-For", _MARK),
    (b"X-Forwarded-Proto", b"https"),
    (b"Forwarded", b"for=" + _MARK),
    (b"User-Agent", _MARK * 30),
    (b"Referer", b"https://x.example/" + _MARK),
    (b"X-" + _MARK, b"a"),
    (b"X-Large", b"a" * 15_000),
    (b"X-Too-Large", b"a" * 40_000),
    (b"No colon " + _MARK, b""),
    (b"X-Folded", b"a\r\n " + _MARK),
    (b"X-Bytes", bytes(range(128, 256))),
    (b"", _MARK),
]
_FRAMES = [
    (b"Content-Length", b"-5"),
    (b"Content-Length", b"+5"),
    (b"Content-Length", b"0x10"),
    (b"Content-Length", _MARK),
    (b"Content-Length", b"5, 5"),
    (b"Content-Length", b"9" * 30),
    (b"Content-Length", b"700000"),
    (b"Transfer-Encoding", b"chunked"),
    (b"Transfer-Encoding", b"gzip, chunked"),
    (b"Transfer-Encoding", _MARK),
]
_RAW = [
    b"",
    b"\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)),  # somebody speaks TLS
    b"GET " + _MARK + b"\r\n\r\n",
    b"GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET / HTTP/1.1\nHost: 127.0.0.1\n\n",
    b"\x00" * 3000 + b"\r\n\r\n",
]


@dataclass
class Draft:
    """A request that a browser could send, before it is mutated.

    Parameters
    ----------
    is_framed : bool
        Whether the server can know where it ends, and so must answer.
    """

    method: bytes
    target: bytes
    fields: list[tuple[bytes, bytes]]
    cookie: bytes = b""
    file: bytes | None = None
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    kind: bytes | None = None
    body: bytes | None = None
    version: bytes = b"HTTP/1.1"
    is_framed: bool = True

    def to_bytes(self) -> bytes:
        """Return what goes over the wire."""
        body, kind = self._body()
        given = {name.lower() for name, _ in self.headers}
        usual = [(b"Host", b"127.0.0.1"), (b"Connection", b"close"), (b"Cookie", self.cookie), (b"Content-Type", kind)]
        usual.append((b"Content-Length", str(len(body)).encode()))
        lines = [(name, value) for name, value in usual if value and name.lower() not in given] + self.headers
        head = b" ".join((self.method, self.target, self.version))
        return b"\r\n".join([head, *(name + b": " + value for name, value in lines), b"", body])

    def _body(self) -> tuple[bytes, bytes]:
        if self.body is not None or self.method in {b"GET", b"HEAD"}:
            return self.body or b"", self.kind or b""
        if self.file is not None:
            parts = [_part(name, value) for name, value in self.fields] + [_part(b"file", self.file, CANARY + ".png")]
            return b"".join(parts) + b"--" + _EDGE + b"--\r\n", self.kind or b"multipart/form-data; boundary=" + _EDGE
        pairs = [_quoted(name) + b"=" + _quoted(value) for name, value in self.fields]
        return b"&".join(pairs), b"application/x-www-form-urlencoded" if self.kind is None else self.kind


def _quoted(value: bytes) -> bytes:
    return quote_from_bytes(value, safe="").encode()


def _part(name: bytes, value: bytes, filename: str = "") -> bytes:
    more = f'; filename="{filename}"\r\nContent-Type: image/png'.encode() if filename else b""
    return (
        b"--"
        + _EDGE
        + b'\r\nContent-Disposition: form-data; name="'
        + name
        + b'"'
        + more
        + b"\r\n\r\n"
        + value
        + b"\r\n"
    )


def mutated(draft: Draft, rng: random.Random) -> bytes:
    """Return the bytes of a request to which one to three things were done; the draft says whether an answer must come."""
    for _ in range(rng.choice((1, 1, 2, 3))):
        rng.choice(_MUTATIONS)(draft, rng)
    raw = draft.to_bytes()
    if rng.random() < 0.06:
        draft.is_framed = False
        return _broken(raw, rng)
    return raw


def _strange(rng: random.Random) -> bytes:
    value = rng.choice(STRANGE)
    return rng.choice((value, value + _MARK, _MARK + value, _MARK))


def _change_field(draft: Draft, rng: random.Random) -> None:
    if draft.fields:
        place = rng.randrange(len(draft.fields))
        draft.fields[place] = (draft.fields[place][0], _strange(rng))


def _rename_field(draft: Draft, rng: random.Random) -> None:
    if draft.fields:
        place = rng.randrange(len(draft.fields))
        draft.fields[place] = (_strange(rng)[:2000], draft.fields[place][1])


def _drop_field(draft: Draft, rng: random.Random) -> None:
    if draft.fields:
        del draft.fields[rng.randrange(len(draft.fields))]


def _repeat_field(draft: Draft, rng: random.Random) -> None:
    name = rng.choice(draft.fields)[0] if draft.fields else _MARK
    draft.fields += [(name, _strange(rng)[:100])] * rng.choice((1, 2, 200, 400, 3000))


def _unquote_body(draft: Draft, rng: random.Random) -> None:
    draft.body = b"&".join(name + b"=" + value for name, value in draft.fields) + _strange(rng)


def _change_kind(draft: Draft, rng: random.Random) -> None:
    draft.kind = rng.choice(_KINDS)


def _change_method(draft: Draft, rng: random.Random) -> None:
    draft.method = rng.choice([*_METHODS, _MARK, b"\xff"])


def _change_path(draft: Draft, rng: random.Random) -> None:
    path, strange = draft.target, _strange(rng)
    quoted = quote_plus(strange[:20_000]).encode()
    draft.target = rng.choice(
        (
            path + b"/" + quoted,
            path + b"/%2e%2e/" + _MARK,
            b"//" + _MARK + path,
            b"http://" + _MARK + b".example" + path,
            path.replace(b"/en/", b"/" + _MARK + b"/"),
            path.replace(b"/en/", b"/ru/"),
            path[1:],
            b"*",
            path + b"%ff%fe%00",
            path + b";" + _MARK + b"#" + _MARK,
            path.replace(b"-", b"\xff"),
            b"/static/../../" + _MARK,
            b"/static/" + quoted[:300],
            b"/g/" + quoted[:300],
        )
    )


def _add_query(draft: Draft, rng: random.Random) -> None:
    quoted = quote_plus(_strange(rng)[:8000]).encode()
    name = rng.choice((b"page", b"q", b"next", quoted[:100]))
    draft.target += b"?" + rng.choice((name + b"=" + quoted, b"&" * 900 + _MARK, b"page=" + b"9" * 300, b"%"))


def _change_header(draft: Draft, rng: random.Random) -> None:
    draft.headers.append(rng.choice(_HEADERS))


def _add_headers(draft: Draft, rng: random.Random) -> None:
    draft.headers += [(f"X-{number}".encode(), _MARK) for number in range(rng.choice((20, 150, 600)))]


def _change_cookie(draft: Draft, rng: random.Random) -> None:
    name, _, value = draft.cookie.partition(b"=")
    at = rng.randrange(len(value) + 1)
    strange = _strange(rng)[:12_000].replace(b"\r\n", b"")
    draft.cookie = rng.choice(
        (
            name + b"=" + value[:at],
            name + b"=" + value[:at] + b"A" + value[at + 1 :],
            name + b"=" + strange,
            b"; ".join([draft.cookie] * 40),
            b"__Host-q=" + _MARK + b"; __Host-qs=" + _MARK,
            b"=;;==" + strange + b'"\\',
            b"__Host-q=" + b"A" * 64 + b"; __Host-qs=" + b"A" * 64,
        )
    )


def _change_frame(draft: Draft, rng: random.Random) -> None:
    draft.headers.append(rng.choice(_FRAMES))
    draft.is_framed = False


def _change_version(draft: Draft, rng: random.Random) -> None:
    draft.version = rng.choice((b"HTTP/1.0", b"HTTP/1.2", b"HTTP/2", b"", _MARK))
    draft.is_framed = False


def _break_parts(draft: Draft, rng: random.Random) -> None:
    draft.kind = b"multipart/form-data; boundary=" + _EDGE
    whole = b"".join(_part(name, value) for name, value in draft.fields)
    file = _part(b"file", _MARK * 300, CANARY + ".png")
    end = b"--" + _EDGE + b"--\r\n"
    strange = _strange(rng)[:5000]
    draft.body = rng.choice(
        (
            whole + file,  # no end
            whole[:-30] + end,
            whole + file.replace(_EDGE, b"another") + end,
            whole + file + end + _MARK * 50,
            whole + file * rng.choice((2, 500, 2000)) + end,
            whole + _part(b"a", b"b") * 5000 + end,
            whole + _part(strange, _MARK) + end,
            whole + _part(b"file", b"", CANARY) + end,
            whole + _part(b"file", strange, "../" + CANARY + "\x00\\..\\a.png") + end,
            whole + b"--" + _EDGE + b"\r\nContent-Disposition: form-data\r\n\r\n" + _MARK + b"\r\n" + end,
            whole + b"--" + _EDGE + b"\r\n" + b"X-A: " + b"a" * 70_000 + b"\r\n\r\n" + _MARK + b"\r\n" + end,
            whole + b"--" + _EDGE + b"\r\n" + _MARK + b"\r\n" + end,
            whole
            + file.replace(b"Content-Type: image/png", b"Content-Transfer-Encoding: base64")
            + _part(b"file", b"=" * 77, "b")
            + end,
            whole + file.replace(b"filename=", b"filename*=utf-16'kk'%ff" + _MARK) + end,
            whole + file.replace(b"image/png", b"multipart/mixed; boundary=" + _MARK) + end,
            whole + file.replace(b"image/png", strange) + end,
            whole.replace(b"\r\n", b"\n") + end,
            strange,
        )
    )


def _empty_body(draft: Draft, _rng: random.Random) -> None:
    draft.body = b""


_MUTATIONS: list[Callable[[Draft, random.Random], None]] = [
    _change_field,
    _change_field,
    _change_field,
    _rename_field,
    _drop_field,
    _repeat_field,
    _unquote_body,
    _change_kind,
    _change_method,
    _change_path,
    _add_query,
    _change_header,
    _change_header,
    _add_headers,
    _change_cookie,
    _change_frame,
    _change_version,
    _break_parts,
    _break_parts,
    _empty_body,
]


def _broken(raw: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(raw))
    return rng.choice(
        (
            raw[:at],
            raw[:at] + rng.randbytes(20) + raw[at:],
            raw[:at] + bytes([raw[at] ^ 1 << rng.randrange(8)]) + raw[at + 1 :],
            raw + raw,
            raw.replace(b"\r\n", b"\n"),
            rng.randbytes(2000),
            rng.choice(_RAW),
            raw.replace(b"HTTP/1.1\r\n", b"HTTP/1.1\r\nTransfer-Encoding: chunked\r\n", 1) + b"\r\n5\r\nab",
        )
    )
