"""What has ended about members, noted apart from the database: she has left, a key of hers, a role she had. Staff door only.

An older row of hers is true, and so is a restored backup. The file of tombstones says what no longer holds, and no row makes
it hold again; only who acts at the staff door, or restores a backup in which nobody else is left, brings it back.
"""

import uuid
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from django.db import transaction

from qorgan.kernel.errors import SealError
from qorgan.web.accounts.models import Member
from qorgan.web.shell import clock, tombstones
from qorgan.web.shell.tombstones import Line, Tombstones, mark_of, mark_of_box, mark_of_code, mark_of_key, mark_of_role

_OVER = frozenset({"ended", "replaced"})


def check(member: Member, roles: Collection[str]) -> None:
    """Check that nothing of what her row says has ended.

    Raises
    ------
    SealError
        If somebody has put rows back from before she left, got other keys, or lost a role.
    """
    known = tombstones.known()
    has_left = member.state != Member.State.ENDED and is_over(known, mark_of(member.id))
    if has_left or has_old_key(known, member) or any(is_over(known, mark_of_role(member.id, one)) for one in roles):
        raise SealError("What a member's row says has ended. Somebody has put older rows back. Compare with a backup.")


def is_over(known: Tombstones, mark: str) -> bool:
    """Say whether what a mark stands for has ended and was not brought back."""
    return known.kind_of(mark) in _OVER


def has_old_key(known: Tombstones, member: Member) -> bool:
    """Say whether the key in her row has ended."""
    return bool(member.public_key) and is_over(known, mark_of_key(bytes(member.public_key or b"")))


def note_left(member: Member) -> None:
    """Note that she has left, once the transaction has."""
    _note("ended", [mark_of(member.id)])


def note_key(member: Member, *, kind: str = "ended") -> None:
    """Note that the key in her row ends with this transaction; where she has none yet, there is nothing to note."""
    if member.public_key:
        _note(kind, [mark_of_key(bytes(member.public_key))])


def is_given_up(previous: bytes) -> bool:
    """Say whether a way back from one version of a keyring to the one before was given up."""
    return is_over(tombstones.known(), mark_of_box(previous))


def note_given_up(previous: bytes) -> None:
    """Note that a way back ends with this transaction."""
    _note("ended", [mark_of_box(previous)])


def is_spent(code: bytes) -> bool:
    """Say whether a recovery code was used, by its hash."""
    return is_over(tombstones.known(), mark_of_code(code))


def note_spent(code: bytes) -> None:
    """Note that a recovery code is used with this transaction."""
    _note("ended", [mark_of_code(code)])


@contextmanager
def note_roles(member: Member, *, had: Collection[str], has: Collection[str]) -> Iterator[None]:
    """Note which roles were taken from her, and which that were taken once she has again, if what follows goes well."""
    _note("ended", [mark_of_role(member.id, str(one)) for one in set(had) - set(has)])
    # At once, for the keys of her duty are given to her in the same transaction. Where that is undone, it has ended again.
    known = tombstones.known()
    again = [mark for one in has if is_over(known, mark := mark_of_role(member.id, str(one)))]
    bring_back(again)
    try:
        yield
    except BaseException:
        tombstones.append([Line(clock.today(), "ended", mark) for mark in again])
        raise


def bring_back(marks: Iterable[str]) -> None:
    """Let hold again what had ended, from this moment."""
    today = clock.today()
    tombstones.append([Line(today, "back", mark) for mark in marks])


def keep_up(left: Collection[uuid.UUID], *, today: date) -> None:
    """Note who has left and was not noted, for the machine died just after."""
    known = tombstones.known()
    tombstones.append([Line(today, "ended", mark) for one in left if not is_over(known, mark := mark_of(one))])


def _note(kind: str, marks: Iterable[str]) -> None:
    # After the commit: a line about what was undone would lock somebody out who has not left.
    today = clock.today()
    lines = [Line(today, kind, mark) for mark in marks]
    if lines:
        transaction.on_commit(lambda: tombstones.append(lines))
