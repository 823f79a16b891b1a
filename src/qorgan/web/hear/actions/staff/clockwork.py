"""What happens by itself at the staff door: what was deleted is shredded, what is unread is told to those who can read."""

import uuid
from datetime import date

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext

from qorgan.hear.waiting import is_overdue, shred_day
from qorgan.kernel.errors import SealError
from qorgan.web.accounts import endings
from qorgan.web.accounts.actions.guesses import note_guesses
from qorgan.web.accounts.models import Centre, Cover, Member, Notice, Role
from qorgan.web.accounts.open_sessions import STAFF_SESSIONS
from qorgan.web.accounts.profiles import check_standing, profile_of
from qorgan.web.accounts.statements import keep_fresh
from qorgan.web.audit.chain import heads
from qorgan.web.hear import copies
from qorgan.web.hear.actions.staff.closing import keep_days
from qorgan.web.hear.models import Disclosure, SpentForm
from qorgan.web.hear.tokens import GOOD_FOR
from qorgan.web.sealed import deletions
from qorgan.web.sealed.shredding import shred, sweep
from qorgan.web.shell import clock, faults, journal, tombstones
from qorgan.web.shell.journal import COUNTRY, Entry
from qorgan.web.shell.turns import in_turn

_TRIES = 5


def tick(*, can_send: bool) -> None:
    """Do what is due now; safe to call as often as one likes."""
    today = clock.today()
    STAFF_SESSIONS.end_old(now=clock.now())  # else the sealed key of who went home stays until somebody else comes
    if tombstones.are_whole():  # else what is noted now would be lost when the file is put back from its copy
        shred_due(today=today)
        note_deletions(today=today)
        note_endings(today=today)
    forget_forms(today=today)
    keep_days(today=today)
    with in_turn():
        copies.remove_old(today=today)
    keep_fresh(today=today)
    for centre in centres_that_read(today=today):
        note_waiting(centre=centre, today=today)
    note_guesses(today=today)
    if can_send:
        note_heads(today=today)
    send_notices(today=today, can_send=can_send)
    sweep()


def centres_that_read(*, today: date) -> list[Centre]:
    """Return the open centres, and those that close and read until today or later."""
    still = Q(state=Centre.State.CLOSED, closing__reads_until__gte=today, closing__confirmed_by__isnull=False)
    return list(Centre.objects.filter(Q(state=Centre.State.OPEN) | still))


def shred_due(*, today: date) -> int:
    """Destroy what was deleted seven days ago or earlier."""
    due = [row.pk for row in Disclosure.objects.filter(state=Disclosure.State.HIDDEN) if _is_due(row, today)]
    return sum(_shred_if_due(number, today) for number in due)


def _is_due(row: Disclosure, today: date) -> bool:
    return shred_day(row.hidden_day or today) <= today


@in_turn()
def _shred_if_due(number: uuid.UUID, today: date) -> bool:
    # Looked at anew under the lock: a worker may have brought it back while others were being destroyed.
    hidden = Disclosure.objects.select_for_update().filter(state=Disclosure.State.HIDDEN)
    row = hidden.select_related("thread").filter(pk=number).first()
    if row is None or not _is_due(row, today):
        return False
    chain = str(row.centre_id) if row.centre_id else COUNTRY
    journal.record(Entry(chain=chain, what="conversation.shredded-when-due", day=today, about=str(row.pk)))
    shred(row.thread, today=today)
    return True


def note_deletions(*, today: date) -> None:
    """Note apart from backups what is deleted and what was brought back, so that restoring one changes neither."""
    hidden = Disclosure.objects.filter(state=Disclosure.State.HIDDEN).values_list("pk", "hidden_day")
    deletions.keep_up({number: day or today for number, day in hidden}, today=today)


def note_endings(*, today: date) -> None:
    """Note apart from backups who has left, where the machine died before that was noted; never by a row alone."""
    left = [one for one in Member.objects.filter(state=Member.State.ENDED) if _is_as_sealed(one)]
    endings.keep_up([one.id for one in left], today=today)


def _is_as_sealed(member: Member) -> bool:
    try:
        check_standing(member)
    except SealError as fault:
        faults.write(fault)
        return False
    return True


def forget_forms(*, today: date) -> None:
    """Forget sent forms once they are too old to be sent again: they tell nothing but how many came on a day."""
    SpentForm.objects.filter(day__lt=today - GOOD_FOR).delete()


@transaction.atomic
def note_waiting(*, centre: Centre, today: date) -> None:
    """Make a notice for those who should look: new ones to readers, overdue ones to supervisors and to the cover."""
    waiting = Disclosure.objects.filter(opened_day=None).exclude(state=Disclosure.State.HIDDEN)
    for_us = waiting.filter(offers__centre=centre, offers__from_day__lte=today).out_of_bulk_box(centre)
    received = list(for_us.values_list("received_day", flat=True))
    made = 0
    if received:
        made += _notify(_readers(centre, today), Notice.Kind.NEW, today)
    if any(is_overdue(day, None, today, limit=centre.answer_days) for day in received):
        made += _notify(_leaders(centre, today), Notice.Kind.UNREAD, today)
    written = Disclosure.objects.filter(centre=centre, state=Disclosure.State.ACCEPTED)
    if written.filter(thread__last_sequence__gt=F("seen_by_centre")).exists():
        made += _notify(_readers(centre, today), Notice.Kind.ANSWERED, today)
    if made:
        journal.record(Entry(chain=str(centre.id), what="notices.made", day=today, detail={"count": made}))


@in_turn()
def note_heads(*, today: date) -> None:
    """Make a notice for each auditor, once a day: its mail carries the heads, so that rows cut off later show."""
    auditors = Member.objects.filter(state=Member.State.ACTIVE, roles__role=Role.AUDITOR).distinct()
    if made := _notify(list(auditors), Notice.Kind.HEADS, today):
        journal.record(Entry(chain=COUNTRY, what="notices.made", day=today, detail={"count": made}))


def send_notices(*, today: date, can_send: bool) -> None:
    """Send what waits; the mail says that there is something to see and nothing else, or carries heads of the audit.

    Without a mail server the notices wait, and supervisors see that they do.
    """
    if not can_send:
        return
    for notice in Notice.objects.select_related("member").filter(state=Notice.State.WAITING, tries__lt=_TRIES):
        notice.tries += 1
        # Outside the transaction: a slow mail server must not hold up anybody who writes.
        notice.state = _sent(notice)
        with in_turn():
            notice.save(update_fields=["state", "tries"])
            chain = str(notice.member.centre_id or COUNTRY)
            journal.record(Entry(chain=chain, what=f"notice.{notice.state}", day=today, about=str(notice.member_id)))


def _sent(notice: Notice) -> str:
    profile = profile_of(notice.member)
    if not profile.email:
        return Notice.State.NO_ADDRESS
    with translation.override(profile.language or "ru"):
        subject, body = _heads(notice.day) if notice.kind == Notice.Kind.HEADS else _call()
    try:
        send_mail(subject, body, None, [profile.email])
    except OSError as error:  # smtplib's errors are OSErrors
        faults.write(error)
        return Notice.State.WAITING if notice.tries < _TRIES else Notice.State.FAILED
    return Notice.State.SENT


def _call() -> tuple[str, str]:
    return gettext("Please sign in"), gettext("There is something for you at work. Please sign in when you can.")


def _heads(day: date) -> tuple[str, str]:
    """Return the mail with the heads of all chains: a day, ids of chains, and numbers that say nothing of anybody."""
    lines = [f"{chain} {head}" for chain, head in heads().items()]
    kept = gettext(
        "Please keep this mail. By these numbers it can be found out later whether something was taken away."
    )
    return gettext("Numbers to keep"), "\n".join([kept, "", day.isoformat(), *lines, ""])


def _notify(members: list[Member], kind: str, today: date) -> int:
    made = [Notice.objects.get_or_create(member=member, kind=kind, day=today)[1] for member in members]
    return sum(made)


def _readers(centre: Centre, today: date) -> list[Member]:
    active = Member.objects.filter(centre=centre, state=Member.State.ACTIVE)
    covering = list(active.filter(covers__in=_covers(centre, today)))
    return covering or list(active.filter(roles__role__in=[Role.WORKER, Role.SUPERVISOR]).distinct())


def _leaders(centre: Centre, today: date) -> list[Member]:
    active = Member.objects.filter(centre=centre, state=Member.State.ACTIVE)
    return list({*active.filter(roles__role=Role.SUPERVISOR), *active.filter(covers__in=_covers(centre, today))})


def _covers(centre: Centre, today: date) -> "list[Cover]":
    return list(Cover.objects.filter(centre=centre, first_day__lte=today, last_day__gte=today))
