"""Tell every member of a centre what was done to its recovery: by a mail without content, and on her pages."""

import uuid

from django.db import transaction

from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.models import ALARMS, Member, Notice
from qorgan.web.shell import clock


def sound(centre: uuid.UUID | None, kind: Notice.Kind) -> None:
    """Make an alarm for every active member of a centre, the one who acts among them: it may not have been she."""
    for member in Member.objects.filter(centre=centre, state=Member.State.ACTIVE):
        # A second time on one day is told anew.
        anew = {"state": Notice.State.WAITING, "tries": 0, "is_seen": False}
        Notice.objects.update_or_create(member=member, kind=kind, day=clock.today(), defaults=anew)


@transaction.atomic
def note_seen(*, by: Actor) -> None:
    """Note that she has seen her alarms."""
    by.member.notices.filter(kind__in=ALARMS, is_seen=False).update(is_seen=True)
