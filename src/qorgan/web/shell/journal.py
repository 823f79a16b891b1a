"""The port through which every app writes its audit row; `audit` puts the writer in at start.

It stands here because foreign keys and imports go down from `audit` to `accounts`, and both must write.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime

from qorgan.kernel.errors import QorganError

COUNTRY = "country"
SURVIVORS = "survivors"

_LOOKING = frozenset({"opened", "listed", "looked-at"})  # how the words of reading end
_ONLY_SHOWN: ContextVar[bool] = ContextVar("only_shown", default=False)


class OnlyShown(QorganError):
    """Something was to be done on a form of an earlier sign-in."""


@dataclass(frozen=True)
class Entry:
    """What was done.

    Parameters
    ----------
    chain : str
        A centre's id, ``country``, or ``survivors``.
    what : str
        A fixed word such as ``disclosure.opened``.
    day : date
        The only part that stands outside the seal.
    who : str
        Member's id; empty for a survivor: her acts carry the day only and no id of hers.
    about : str
        Id of what was opened or changed; empty for a survivor.
    at : datetime, optional
        Exact time; none for a survivor.
    detail : dict
        Fixed words and counts, never a text that somebody wrote.
    """

    chain: str
    what: str
    day: date
    who: str = ""
    about: str = ""
    at: datetime | None = None
    detail: dict[str, str | int] = field(default_factory=dict)


class _Port:
    writer: Callable[[Entry], None] | None = None


def use(writer: Callable[[Entry], None]) -> None:
    """Put the writer in."""
    _Port.writer = writer


@contextmanager
def only_shown() -> Iterator[None]:
    """Let members look, and do nothing: every act of theirs writes its row here or asks `check_may_act`, and is undone."""
    before = _ONLY_SHOWN.set(True)
    try:
        yield
    finally:
        _ONLY_SHOWN.reset(before)


@contextmanager
def whoever_looks() -> Iterator[None]:
    """Let what was due take effect by the hand of whoever looks next: what a survivor said, keys after somebody has gone."""
    before = _ONLY_SHOWN.set(False)
    try:
        yield
    finally:
        _ONLY_SHOWN.reset(before)


def check_may_act() -> None:
    """Check that a member may do something now; for what writes no row of its own, a draft.

    Raises
    ------
    OnlyShown
        Inside `only_shown`.
    """
    if _ONLY_SHOWN.get():
        raise OnlyShown("A form of an earlier sign-in is shown again. Nothing was done.")


def record(entry: Entry) -> None:
    """Write one row inside the caller's transaction; without it the change is undone.

    Raises
    ------
    OnlyShown
        If a member acts inside `only_shown`. What the clock does in her request, in nobody's name, goes on.
    """
    if entry.who and entry.what.rpartition(".")[2] not in _LOOKING:
        check_may_act()
    if _Port.writer is None:
        raise RuntimeError("no audit writer: the audit app is not installed")
    _Port.writer(entry)
