"""Requests that derive a key before we know who asks take at most half of a door's threads; pages always find one.

The others of them wait in a line that holds no thread. Where the line is full, a request is let through with a mark,
and `shell.crowd` refuses it at the derivation: her form comes back with her words.
"""

import re
from collections import deque
from typing import Any

from waitress.task import ThreadedTaskDispatcher

# A test looks each of them up among the doors' addresses.
_DERIVING = re.compile(r"/[a-z]{2}/(tell/[^/]+|come-back|sign-in|join|account/pass-phrase|d/[^/]+/receipt)")
LONGEST_LINE = 200  # some four seconds of derivations on two cores; at the staff door half a minute


def derives(request: Any) -> bool:
    """Say whether this request may cost a derivation."""
    path = "/" + request.path.lstrip("/")  # as waitress hands it on
    return request.command == "POST" and _DERIVING.fullmatch(path) is not None


class Lanes(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Waitress's threads, with one line before the derivations.

    Parameters
    ----------
    n_deriving : int
        Threads that may be with such requests at once, at least 1.
    """

    def __init__(self, *, n_deriving: int) -> None:
        super().__init__()
        self._free = n_deriving
        self._line: deque[_Deriving] = deque()

    def add_task(self, task: Any) -> None:
        request = task.requests[0] if task.requests else None
        if request is None or request.error or not derives(request):
            super().add_task(task)
            return
        with self.lock:
            if self._free:
                self._free -= 1
                task = _Deriving(self, task)
            elif len(self._line) < LONGEST_LINE:
                self._line.append(_Deriving(self, task))
                return
            else:
                request.has_no_place = True
        super().add_task(task)

    def next_in_line(self) -> None:
        """Let the next one in, or keep the place free."""
        with self.lock:
            if not self._line:
                self._free += 1
                return
            following = self._line.popleft()
        super().add_task(following)


class _Deriving:
    """A task that hands its place on when it is done."""

    def __init__(self, lanes: Lanes, task: Any) -> None:
        self._lanes, self._task = lanes, task

    def service(self) -> None:
        try:
            self._task.service()
        finally:
            self._lanes.next_in_line()

    def cancel(self) -> None:
        self._task.cancel()
