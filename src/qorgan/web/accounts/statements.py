"""What the staff door says of each centre, with every change and once a day: its row and its newest key are these.

A signature over a row or a key proves who said it, and not that it still holds. A statement has a number that only rises, and a
day. A door believes the newest that it has seen, whatever its day: where the staff door stands still, nobody who comes to
write is turned away. One that it has not seen before must be of these two days. This is the role "timestamp" of The Update
Framework (https://theupdateframework.github.io/specification/latest/), and the door's own file its protection against rollback.
"""

import uuid
from contextlib import suppress
from datetime import date, timedelta

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from qorgan.kernel.errors import SealError
from qorgan.vault import signing
from qorgan.vault.framing import framed
from qorgan.web.accounts import records, seen
from qorgan.web.accounts.models import Centre, Duty, KeyringKey, Statement
from qorgan.web.shell import clock, faults, keys
from qorgan.web.shell.turns import in_turn

GOOD_FOR = timedelta(days=2)
_A_DAY = (
    10_000  # numbers of a day begin at its ordinal times this: after a restore they are higher than any seen before
)
_AFTER_RESTORE = _A_DAY // 2


def listed_centres() -> list[Centre]:
    """Return the centres that a survivor can write to; one that is not believed is left out and the log says so."""
    found = []
    for centre in _with_newest(Centre.objects.listed()):
        try:
            believe(records.check_centre(centre), centre.newest)  # type: ignore[attr-defined]
        except SealError as fault:
            faults.write(fault)
        else:
            found.append(centre)
    return found


def look() -> None:
    """Look at all that was said, so that this door knows it before somebody could put older rows back; public door."""
    for centre in _with_newest(Centre.objects.all()):
        with suppress(SealError):  # told where somebody needs the centre
            believe(centre, centre.newest)  # type: ignore[attr-defined]


def believe(centre: Centre, newest: int | None) -> None:
    """Check that a centre, and the version of its key that would be sealed to, are the newest; public door.

    Parameters
    ----------
    centre : Centre
        Read in one question with its statement and its newest version, or a change between two would look like a forgery.
    newest : int, optional
        Highest version of its intake key in the database; none before its keys are made.

    Raises
    ------
    SealError
        If the staff door did not say so, has said something newer, or said it too long ago.
    """
    statement = check(centre, newest)
    is_known = statement.number == seen.number_of(centre.id)
    if not is_known and statement.day + GOOD_FOR < clock.today():
        raise SealError(
            "What the staff door said last of a centre is too old, and new to this door. Start the staff door."
        )
    seen.note(centre.id, statement.number)


def check(centre: Centre, newest: int | None) -> Statement:
    """Return what was said of a centre once its signature fits what the rows say, and nothing newer was seen.

    Raises
    ------
    SealError
        Otherwise.
    """
    statement: Statement | None = getattr(centre, "statement", None)
    if statement is None:
        raise SealError("The staff door has said nothing of a centre yet, or it was taken away.")
    records.check_said(_what(centre), _body(centre, newest, statement), bytes(statement.signature))
    if statement.number < seen.number_of(centre.id):
        raise SealError("Somebody has put older rows of a centre back. Compare with a backup.")
    return statement


def is_as_said(centre: Centre) -> bool:
    """Say whether a centre stands as the staff door said last; notes nothing."""
    row = _with_newest(Centre.objects.filter(pk=centre.pk)).get()
    try:
        check(row, row.newest)  # type: ignore[attr-defined]
    except SealError:
        return False
    return True


def lock(centre: Centre) -> None:
    """Lock a centre before a change, and check that it stands as was said: else the change would make old rows new.

    Who writes to it goes on meanwhile: rows that point at a centre wait for a lock of its key only.

    Raises
    ------
    SealError
        If it does not.
    """
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    row = _with_newest(Centre.objects.filter(pk=centre.pk)).get()
    check(row, row.newest)  # type: ignore[attr-defined]


def say(centre: Centre, *, is_restored: bool = False) -> None:
    """Say what holds of a centre now; staff door only, in the transaction of the change, after `lock`.

    Parameters
    ----------
    is_restored : bool
        The rows come from a backup: both doors have seen newer ones, and are to believe these.
    """
    # Two changes at once: the later says what both made.
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    row = _with_newest(Centre.objects.filter(pk=centre.pk)).get()
    statement = Statement.objects.filter(centre=row).first() or Statement(centre=row, number=0)
    today = clock.today()
    first = today.toordinal() * _A_DAY + (_AFTER_RESTORE if is_restored else 0)
    statement.number, statement.day = max(statement.number + 1, first), today
    body = _body(row, row.newest, statement)  # type: ignore[attr-defined]
    statement.signature = signing.sign(keys.signing_key(), _what(row), body)
    statement.save()
    number = statement.number
    transaction.on_commit(lambda: seen.note(row.id, number))


def keep_fresh(*, today: date) -> None:
    """Say once a day what holds of each centre; of one whose rows are not as was said, nothing, and the log says so."""
    for number in Centre.objects.values_list("pk", flat=True):
        try:
            _say_if_due(number, today)
        except SealError as fault:
            faults.write(fault)


@in_turn()
def _say_if_due(number: uuid.UUID, today: date) -> None:
    Centre.objects.select_for_update(no_key=True).get(pk=number)
    row = _with_newest(Centre.objects.filter(pk=number)).get()
    is_first = not hasattr(row, "statement") and seen.number_of(row.pk) == 0
    if is_first:  # an installation from before there were statements
        records.check_centre(row)
        say(row)
        return
    statement = check(row, row.newest)  # type: ignore[attr-defined]
    seen.note(row.pk, statement.number)
    if statement.day != today:
        say(row)


def say_after_restore() -> None:
    """Say of every centre that it stands as the backup has it: whoever restores has the papers and all key files."""
    for centre in Centre.objects.all():
        try:
            records.check_centre(centre)
        except SealError as fault:
            faults.write(fault)
        else:
            say(centre, is_restored=True)


def _with_newest(centres: QuerySet[Centre]) -> QuerySet[Centre]:
    keys_of = KeyringKey.objects.filter(keyring__centre=OuterRef("pk"), keyring__duty=Duty.INTAKE)
    newest = Subquery(keys_of.order_by("-version").values("version")[:1])
    return centres.select_related("statement").annotate(newest=newest)


def _what(centre: Centre) -> str:
    return f"newest/{centre.id}"


def _body(centre: Centre, newest: int | None, statement: Statement) -> bytes:
    return framed(
        "qorgan/newest", statement.number, statement.day.isoformat(), newest or 0, records.centre_body(centre)
    )
