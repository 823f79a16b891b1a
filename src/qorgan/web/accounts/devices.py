"""Devices on which somebody has signed in before, known by a cookie that names nobody, and what a browser says it is.

A worker's own device does not wait behind those who guess at her name: see `throttle`. Several people may share one.
"""

import base64
import re

from django.http import HttpRequest, HttpResponse

from qorgan.vault import sodium
from qorgan.vault.device import DEVICE_SIZE, MARK_SIZE, device_mark, new_device
from qorgan.web.accounts.models import Member
from qorgan.web.accounts.profiles import staff_key
from qorgan.web.shell.middleware import set_cookie

DEVICE_COOKIE = "__Host-qd"
DAYS = 180  # since the last sign-in on it
MOST = 8  # who sign in on one device; the one who did so longest ago is forgotten

_SYSTEMS = (
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
# Most call themselves Chrome and Safari as well: the more particular name stands first.
_BROWSERS = (
    (r"YaBrowser", "Yandex"),
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"SamsungBrowser", "Samsung"),
    (r"Firefox|FxiOS", "Firefox"),
    (r"Chrome|CriOS", "Chrome"),
    (r"Safari", "Safari"),
)


def mark_of(cookie: str, name: bytes, salt: bytes) -> bytes:
    """Return the mark of this name in a device's cookie; empty where this name has not signed in on it."""
    device, marks = _parts(cookie)
    if not marks:
        return b""
    own = device_mark(device, name, salt, staff_key())
    return own if any(sodium.is_equal(own, mark) for mark in marks) else b""


def remember(request: HttpRequest, response: HttpResponse, member: Member) -> None:
    """Leave her mark on this device, behind those of others who use it."""
    device, marks = _parts(request.COOKIES.get(DEVICE_COOKIE, ""))
    own = device_mark(device, bytes(member.sign_in_tag), bytes(member.salt or b""), staff_key())
    kept = [mark for mark in marks if mark != own][-(MOST - 1) :]
    value = base64.urlsafe_b64encode(device + b"".join([*kept, own])).decode()
    set_cookie(response, DEVICE_COOKIE, value, days=DAYS)


def kind_of(user_agent: str) -> str:
    """Return the families of system and browser, such as "Android, Firefox"; empty where it names none we know."""
    system = next((name for part, name in _SYSTEMS if part in user_agent), "")
    browser = next((name for pattern, name in _BROWSERS if re.search(pattern, user_agent)), "")
    return ", ".join(part for part in (system, browser) if part)


def _parts(cookie: str) -> tuple[bytes, list[bytes]]:
    try:
        raw = base64.urlsafe_b64decode(cookie.encode("ascii"))
    except ValueError:
        raw = b""
    count, rest = divmod(len(raw) - DEVICE_SIZE, MARK_SIZE)
    if rest or not 1 <= count <= MOST:
        return new_device(), []
    marks = raw[DEVICE_SIZE:]
    return raw[:DEVICE_SIZE], [marks[at : at + MARK_SIZE] for at in range(0, len(marks), MARK_SIZE)]
