"""Who is let in now when many come at once: by work done, else at once while there is room, else by lot.

No address is looked at, and nobody is told apart. Nothing here limits how many are let in in all: what rises is the
price and the wait, and both are told. Time comes in as seconds of any steady clock.
"""

from threading import Lock

BASE_PRICE = 20_000  # hashes: a fifth of a second on a slow phone
TOP_PRICE = 3_000_000  # about twenty seconds there, in the background, and no more however large the flood
PLAIN_RATE = 2.0  # per second, of those who did no work, once the room is half taken; the rest draw lots
PLAIN_BURST = 20.0
SHORTEST_WAIT = 5.0  # seconds


class Bucket:
    """Places that are taken one by one and come free again steadily."""

    def __init__(self, size: float, per_second: float) -> None:
        self.size, self.per_second = size, per_second
        self._left, self._since = size, 0.0

    def left(self, now: float) -> float:
        """Return the places that are free."""
        self._left = min(self.size, self._left + max(0.0, now - self._since) * self.per_second)
        self._since = now
        return self._left

    def take(self, now: float) -> None:
        """Take a place; where none is left, nothing happens."""
        self._left = max(0.0, self.left(now) - 1)


class Gate:
    """What one door knows of the present rush: how much room is left, and how many wait by lot.

    Parameters
    ----------
    size : float
        Places in the room. While more than half are free everybody is let in at once: a film on television may send
        thousands within minutes.
    per_second : float
        Places that come free each second.
    """

    def __init__(self, size: float, per_second: float) -> None:
        self._room = Bucket(size, per_second)
        self._plain = Bucket(PLAIN_BURST, PLAIN_RATE)
        self._waiting, self._since = 0.0, 0.0
        self._lock = Lock()

    def price(self, now: float) -> int:
        """Return the hashes that are asked for now; 0 while everybody is let in.

        From half the room down it goes from the base price to the top price by equal factors, so that the room settles
        where the work that a flood's sender pays for is worth as many places as come free.
        """
        with self._lock:
            full = 1 - 2 * self._room.left(now) / self._room.size
        return 0 if full < 0 else round(BASE_PRICE * (TOP_PRICE / BASE_PRICE) ** full)

    def let_in(self, now: float) -> None:
        """Count somebody who is let in because there is room, or because she did the work."""
        with self._lock:
            self._room.take(now)

    def let_in_plain(self, now: float) -> bool:
        """Let somebody in who did no work, as long as few such come."""
        with self._lock:
            if self._plain.left(now) < 1:
                return False
            self._plain.take(now)
            return True

    def let_in_by_turn(self, now: float) -> None:
        """Count somebody whose turn has come."""
        with self._lock:
            self._plain.take(now)

    def wait(self, now: float, lot: float) -> float:
        """Draw a turn.

        Parameters
        ----------
        lot : float
            From 0 to 1; drawn once for each form, so that asking again draws nothing better.

        Returns
        -------
        float
            Seconds until her turn: a part, by lot, of the time in which all who wait can be let in.
        """
        with self._lock:
            self._waiting = max(0.0, self._waiting - (now - self._since) * PLAIN_RATE) + 1
            self._since = now
            return max(SHORTEST_WAIT, lot * self._waiting / PLAIN_RATE)
