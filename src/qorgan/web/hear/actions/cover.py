"""Let other centres of the region read what stays unread, and take that back, also after she has told."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from qorgan.hear.waiting import cover_day
from qorgan.kernel.errors import SealError
from qorgan.web.accounts.keyrings import SealingKey, sealing_keys
from qorgan.web.accounts.models import Centre, Duty
from qorgan.web.accounts.statements import listed_centres
from qorgan.web.hear.chosen import Choice
from qorgan.web.hear.models import Disclosure, Offer
from qorgan.web.hear.receipts import Found
from qorgan.web.sealed import sealing
from qorgan.web.sealed.models import Envelope, Wrap
from qorgan.web.sealed.shredding import sweep


def could_cover(choice: Choice, listed: Iterable[Centre]) -> list[Centre]:
    """Return the open centres that could read it if hers does not; never one that she struck out when she told."""
    return [centre for centre in listed if str(centre.id) in choice.could_cover]


def cover_now(*, found: Found, disclosure: Disclosure, choice: Choice, is_allowed: bool) -> frozenset[str]:
    """Return which centres cover from now on, after giving or taking away their keys; inside her transaction.

    Once a centre has accepted it, nobody is added and nobody's keys are left to take.
    """
    if disclosure.centre_id is not None:
        return choice.may_cover & {str(disclosure.centre_id)}
    if not is_allowed:
        _take_back(disclosure)
        return frozenset()
    return choice.may_cover | _give(found, disclosure, choice)


def _give(found: Found, disclosure: Disclosure, choice: Choice) -> frozenset[str]:
    """Wrap what is there for the other centres, bound as it was at first, and offer it from the same day as then."""
    offered = set(disclosure.offers.values_list("centre_id", flat=True))
    fresh = [one for one in could_cover(choice, listed_centres()) if one.id not in offered]
    readers = sealing_keys(fresh, Duty.INTAKE)
    if readers:
        _wrap_for_more(found, disclosure, readers)
    day = cover_day(disclosure.received_day)
    Offer.objects.bulk_create(Offer(disclosure=disclosure, centre=centre, from_day=day) for centre in fresh)
    return frozenset(str(one.id) for one in fresh)


def _wrap_for_more(found: Found, disclosure: Disclosure, readers: Sequence[SealingKey]) -> None:
    rows = Envelope.objects.filter(thread=disclosure.pk, direction=sealing.In)
    for row in rows.prefetch_related("wraps__from_survivor", "wraps__from_keyring__keyring"):
        try:
            sealing.wrap_for_more(row, found.survivor, readers)
        except SealError:
            continue  # one altered row must not keep the others from them


def _take_back(disclosure: Disclosure) -> None:
    """Destroy what the other centres of the region hold: she no longer lets them read it."""
    # From a later day than it came: those she chose herself may read it from the first day.
    cover = disclosure.offers.filter(from_day__gt=disclosure.received_day)
    centres = list(cover.values_list("centre_id", flat=True))
    if centres:
        Wrap.objects.filter(envelope__thread=disclosure.thread, to_keyring__keyring__centre__in=centres).delete()
        cover.delete()
        transaction.on_commit(sweep)
