"""Tell a member and the auditors that many tries to sign in with her name were refused: once a day, not at each.

Written by the clockwork and not by the try itself, which would then take longer for a name that somebody has.
"""

from datetime import date

from django.db import transaction

from qorgan.web.accounts.actions import signing
from qorgan.web.accounts.models import Member, Notice
from qorgan.web.shell import clock, journal
from qorgan.web.shell.journal import COUNTRY, Entry


def note_guesses(*, today: date) -> None:
    """Write what has become due; of names that nobody has, nothing is written."""
    for name in signing.THROTTLE.due(day=today):
        member = Member.objects.filter(sign_in_tag=name).exclude(state=Member.State.ENDED).first()
        if member is not None:
            _note(member, today)
        signing.THROTTLE.told(name)


@transaction.atomic
def _note(member: Member, today: date) -> None:
    told = {"state": Notice.State.SHOWN}
    is_new = Notice.objects.get_or_create(member=member, kind=Notice.Kind.GUESSED, day=today, defaults=told)[1]
    if is_new:  # not after a restart on the same day
        chain = str(member.centre_id) if member.centre_id else COUNTRY
        journal.record(Entry(chain, "member.guessed", today, about=str(member.id), at=clock.now()))
