"""The open sessions of the staff door, and ending them from elsewhere.

The door is one process, so this is all of them. What is said of one lies in memory with it, and goes with it.
"""

import uuid
from datetime import timedelta

from qorgan.web.shell import clock
from qorgan.web.shell.sessions import OpenSession, Sessions

STAFF_SESSIONS = Sessions("staff", idle=timedelta(minutes=15), longest=timedelta(hours=8))


def sessions_of(member: uuid.UUID) -> list[OpenSession]:
    """Return a member's open sessions, the newest first."""
    return STAFF_SESSIONS.of(str(member), now=clock.now())


def end_sessions(member: uuid.UUID, *, only: str = "", keep: str = "") -> int:
    """End a member's sessions at once: all, one by its mark, or all but one; return how many ended."""
    return STAFF_SESSIONS.end_of(str(member), only=only, keep=keep)
