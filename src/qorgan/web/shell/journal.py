"""The port through which every app writes its audit row; `audit` puts the writer in at start.

It stands here because foreign keys and imports go down from `audit` to `accounts`, and both must write.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

COUNTRY = "country"
SURVIVORS = "survivors"


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


def record(entry: Entry) -> None:
    """Write one row inside the caller's transaction; without it the change is undone."""
    if _Port.writer is None:
        raise RuntimeError("no audit writer: the audit app is not installed")
    _Port.writer(entry)
