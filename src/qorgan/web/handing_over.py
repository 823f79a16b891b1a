"""From a conversation to a case: the one place where *hear* and *care* meet. Staff door only.

What a case takes over are consents, safe contact, who wrote, language and day; never her words: the case links to the
conversation, by an id inside its first record. Consents taken over follow the conversation (`follow_conversation`): whatever
she takes back there no longer holds here, from that moment on. Who reads consents outside a door imports this module.
"""

import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from qorgan.care.consent import Purpose as CasePurpose
from qorgan.kernel.consent import Consents, Purpose, Speaker, allows
from qorgan.kernel.errors import QorganError, SealError
from qorgan.vault import values
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.permissions import Permission
from qorgan.web.accounts.profiles import staff_key
from qorgan.web.care import conversation
from qorgan.web.care.actions import reading as case_reading
from qorgan.web.care.actions import writing as case_writing
from qorgan.web.care.conversation import CAME_FROM, CAME_WITH, HEARD, SAID_THERE, Follower, Standing
from qorgan.web.care.forms.opening import OpeningForm
from qorgan.web.care.models import Case, Referral
from qorgan.web.care.records import OpenedCase
from qorgan.web.hear.actions.staff import following, reading
from qorgan.web.hear.actions.staff.reading import OpenedThread
from qorgan.web.hear.closings import confirmed
from qorgan.web.hear.models import Disclosure
from qorgan.web.hear.wishes import Wishes
from qorgan.web.sealed import sealing
from qorgan.web.sealed.models import Envelope
from qorgan.web.shell import clock

SAME = {
    Purpose.CASE: CasePurpose.CASE,
    Purpose.CONTACT: CasePurpose.CONTACT,
    Purpose.STATISTICS: CasePurpose.STATISTICS,
}

_AT_ONCE = 500  # conversations asked about in one query


class AlreadyOpened(QorganError):
    """There is a case of this conversation; ``number`` is its id."""

    def __init__(self, number: uuid.UUID) -> None:
        super().__init__(_("There is a case of this conversation already."))
        self.number = number


@staff_only(Permission.CASES, hands_back=True)
def open_case(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Open a case from an accepted conversation, where she allows it; otherwise say why not."""
    visible = Disclosure.objects.visible_to(request.actor.member, today=clock.today())
    row = get_object_or_404(visible.filter(centre__isnull=False).exclude(state=Disclosure.State.HIDDEN), pk=number)
    existing = case_of(request.actor, row.pk)
    if existing is not None:
        return render(request, "care/from_conversation.html", {"row": row, "existing": existing})
    opened = reading.open_disclosure(by=request.actor, disclosure=row, is_shown=False)
    why_not = _why_not(opened)
    if why_not:
        return render(request, "care/from_conversation.html", {"row": row, "why_not": why_not})
    form = OpeningForm(request.POST or None, initial=_carried(opened), today=clock.today())
    if getattr(request, "is_stale", False):
        form.is_stale = True
        form.unjudged()
    elif form.is_bound and form.is_valid():
        try:
            case = begin_from(by=request.actor, row=row, opening=form.document())
        except AlreadyOpened as found:
            return redirect("staff:case", number=found.number)
        return redirect("staff:case", number=case.pk)
    shown = {"row": row, "form": form}
    return render(request, "care/from_conversation.html", shown, status=422 if form.is_bound and form.errors else 200)


@transaction.atomic
def begin_from(*, by: Actor, row: Disclosure, opening: dict[str, Any]) -> Case:
    """Open a case with what she allowed in her conversation.

    Raises
    ------
    AlreadyOpened
        If there is one: looked at under the conversation's lock.
    QorganError
        If she does not allow it, or no longer.
    """
    locked = reading.own(by, row)
    existing = case_of(by, locked.pk)
    if existing is not None:
        raise AlreadyOpened(existing)
    opened = reading.open_disclosure(by=by, disclosure=locked, is_shown=False)
    why_not = _why_not(opened)
    if why_not or opened.wishes is None:
        raise QorganError(why_not)
    said = opened.wishes.consents
    given = [
        {"purpose": ours.value, "giver": "herself", "given": said.day.isoformat(), "via": SAID_THERE}
        for theirs, ours in SAME.items()
        if allows(said, theirs)
    ]
    told = {**opening, CAME_FROM: str(locked.pk), CAME_WITH: _newest_wishes(opened)}
    return case_writing.begin_case(by=by, opening=told, consents=given, origin="conversation")


def case_of(by: Actor, conversation: uuid.UUID) -> uuid.UUID | None:
    """Return the case of this centre that came from a conversation; looked for in the rows of its lists, in memory."""
    found = case_reading.list_cases(by=by, cases=Case.objects.visible_to(by.member))
    return next((one.number for one in found if one.summary.get("from") == str(conversation)), None)


def _why_not(opened: OpenedThread) -> str:
    if opened.wishes is None:
        return _("Her wishes cannot be opened. Ask her on this site.")
    said = opened.wishes.consents
    if said.speaker is not Speaker.SURVIVOR and not allows(said, Purpose.CASE):
        return _("This was not written by the survivor herself. Only she can allow a file about her.")
    if not allows(said, Purpose.CASE):
        return _("She has not allowed a file. You can ask her in an answer; she can allow it on this site at any time.")
    return ""


def _carried(opened: OpenedThread) -> dict[str, Any]:
    """Return what the form begins with."""
    contact = opened.wishes.contact if opened.wishes else None
    told: dict[str, Any] = {
        "came": "platform",
        "came_day": opened.disclosure.received_day.isoformat(),
        "speaks": opened.first.get("language", ""),
        "age_band": opened.first.get("answers", {}).get("age", ""),
        "region": opened.disclosure.centre.region if opened.disclosure.centre else "",
    }
    if contact is not None:
        told |= {"ways": [str(way) for way in contact.ways], "where": contact.where, "hours": contact.hours}
        told |= {"never": contact.never, "safe_word": contact.safe_word}
    return told


def follow_conversation(opened: OpenedCase, purpose: CasePurpose) -> bool:
    """Say whether her conversation still allows what a case took over from it; what she deleted is as she left it.

    Of a conversation that is destroyed, what it allowed counts as it was heard after she had deleted it. Where nobody heard
    it then, it allows nothing, and she is asked anew; neither does one that cannot be opened, or holds no wishes.
    """
    number = opened.data("opening").get(CAME_FROM, "")
    if not number:
        return False
    if not Disclosure.objects.filter(pk=number).exists():
        told = opened.data(HEARD)
        return bool(told.get("is_last")) and purpose.value in told.get("allows", [])
    row = (
        Envelope.objects.filter(thread=number, kind="wishes", direction=sealing.In, thread__disclosure__isnull=False)
        .prefetch_related("wraps__from_survivor", "wraps__from_keyring__keyring")
        .order_by("-sequence")
        .first()
    )
    if row is None:
        return False  # wishes are with every conversation: somebody has taken them away
    try:
        said: Consents = Wishes.from_document(sealing.open_for_centre(row, opened.held).document).consents
    except SealError:
        return False
    return any(allows(said, theirs) for theirs, ours in SAME.items() if ours is purpose)


def _newest_wishes(opened: OpenedThread) -> int:
    return max((entry.row.sequence for entry in opened.entries if entry.row.kind == "wishes"), default=0)


def standings(conversations: Collection[str]) -> dict[str, Standing]:
    """Return how far conversations have come; without those that are destroyed."""
    numbers = [uuid.UUID(one) for one in conversations]
    found: dict[str, Standing] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        part = numbers[start : start + _AT_ONCE]
        states = dict(Disclosure.objects.filter(pk__in=part).values_list("pk", "state"))
        rows = _wishes().filter(thread__in=part).values_list("thread").annotate(newest=Max("sequence"))
        newest = dict(rows)
        found |= {
            str(one): Standing(newest.get(one, 0), state == Disclosure.State.HIDDEN) for one, state in states.items()
        }
    return found


def _wishes() -> QuerySet[Envelope]:
    return Envelope.objects.filter(kind="wishes", direction=sealing.In).order_by()


def mark(conversation: str, referral: str) -> str:
    """Return a mark of a conversation for one referral: the other centre has it, and finds no conversation by it."""
    return values.tag(f"{conversation}/{referral}", staff_key(), purpose="followed").hex()


def has_news(row: Referral, marked: str, heard: Standing) -> bool:
    """Say whether a marked conversation has come further than was heard, and somebody of the sender's centre still reads.

    One that is not there any more was destroyed or taken to another centre: then what was heard counts if it was her last.
    """
    # By the signed closing alone: that a centre is closed is a plain row, and would open what waits for it to hear her.
    if any(one.reads_until < clock.today() for one in confirmed([str(row.from_centre_id)])):
        return False
    numbers = map(str, Disclosure.objects.filter(centre=row.from_centre).values_list("pk", flat=True))
    found = next((one for one in numbers if mark(one, str(row.id)) == marked), None)
    now = standings([found]).get(found) if found else None
    return not heard.is_last if now is None else now.up_to != heard.up_to


def hear_cases(by: Actor) -> None:
    """Let the cases of a centre hear what its conversations say, also where no list of them is opened."""
    case_reading.list_cases(by=by, cases=Case.objects.visible_to(by.member))


conversation.follow(Follower(follow_conversation, standings, mark, has_news))
following.follow(hear_cases)
