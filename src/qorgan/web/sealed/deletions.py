"""Keep the tombstones up with what is hidden and destroyed in the database, and find what it should not hold."""

import uuid
from collections.abc import Mapping
from datetime import date

from qorgan.web.sealed.models import Thread
from qorgan.web.shell import tombstones
from qorgan.web.shell.tombstones import Line, mark_of


def keep_up(hidden: Mapping[uuid.UUID, date], *, today: date) -> None:
    """Bring the file up to what is hidden now.

    Parameters
    ----------
    hidden : Mapping[uuid.UUID, date]
        Every thread that is hidden, with the day on which she deleted it.
    today : date
        Of the lines about those that are no longer hidden: brought back, or destroyed just before the machine died.
    """
    last = tombstones.read().last
    noted = {mark for mark, line in last.items() if line.kind == "hidden"}
    now = {mark_of(number): day for number, day in hidden.items()}
    new = [mark for mark in now if mark not in last or last[mark].kind == "back"]
    lines = [Line(now[mark], "hidden", mark) for mark in new]
    if gone := noted - now.keys():
        there = {mark_of(number) for number in Thread.objects.values_list("id", flat=True).iterator()}
        lines += [Line(today, "back" if mark in there else "destroyed", mark) for mark in sorted(gone)]
    tombstones.append(lines)


def destroyed_but_there() -> list[Thread]:
    """Return threads that were destroyed and are in the database all the same: it was put back from a copy."""
    known = tombstones.read()
    there = Thread.objects.values_list("id", flat=True).iterator()
    return list(Thread.objects.filter(id__in=[number for number in there if known.is_destroyed(number)]))
