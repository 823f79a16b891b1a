"""What was looked at and what was found."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How it stands."""

    OK = "ok"
    LOOK = "look"  # somebody should look at it; the doors may be open meanwhile
    BROKEN = "broken"  # somebody loses something if the doors are open


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Parameters
    ----------
    what : str
        What was found, one sentence. Never a text that somebody wrote at a door.
    where : str
        File, setting, address or number; empty where `what` says it.
    rule, next_step : str
        What should be, and what to do now; both empty where nothing is wrong.
    """

    level: Level
    what: str
    where: str = ""
    rule: str = ""
    next_step: str = ""


Findings = Iterator[Finding]


def ok(what: str, where: str = "") -> Finding:
    """Return that something is as it should be."""
    return Finding(Level.OK, what, where)


def look(what: str, where: str, *, rule: str, next_step: str) -> Finding:
    """Return that somebody should look at something."""
    return Finding(Level.LOOK, what, where, rule, next_step)


def broken(what: str, where: str, *, rule: str, next_step: str) -> Finding:
    """Return that something is broken."""
    return Finding(Level.BROKEN, what, where, rule, next_step)
