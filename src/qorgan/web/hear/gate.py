"""The gate of the public door: who may send now, what is asked of her browser, and when her turn is.

All of it lives in memory and is about forms, not about people: no address, no cookie, nothing that outlives the process.
"""

import math
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hmac import compare_digest
from threading import Lock

from django.conf import settings
from django.http import HttpResponse

from qorgan.hear import work
from qorgan.hear.admission import BASE_PRICE, Gate
from qorgan.vault.values import tag
from qorgan.web.hear import tokens
from qorgan.web.shell import clock, keys

_MARGIN = 1.5  # her browser does a little more than is asked now, so that a rising price does not ask it again
_REMEMBERED = 20_000
_SAME_TURN = 3  # a turn that has come may be used again after a broken connection
_TURN_LASTS = 3600.0  # seconds after it came: else turns could be gathered for days, and all used in one moment


@dataclass(frozen=True)
class Turn:
    """When she is let in for certain, and what her browser can do to be let in sooner."""

    at: datetime
    minutes: int
    mark: str
    price: int


class NotYet(Exception):
    """Too many come just now; no fault, her turn comes."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn


@cache
def _gate(place: str) -> Gate:
    return Gate(settings.ROOM, settings.ROOM_PER_SECOND)


class _Uses:
    """How often a form was let in while work was asked for: work done once is not good for ever."""

    def __init__(self) -> None:
        self._counts: OrderedDict[bytes, int] = OrderedDict()
        self._lock = Lock()

    def of(self, nonce: bytes) -> int:
        return self._counts.get(nonce, 0)

    def add(self, nonce: bytes) -> None:
        with self._lock:
            self._counts[nonce] = self._counts.pop(nonce, 0) + 1
            if len(self._counts) > _REMEMBERED:
                self._counts.popitem(last=False)


_USES = _Uses()


def forget() -> None:
    """Begin anew, as after a restart; for tests."""
    _gate.cache_clear()
    _USES.__init__()  # type: ignore[misc]


def price_ahead(place: str) -> int:
    """Return the work that a browser begins with while she writes; never none, for a rush may come meanwhile."""
    return max(BASE_PRICE, math.ceil(_gate(place).price(_now()) * _MARGIN))


def pass_through(place: str, sent: Mapping[str, str]) -> None:
    """Let a form in, before anything is derived or written for it.

    Parameters
    ----------
    place : str
        ``"tell"`` or ``"come-back"``: a rush at one does not close the other.
    sent : mapping
        The fields ``token`` and, where there are any, ``work`` and ``turn``.

    Raises
    ------
    FormStale
        If the token is not good.
    NotYet
        If she has to wait; with her turn.
    """
    token = sent.get("token", "")
    nonce = tokens.nonce_of(token, clock.today())
    gate, now = _gate(place), _now()
    uses = _USES.of(nonce)
    price = gate.price(now) << min(uses, 8)
    if not price:
        gate.let_in(now)
        return
    due = _due(nonce, sent.get("turn", ""), now)
    if work.is_done(token, sent.get("work", ""), price):
        gate.let_in(now)
    elif due is not None and due <= now and uses < _SAME_TURN:
        gate.let_in_by_turn(now)
    elif due is not None or not gate.let_in_plain(now):
        raise NotYet(_turn(gate, nonce, now, price, due))
    _USES.add(nonce)


def say_when(response: HttpResponse, turn: Turn) -> HttpResponse:
    """Say in a header when to come again."""
    response.headers["Retry-After"] = str(60 * turn.minutes)
    return response


def _turn(gate: Gate, nonce: bytes, now: float, price: int, due: float | None) -> Turn:
    at = math.ceil(now + gate.wait(now, _lot(nonce))) if due is None or due <= now else int(due)
    minutes = max(1, math.ceil((at - now) / 60))
    return Turn(datetime.fromtimestamp(at, UTC), minutes, f"{at}.{_mac(nonce, at)}", math.ceil(price * _MARGIN))


def _due(nonce: bytes, mark: str, now: float) -> float | None:
    at, _, mac = mark.partition(".")
    if not at.isascii() or not at.isdigit() or len(at) > 12 or float(at) + _TURN_LASTS < now:
        return None
    return float(at) if compare_digest(mac.encode(), _mac(nonce, int(at)).encode()) else None


def _lot(nonce: bytes) -> float:
    drawn = tag(nonce.hex(), keys.key("public", "form"), purpose="lot")
    return int.from_bytes(drawn[:6], "big") / 2**48


def _mac(nonce: bytes, at: int) -> str:
    return tag(f"{nonce.hex()}.{at}", keys.key("public", "form"), purpose="turn")[:16].hex()


def _now() -> float:
    return clock.now().timestamp()
