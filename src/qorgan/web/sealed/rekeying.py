"""After keys are believed stolen: seal all that is sealed to a keyring anew, and then give up the old keys."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from qorgan.kernel.errors import SealError
from qorgan.web.accounts import keyrings
from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.keyrings import HeldKey
from qorgan.web.accounts.models import Duty, Keyring
from qorgan.web.sealed.models import Wrap
from qorgan.web.sealed.resealing import old_drafts, old_summaries, old_wraps, payload_of, reseal
from qorgan.web.sealed.shredding import sweep
from qorgan.web.shell import clock, journal
from qorgan.web.shell.journal import Entry

STEP = 1000


@transaction.atomic
def reseal_next(*, by: Actor, after: int, duty: Duty = Duty.INTAKE) -> tuple[int, int]:
    """Seal the next thousand of a duty anew; return where it stopped and how many could not be opened.

    Raises
    ------
    NotAllowed
        If she does not hold the keys of this duty.
    """
    stopped, refused = reseal(_held(by, duty), after=after, n=STEP)
    _record(by, "keys.resealed", duty, refused=refused)
    transaction.on_commit(sweep)
    return stopped, refused


@transaction.atomic
def give_up_old(*, by: Actor, duty: Duty = Duty.INTAKE) -> None:
    """Destroy the way back to the older keys: whoever has them and gets this database later opens nothing.

    Raises
    ------
    NotAllowed
        On the day of renewal, for something may still be on its way to the old key; or while anything is sealed to it
        that can be opened.
    """
    held = _held(by, duty)
    newest = held[0]
    keyring = Keyring.objects.select_for_update().get(id=newest.row.keyring_id)
    if keyring.renewed_day is None or keyring.renewed_day >= clock.today():
        raise NotAllowed(_("This is possible from tomorrow on: something may still be on its way to the old keys."))
    is_left = old_summaries(newest).exists() or old_drafts(newest).exists()
    if is_left or any(_opens(wrap, held) for wrap in old_wraps(newest).iterator()):
        raise NotAllowed(_("Not everything is sealed anew yet. Do the second step until nothing is left."))
    keyrings.give_up(keyring)
    by.forget_keys()
    _record(by, "keys.given-up", duty)
    transaction.on_commit(sweep)


def _held(by: Actor, duty: Duty) -> list[HeldKey]:
    if not (held := by.held(duty)):
        raise NotAllowed(_("You do not hold these keys. Somebody who holds them can do this."))
    return held


def _record(by: Actor, what: str, duty: Duty, **more: int) -> None:
    detail: dict[str, str | int] = {"duty": str(duty), **more}
    journal.record(Entry(by.chain, what, clock.today(), who=str(by.member.id), at=clock.now(), detail=detail))


def _opens(wrap: Wrap, held: Sequence[HeldKey]) -> bool:
    try:
        payload_of(wrap.envelope, held)
    except SealError:
        return False
    return True
