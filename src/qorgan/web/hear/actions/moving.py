"""She takes her conversation to another centre, after hers has closed: by her own key, and by nobody else's."""

from dataclasses import replace

from django.db import transaction

from qorgan.hear.closing import Phase
from qorgan.kernel.errors import QorganError, SealError
from qorgan.web.accounts.keyrings import sealing_keys
from qorgan.web.accounts.models import Centre, Duty
from qorgan.web.accounts.records import check_centre
from qorgan.web.hear.actions.public import current
from qorgan.web.hear.chosen import choice_of
from qorgan.web.hear.closings import closing_of, phase_of
from qorgan.web.hear.models import Offer
from qorgan.web.hear.receipts import Found
from qorgan.web.hear.wishes import Wishes
from qorgan.web.sealed import sealing
from qorgan.web.sealed.models import Envelope, Wrap
from qorgan.web.sealed.shredding import sweep
from qorgan.web.shell import clock, journal
from qorgan.web.shell.journal import SURVIVORS, Entry
from qorgan.web.shell.turns import in_turn


class NotClosed(QorganError):
    """Her centre has not closed, or she has chosen another already."""


@in_turn()
def move(*, found: Found, centre: Centre, wishes: Wishes) -> Envelope:
    """Seal what she wrote, and her wishes, to another centre, and destroy what the closed one holds.

    The other centre gets her own words and files; what the closed one answered stays hers alone. Returns the envelope
    of her wishes, which name the centre from now on.

    Raises
    ------
    NotClosed
        If her centre still reads, or does not close.
    SealError
        If the other centre's row or key is not the staff door's.
    """
    disclosure = current(found)
    closing = closing_of(disclosure)
    if closing is None or phase_of(closing) is not Phase.WAITING:
        raise NotClosed("Her centre has not closed.")
    choice = choice_of(found)
    if check_centre(centre).state != Centre.State.OPEN:
        raise NotClosed("The other centre is not open.")
    readers = sealing_keys([centre], Duty.INTAKE)
    Wrap.objects.filter(envelope__thread=disclosure.pk, to_keyring__isnull=False).delete()
    rows = Envelope.objects.filter(thread=disclosure.pk, direction=sealing.In)
    for row in rows.prefetch_related("wraps__from_survivor", "wraps__from_keyring__keyring"):
        try:
            sealing.wrap_for_more(row, found.survivor, readers, given_back_by=choice.centres)
        except SealError:
            continue  # one altered row must not keep the others from it
    moved = (*choice.moved, str(centre.id))
    document = replace(wishes, cover=(), moved=moved).to_document()
    written = sealing.seal_from_survivor(
        thread=disclosure.thread,
        kind="wishes",
        document=document,
        sender=found.survivor,
        readers=readers,
        day=clock.today(),
    )
    disclosure.offers.all().delete()
    Offer.objects.create(disclosure=disclosure, centre=centre, from_day=clock.today())
    disclosure.received_day = clock.today()  # the other centre's days count from now
    disclosure.save(update_fields=["received_day"])
    journal.record(Entry(chain=SURVIVORS, what="conversation.moved", day=clock.today()))
    transaction.on_commit(sweep)
    return written
