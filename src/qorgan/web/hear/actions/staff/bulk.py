"""Set aside in bulk what is much alike, and take it back. Nothing is accepted, opened for good or lost by it."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from qorgan.hear.alike import Group, groups_of
from qorgan.hear.sketch import Sketch
from qorgan.kernel.errors import SealError
from qorgan.web.accounts.actor import Actor
from qorgan.web.hear.actions.staff.reading import first_envelopes, record, summarise_unseen
from qorgan.web.hear.models import FIRST, BulkAside, BulkMessage, Disclosure, DisclosureQuerySet, Opening
from qorgan.web.sealed import sealing, summaries
from qorgan.web.sealed.models import Summary
from qorgan.web.sealed.sealing import Opened
from qorgan.web.shell import clock

AT_ONCE = 2000  # messages of one press: their ids travel with the form
LOOK_AT = 500  # messages that nobody has listed yet, opened in memory for one page
_EACH_END = 3  # examples: the least alike and the most


@dataclass(frozen=True)
class Proposals:
    """What could be set aside.

    Parameters
    ----------
    groups : list of Group
        By disclosure id, the largest first, each cut to `AT_ONCE`.
    n_unseen : int
        Messages that were not looked at for this; the next page looks at more.
    """

    groups: list[Group[uuid.UUID]]
    n_unseen: int

    def with_most_of(self, chosen: Collection[uuid.UUID]) -> Group[uuid.UUID] | None:
        """Return the group that most of these are in, cut to these; none where none is."""
        cut = [Group(one.reason, tuple(name for name in one.members if name in chosen)) for one in self.groups]
        return max((one for one in cut if one.members), key=lambda one: len(one.members), default=None)


def _eligible(by: Actor) -> DisclosureQuerySet:
    offered = Disclosure.objects.visible_to(by.member, today=clock.today())
    return offered.never_touched().out_of_bulk_box(by.centre)


def propose(*, by: Actor) -> Proposals:
    """Group what is unread, untouched, without a sign of danger, and much alike; one audit row with the count."""
    numbers = set(_eligible(by).order_by().values_list("pk", flat=True))
    own = Summary.objects.filter(key__keyring__centre=by.centre, thread__disclosure__state=Disclosure.State.WAITING)
    known = summaries.read(own.only("thread_id", "key_id", "version", "ciphertext").iterator(), by.intake)
    unseen = sorted(numbers.difference(known))
    known |= summarise_unseen(by, unseen[:LOOK_AT])
    with transaction.atomic():
        record(by, "disclosures.listed", None, count=len(known))
    sketches = {number: Sketch.from_text(known[number].get("sketch", "")) for number in numbers.intersection(known)}
    groups = groups_of({number: sketch for number, sketch in sketches.items() if sketch is not None})
    return Proposals([Group(one.reason, one.members[-AT_ONCE:]) for one in groups], max(0, len(unseen) - LOOK_AT))


@transaction.atomic
def look_at_examples(*, by: Actor, group: Group[uuid.UUID]) -> list[Opened]:
    """Open a few of a group, those least alike first. Each is counted for her to see, and is a row of the audit."""
    chosen = dict.fromkeys((*group.members[:_EACH_END], *group.members[-_EACH_END:]))
    still = _eligible(by).filter(pk__in=chosen).in_bulk()
    found: dict[uuid.UUID, Opened] = {}
    for envelope in first_envelopes(list(still)):
        try:
            found[envelope.thread_id] = sealing.open_for_centre(envelope, by.intake)
        except SealError:
            continue
        opening = Opening.objects.get_or_create(disclosure=still[envelope.thread_id], role=by.first_role)[0]
        Opening.objects.filter(pk=opening.pk).update(count=F("count") + 1)
        record(by, "disclosure.looked-at", still[envelope.thread_id])
    return [found[number] for number in chosen if number in found]


@transaction.atomic
def set_all_aside(*, by: Actor, chosen: Group[uuid.UUID]) -> int:
    """Set a group aside for her own centre; return how many. What was touched meanwhile is left where it is."""
    locked = Disclosure.objects.select_for_update().filter(pk__in=chosen.members)
    list(locked.values_list("pk", flat=True))
    still = list(_eligible(by).filter(pk__in=chosen.members).values_list("pk", flat=True))
    if by.centre is None or not still:
        return 0
    bulk = BulkAside.objects.create(
        centre=by.centre, member=by.member, day=clock.today(), reason=chosen.reason.value, count=len(still)
    )
    BulkMessage.objects.bulk_create(BulkMessage(bulk=bulk, disclosure_id=number, up_to=FIRST) for number in still)
    record(by, "disclosures.set-aside", None, count=len(still), reason=chosen.reason.value)
    return len(still)


@transaction.atomic
def take_back(*, by: Actor, disclosure: Disclosure) -> None:
    """Put one message back into the inbox; it is proposed no more, because somebody has judged it."""
    rows = BulkMessage.objects.select_for_update().filter(bulk__centre=by.centre, disclosure=disclosure)
    for row in rows.filter(is_taken_back=False):
        row.is_taken_back = True
        row.save(update_fields=["is_taken_back"])
        BulkAside.objects.filter(pk=row.bulk_id).update(taken_back=F("taken_back") + 1)
        record(by, "disclosure.taken-back", disclosure)


@transaction.atomic
def take_all_back(*, by: Actor, bulk: BulkAside) -> int:
    """Put all of one press back, as if it had not been; return how many."""
    rows = BulkMessage.objects.select_for_update().filter(bulk=bulk, bulk__centre=by.centre, is_taken_back=False)
    count = len(rows)
    if count:
        rows.delete()
        BulkAside.objects.filter(pk=bulk.pk).update(taken_back=F("taken_back") + count)
        record(by, "disclosures.taken-back", None, count=count, reason=bulk.reason)
    return count
