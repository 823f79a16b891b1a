"""Close a centre: two administrators want it, its workers read until a day, and what nobody took elsewhere is destroyed."""

import uuid
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qorgan.hear.closing import Phase, is_fair
from qorgan.kernel.errors import SealError
from qorgan.web.accounts import endings
from qorgan.web.accounts.actions import centres
from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.models import Centre, Grant, Member, Recovery
from qorgan.web.accounts.open_sessions import end_sessions
from qorgan.web.accounts.profiles import seal_anew
from qorgan.web.hear.closings import (
    can_hand_on,
    check,
    closing_of,
    confirmed,
    conversations,
    n_open_cases,
    phase_of,
    sign,
)
from qorgan.web.hear.models import Closing, Disclosure, Offer
from qorgan.web.sealed.models import Envelope, Summary, Wrap
from qorgan.web.sealed.shredding import shred, sweep
from qorgan.web.shell import clock, faults, journal
from qorgan.web.shell.journal import Entry
from qorgan.web.shell.turns import in_turn


@transaction.atomic
def propose(*, by: Actor, centre: Centre, reads_until: date, kept_until: date) -> Closing:
    """Propose to close a centre; nothing happens until another administrator confirms it.

    Raises
    ------
    NotAllowed
        If it is not open, closes already, or the days give her too little time.
    """
    centre = Centre.objects.select_for_update().get(pk=centre.pk)
    if centre.state != Centre.State.OPEN or Closing.objects.filter(centre=centre).exists():
        raise NotAllowed(_("This centre is not open, or somebody has proposed to close it already."))
    if not is_fair(reads_until, kept_until, today=clock.today()):
        raise NotAllowed(_("It reads from today on, and keeps what it was told for 90 days to two years after that."))
    row = Closing(centre=centre, reads_until=reads_until, kept_until=kept_until, proposed_by=by.member)
    sign(row)
    row.save()
    _record(by, "centre.closing-proposed", centre)
    return row


@transaction.atomic
def withdraw(*, by: Actor, centre: Centre) -> None:
    """Take a proposal back, before it is confirmed."""
    row = Closing.objects.select_for_update().filter(centre=centre, confirmed_by=None).first()
    if row is None:
        raise NotAllowed(_("Nothing waits for confirmation here."))
    row.delete()
    _record(by, "centre.closing-withdrawn", centre)


@transaction.atomic
def confirm(*, by: Actor, centre: Centre) -> None:
    """Close a centre: from now on nobody new writes to it.

    Raises
    ------
    NotAllowed
        If she proposed it herself, its days are no longer fair, or it has open cases that somebody can still hand on:
        nothing new is begun from then on, so that no case is left when its last day of reading comes.
    SealError
        If a row is not as the staff door left it.
    """
    row = Closing.objects.select_for_update().filter(centre=centre, confirmed_by=None).first()
    if row is None:
        raise NotAllowed(_("Nothing waits for confirmation here."))
    check(row)
    if row.proposed_by_id == by.member.id:
        raise NotAllowed(_("You proposed it. Another administrator confirms it."))
    if not is_fair(row.reads_until, row.kept_until, today=clock.today()):
        raise NotAllowed(_("It reads from today on, and keeps what it was told for 90 days to two years after that."))
    _check_handed_on(Centre.objects.select_for_update().get(pk=centre.pk))  # locked: no case is begun in this moment
    centres.close(by=by, centre=centre)
    row.confirmed_by = by.member
    sign(row)
    row.save()
    _leave_to_others(centre)


def _check_handed_on(centre: Centre) -> None:
    n_open = n_open_cases(centre)
    if n_open and can_hand_on(centre):
        said = ngettext(
            "%(n)s case is open there. Its workers hand it to another centre or close it; then this can be confirmed.",
            "%(n)s cases are open there. Its workers hand them to another centre or close them; then this can be confirmed.",
            n_open,
        )
        raise NotAllowed(said % {"n": n_open})


def _leave_to_others(centre: Centre) -> None:
    # What nobody has accepted and others were offered too is theirs now.
    others = Offer.objects.filter(centre__in=Centre.objects.listed(), from_day__lte=clock.today())
    shared = Disclosure.objects.filter(centre=None, offers__centre=centre, pk__in=others.values("disclosure"))
    threads = list(shared.exclude(state=Disclosure.State.HIDDEN).values_list("pk", flat=True))
    Wrap.objects.filter(envelope__thread__in=threads, to_keyring__keyring__centre=centre).delete()
    Offer.objects.filter(disclosure__in=threads, centre=centre).delete()
    transaction.on_commit(sweep)


def keep_days(*, today: date) -> None:
    """Do what the days of closings say: end memberships, and later destroy what waited in vain."""
    past = [(row, phase_of(row)) for row in confirmed() if phase_of(row) is not Phase.READING]
    if past:
        # Notes of a centre, after she took the conversation to another: no key to them is left.
        Envelope.objects.filter(direction=Envelope.Direction.INSIDE, wraps__isnull=True).delete()
    for row, now in past:
        try:
            _end_reading(row)
        except SealError as fault:  # somebody has altered a member's row; the others are not to wait for it
            faults.write(fault)
        if now is Phase.OVER:
            for number in conversations(row.centre).values_list("pk", flat=True):
                _destroy(row.centre, number, today)
            Recovery.objects.filter(keyring__centre=row.centre).delete()


@in_turn()
def _end_reading(row: Closing) -> None:
    # The keys stay under the recovery papers alone, where there are some. She has keys of her own.
    left = Member.objects.select_for_update().filter(centre=row.centre).exclude(state=Member.State.ENDED)
    ended = 0
    for member in left:
        member.state = Member.State.ENDED
        member.invitation_tag = None
        member.roles.all().delete()
        member.drafts.all().delete()
        seal_anew(member, roles=())
        member.save()
        endings.note_left(member)
        end_sessions(member.id)
        ended += 1
    lost = Grant.objects.filter(key__keyring__centre=row.centre).delete()[0]
    freed = _leave_to_her(row.centre)
    if ended or lost or freed:
        detail: dict[str, str | int] = {"count": freed}
        journal.record(Entry(str(row.centre_id), "centre.reading-ended", clock.today(), detail=detail))


def _leave_to_her(centre: Centre) -> int:
    """Put what was with the centre back to where a disclosure waits: she alone says who is next."""
    mine = list(conversations(centre).filter(centre=centre).values_list("pk", flat=True))
    Disclosure.objects.filter(pk__in=mine).update(
        centre=None, state=Disclosure.State.WAITING, assigned_to=None, opened_day=None, seen_by_centre=0
    )
    # The offer says where it came from; nobody is left there who could accept it.
    Offer.objects.bulk_create(Offer(disclosure_id=one, centre=centre, from_day=clock.today()) for one in mine)
    Summary.objects.filter(key__keyring__centre=centre).delete()
    return len(mine)


@in_turn()
def _destroy(centre: Centre, number: uuid.UUID, today: date) -> None:
    row = conversations(centre).select_related("thread").filter(pk=number).first()
    closing = closing_of(row) if row else None
    # She took it elsewhere or deleted it a moment ago, or another centre keeps what it was offered.
    if row is None or closing is None or phase_of(closing) is not Phase.OVER:
        return
    journal.record(Entry(str(centre.pk), "conversation.shredded-after-closing", today, about=str(row.pk)))
    shred(row.thread, today=today)


def _record(by: Actor, what: str, centre: Centre) -> None:
    number = str(by.member.id)
    journal.record(Entry(by.chain, what, clock.today(), who=number, about=str(centre.pk), at=clock.now()))
