"""After keys are believed stolen: seal the centre's conversations anew, and then give up the old keys."""

from django.db import transaction
from django.utils.translation import gettext as _

from qorgan.kernel.errors import SealError
from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.models import Keyring, KeyringKey
from qorgan.web.hear.actions.staff.reading import record
from qorgan.web.sealed.models import Wrap
from qorgan.web.sealed.resealing import old_drafts, old_summaries, old_wraps, reseal
from qorgan.web.sealed.sealing import payload_for_centre
from qorgan.web.sealed.shredding import sweep
from qorgan.web.shell import clock

STEP = 1000


@transaction.atomic
def reseal_next(*, by: Actor, after: int) -> tuple[int, int]:
    """Seal the next thousand anew; return where it stopped and how many could not be opened."""
    if not by.intake:
        raise NotAllowed(_("You do not hold your centre’s keys. Somebody who holds them can do this."))
    stopped, refused = reseal(by.intake, after=after, n=STEP)
    record(by, "keys.resealed", None, refused=refused)
    transaction.on_commit(sweep)
    return stopped, refused


@transaction.atomic
def give_up_old(*, by: Actor) -> None:
    """Destroy the way back to the older keys: whoever has them and gets this database later opens nothing.

    Raises
    ------
    NotAllowed
        On the day of renewal, for something may still be on its way to the old key; or while anything is sealed to it
        that can be opened.
    """
    if not by.intake:
        raise NotAllowed(_("You do not hold your centre’s keys. Somebody who holds them can do this."))
    newest = by.intake[0]
    keyring = Keyring.objects.select_for_update().get(id=newest.row.keyring_id)
    if keyring.renewed_day is None or keyring.renewed_day >= clock.today():
        raise NotAllowed(_("This is possible from tomorrow on: something may still be on its way to the old keys."))
    is_left = old_summaries(newest).exists() or old_drafts(newest).exists()
    if is_left or any(_opens(wrap, by) for wrap in old_wraps(newest).iterator()):
        raise NotAllowed(_("Not everything is sealed anew yet. Do the second step until nothing is left."))
    KeyringKey.objects.filter(keyring=keyring).update(previous=None)
    by.forget_keys()
    record(by, "keys.given-up", None)
    transaction.on_commit(sweep)


def _opens(wrap: Wrap, by: Actor) -> bool:
    try:
        payload_for_centre(wrap.envelope, by.intake)
    except SealError:
        return False
    return True
