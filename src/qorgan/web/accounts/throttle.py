"""Tries to sign in, slowed down by name and all together, so that guesses neither fill the line nor lock anybody out.

Who brings what cannot be guessed, a device that has signed in before or a recovery code, has a count of her own and waits
for nobody else's tries. All others share the count of the name that they typed, known or not, and one count of all.
Everything is in memory, as the sessions are: a restart begins anew.
"""

import threading
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

FREE = 5  # tries before the first wait
LONGEST = timedelta(seconds=60)  # between two tries, however many there were
FORGOTTEN = timedelta(minutes=15)  # without a try: then a count begins anew
AT_ONCE, PER_SECOND = 20, 1.0  # tries of strangers at all names: a derivation takes a good part of a second
CAPACITY = 10_000  # names that are counted; at the pace above it takes hours to push one out
MANY = 20  # wrong or refused tries at a name on one day, which she and the auditors are told of


@dataclass(slots=True)
class _Count:
    tries: int = 0
    last: datetime | None = None
    day: date | None = None
    missed: int = 0  # on that day
    is_told: bool = False  # on that day


class Throttle:
    """The counts of one door; every time is an argument."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._names: dict[bytes, _Count] = {}
        self._bearers: dict[bytes, _Count] = {}
        self._all = 0.0
        self._all_last: datetime | None = None

    def take(self, name: bytes, *, bearer: bytes = b"", now: datetime) -> int:
        """Take a turn.

        A turn counts however it ends: a shorter wait after a right one would tell that somebody has this name.
        A refused one does not count, so nobody makes the wait longer by asking.

        Parameters
        ----------
        name : bytes
            What the typed name is found by.
        bearer : bytes
            What she brought that cannot be guessed; empty for a stranger.

        Returns
        -------
        int
            0 where it is her turn, else the seconds until it can be, 1 to `LONGEST`.
        """
        with self._lock:
            counts, key = (self._bearers, bearer) if bearer else (self._names, name)
            wait = _wait(counts[key], now) if key in counts else 0.0
            if not bearer:
                wait = max(wait, self._wait_of_all(now))
            if wait > 0:
                return ceil(wait)
            count = _counted(counts, key)
            count.tries, count.last = count.tries + 1, now
            if bearer:
                _counted(self._names, name)
            else:
                self._all += 1
            return 0

    def forgive(self, bearer: bytes) -> None:
        """Begin the count of a known device anew, after the right words."""
        with self._lock:
            self._bearers.pop(bearer, None)

    def miss(self, name: bytes, *, day: date) -> None:
        """Count a wrong or refused try at a name, for `due`."""
        with self._lock:
            count = self._names.get(name)
            if count is None:
                return
            if count.day != day:
                count.day, count.missed, count.is_told = day, 0, False
            count.missed += 1

    def due(self, *, day: date) -> list[bytes]:
        """Return the names at which many tries went wrong on this day, and of which nobody has been told."""
        with self._lock:
            found = self._names.items()
            return [name for name, one in found if one.day == day and one.missed >= MANY and not one.is_told]

    def told(self, name: bytes) -> None:
        """Note that those whom it concerns have been told for the day."""
        with self._lock:
            if name in self._names:
                self._names[name].is_told = True

    def __len__(self) -> int:
        return len(self._names) + len(self._bearers)

    def _wait_of_all(self, now: datetime) -> float:
        past = (now - self._all_last).total_seconds() if self._all_last else 0.0
        self._all, self._all_last = max(0.0, self._all - max(0.0, past) * PER_SECOND), now
        return max(0.0, (self._all + 1 - AT_ONCE) / PER_SECOND)


def _counted(counts: dict[bytes, _Count], key: bytes) -> _Count:
    """Return the count of one who has her turn; refused ones come not here, and push nobody out of memory."""
    count = counts.pop(key, None) or _Count()
    counts[key] = count  # last in the order: the first is the one unused for longest
    if len(counts) > CAPACITY:
        del counts[next(iter(counts))]
    return count


def _wait(count: _Count, now: datetime) -> float:
    """Return the seconds until the next try: none at first, then 2, 4, 8 and so on."""
    if count.last is None or count.tries == 0:
        return 0.0
    past = now - count.last
    if past < timedelta():  # the clock was set back: nobody waits for it to catch up
        count.last, past = now, timedelta()
    if past > FORGOTTEN:
        count.tries = 0
    if count.tries < FREE:
        return 0.0
    doubled = 2.0 ** min(count.tries - FREE + 1, 10)
    return max(0.0, min(doubled, LONGEST.total_seconds()) - past.total_seconds())
