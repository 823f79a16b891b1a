"""Sessions that live in this process and in one cookie, and in no other place.

The process keeps a sealed value under an id; the key that opens it is only in the cookie. A copy of the memory without
the cookie, or of the cookie after the session ended, opens nothing. A restart signs everybody out.
"""

import base64
import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from qorgan.kernel.errors import SealError
from qorgan.vault.secret import Secret
from qorgan.vault.session import new_session_key, open_session, seal_session

_ID_BYTES = 16


@dataclass(frozen=True)
class OpenSession:
    """What can be said of a session without its cookie.

    Parameters
    ----------
    mark : str
        Names it on a page; no part of the cookie.
    opened_at : datetime
        When it began.
    device : str
        What kind of device it was opened on, coarsely.
    """

    mark: str
    opened_at: datetime
    device: str


@dataclass
class _Held:
    sealed: bytes
    opened_at: datetime
    used_at: datetime
    owner: str
    device: str
    mark: str


class Sessions:
    """The open sessions of one door.

    Parameters
    ----------
    name : str
        Bound into every seal, so that a value of one door does not open at another.
    idle, longest : timedelta
        A session ends after so long without a request, and in any case after ``longest``.
    capacity : int
        When more are open, the one unused for longest is ended.
    """

    def __init__(self, name: str, *, idle: timedelta, longest: timedelta, capacity: int = 20_000) -> None:
        self.name = name
        self.idle = idle
        self.longest = longest
        self.capacity = capacity
        self._held: dict[str, _Held] = {}
        self._lock = threading.Lock()

    def open(self, value: dict[str, Any], *, now: datetime, owner: str = "", device: str = "") -> str:
        """Open a session and return what goes into the cookie.

        Parameters
        ----------
        owner : str
            By whom all of hers are found, and ended from elsewhere; empty where nobody may.
        device : str
            What she reads of it in a list of hers.
        """
        number = secrets.token_bytes(_ID_BYTES)
        key = new_session_key()
        sealed = self._sealed(value, number.hex(), key)
        with self._lock:
            self._end_old(now)
            while len(self._held) >= self.capacity:
                del self._held[min(self._held, key=lambda number: self._held[number].used_at)]
            self._held[number.hex()] = _Held(sealed, now, now, owner, device, secrets.token_hex(8))
        return base64.urlsafe_b64encode(number + key.reveal()).decode()

    def read(self, cookie: str, *, now: datetime) -> dict[str, Any] | None:
        """Return the value and count the visit, or None where there is no such session or it has ended."""
        parts = self._parts(cookie)
        if parts is None:
            return None
        number, key = parts
        with self._lock:
            held = self._held.get(number)
            if held is None:
                return None
            if self._is_over(held, now):
                del self._held[number]
                return None
            value = self._opened(held.sealed, number, key)
            if value is not None:  # who has only the id keeps no session alive
                held.used_at = now
        return value

    def change(self, cookie: str, alter: Callable[[dict[str, Any]], None]) -> dict[str, Any] | None:
        """Change what is held now, not what somebody read a moment ago: two tabs may press a key at once.

        Parameters
        ----------
        alter : callable
            Changes the value in place; called once, while everybody else waits.

        Returns
        -------
        dict or None
            The value as it is from now on; None where the session has ended, and then nothing was called.
        """
        parts = self._parts(cookie)
        if parts is None:
            return None
        number, key = parts
        with self._lock:
            held = self._held.get(number)
            value = self._opened(held.sealed, number, key) if held is not None else None
            if held is None or value is None:
                return None
            alter(value)
            held.sealed = self._sealed(value, number, key)
        return value

    def update(self, cookie: str, changes: dict[str, Any]) -> None:
        """Put some fields of the value anew; nothing happens where the session has ended."""
        self.change(cookie, lambda value: value.update(changes))

    def end(self, cookie: str) -> None:
        """End a session at once."""
        parts = self._parts(cookie)
        if parts is not None:
            with self._lock:
                self._held.pop(parts[0], None)

    def of(self, owner: str, *, now: datetime) -> list[OpenSession]:
        """Return what can be said of somebody's open sessions, the newest first."""
        with self._lock:
            self._end_old(now)
            own = [held for held in self._held.values() if held.owner == owner]
        own.sort(key=lambda held: held.opened_at, reverse=True)
        return [OpenSession(held.mark, held.opened_at, held.device) for held in own]

    def mark(self, cookie: str) -> str:
        """Return the mark of a cookie's session, or an empty text."""
        with self._lock:
            held = self._held.get(self.number(cookie))
            return held.mark if held else ""

    def end_of(self, owner: str, *, only: str = "", keep: str = "") -> int:
        """End somebody's sessions at once, with what they hold.

        Parameters
        ----------
        owner : str
            Whose.
        only, keep : str
            The mark of the one that ends, or of the one that goes on; all end without them.

        Returns
        -------
        int
            How many ended.
        """
        with self._lock:
            own = [number for number, held in self._held.items() if held.owner == owner]
            ending = [one for one in own if self._held[one].mark != keep and only in {"", self._held[one].mark}]
            for number in ending:
                del self._held[number]
        return len(ending)

    def end_old(self, *, now: datetime) -> None:
        """Take those whose time is over out of memory."""
        with self._lock:
            self._end_old(now)

    @staticmethod
    def number(cookie: str) -> str:
        """Return the id inside a cookie, or an empty text."""
        parts = Sessions._parts(cookie)
        return parts[0] if parts else ""

    @staticmethod
    def _parts(cookie: str) -> tuple[str, Secret] | None:
        try:
            raw = base64.urlsafe_b64decode(cookie.encode("ascii"))
        except ValueError:
            return None
        return (raw[:_ID_BYTES].hex(), Secret(raw[_ID_BYTES:])) if len(raw) == _ID_BYTES + 32 else None

    def _opened(self, sealed: bytes, number: str, key: Secret) -> dict[str, Any] | None:
        try:
            opened: dict[str, Any] = json.loads(open_session(sealed, key, session=self._label(number)))
        except SealError:
            return None
        return opened

    def _sealed(self, value: dict[str, Any], number: str, key: Secret) -> bytes:
        return seal_session(json.dumps(value).encode(), key, session=self._label(number))

    def _label(self, number: str) -> str:
        return f"{self.name}/{number}"

    def _is_over(self, held: _Held, now: datetime) -> bool:
        return now - held.used_at > self.idle or now - held.opened_at > self.longest

    def _end_old(self, now: datetime) -> None:
        for number in [number for number, held in self._held.items() if self._is_over(held, now)]:
            del self._held[number]
