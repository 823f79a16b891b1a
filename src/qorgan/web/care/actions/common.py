"""What every action of a case begins and ends with: the row under its lock, what refuses, the audit row."""

from django.utils.translation import gettext as _

from qorgan.kernel.errors import QorganError
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.keyrings import HeldKey
from qorgan.web.accounts.models import Centre
from qorgan.web.care.models import Case
from qorgan.web.shell import clock, journal
from qorgan.web.shell.journal import Entry


class NotPossible(QorganError):
    """This step is not open now; the message says why, to the person before the page."""


def own(by: Actor, case: Case) -> Case:
    """Return the row as it is now, locked, where it is a case of her centre.

    Raises
    ------
    NotPossible
        If it is another centre's.
    """
    locked = Case.objects.select_for_update(of=("self",)).select_related("thread").get(pk=case.pk)
    if by.member.centre_id is None or locked.centre_id != by.member.centre_id:
        raise NotPossible(_("This case is not with your centre."))
    return locked


def key_of(by: Actor) -> HeldKey:
    """Return the key that is sealed to now.

    Raises
    ------
    NotPossible
        If she holds none.
    """
    if not by.intake:
        raise NotPossible(_("You do not hold your centre’s keys. Somebody who holds them can do this."))
    return by.intake[0]


def check_takes_new(by: Actor) -> None:
    """Check that her centre takes new cases, and hold it so until the transaction ends.

    Raises
    ------
    NotPossible
        If it closes: what is begun there now would have no reader in a while.
    """
    ours = Centre.objects.select_for_update(no_key=True, of=("self",)).filter(
        members=by.member, state=Centre.State.OPEN
    )
    if not list(ours):
        raise NotPossible(
            _("Your centre closes, so that no case is begun in it any more. Another centre can open one.")
        )


def record(by: Actor, what: str, about: Case | None, **detail: str | int) -> None:
    """Write the audit row of an act."""
    journal.record(
        Entry(
            chain=by.chain,
            what=what,
            day=clock.today(),
            who=str(by.member.id),
            about=str(about.pk) if about else "",
            at=clock.now(),
            detail=dict(detail),
        )
    )
