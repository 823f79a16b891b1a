"""Let the incidents of a centre leave for statistics, once in a month, and look at what would leave."""

import secrets
from datetime import date
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from qorgan.kernel.errors import SetupError
from qorgan.web.accounts import keyrings
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.models import Centre, Duty, Keyring
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care import incidents
from qorgan.web.care.actions.common import NotPossible, key_of, record
from qorgan.web.care.incidents import Plan
from qorgan.web.care.models import Case, CaseQuerySet, IncidentRelease
from qorgan.web.sealed import office
from qorgan.web.sealed.shredding import sweep
from qorgan.web.shell import clock
from qorgan.web.shell.turns import in_turn

_CHANCE: Final = secrets.SystemRandom()


def month_of(day: date) -> date:
    """Return the first day of a month."""
    return day.replace(day=1)


def has_office() -> bool:
    """Say whether there is anybody to whom a record could be sealed."""
    try:
        keyrings.sealing_key(None, Duty.STATISTICS)
    except SetupError:
        return False
    return True


def is_released(centre: Centre | None, month: date) -> bool:
    """Say whether a centre has let its incidents leave in a month."""
    return IncidentRelease.objects.filter(centre=centre, month=month).exists()


def look(*, by: Actor) -> Plan:
    """Open all cases of her centre and say what of them would leave today; one audit row with the count."""
    key_of(by)
    cases = Case.objects.visible_to(by.member)
    with transaction.atomic():
        record(by, "incidents.looked-at", None, count=cases.count())
    return _planned(by, cases)


def release(*, by: Actor) -> int:
    """Seal to the statistics office what may leave today, and return how many incidents that was.

    All cases are opened before the transaction, so that nobody waits for that; those of which something leaves are opened
    anew inside it, and her consent is asked there once more.

    Raises
    ------
    NotPossible
        If she does not lead a centre whose keys she holds, there is no office, it was done in this month, or nothing leaves.
    SealError
        If the list of what has left was altered.
    """
    key, month = key_of(by), month_of(clock.today())
    if by.centre is None or not by.may(Permission.LEAD):
        raise NotPossible(_("A supervisor of the centre lets its incidents leave."))
    if not has_office():
        raise NotPossible(_("There is no statistics office yet to which anything could be sealed."))
    numbers = {one.case.pk for one in _planned(by, Case.objects.visible_to(by.member)).leaving}
    with in_turn():
        centre = Centre.objects.select_for_update().get(pk=by.centre.pk)
        if is_released(centre, month):
            raise NotPossible(_("The incidents of this centre have left in this month. The next leave in the next."))
        leaving = _planned(by, Case.objects.visible_to(by.member).filter(pk__in=numbers)).release
        if not leaving.records:
            raise NotPossible(_("Nothing may leave today."))
        records = [one.to_document() for one in leaving.records]
        _CHANCE.shuffle(records)
        reader = keyrings.sealing_key(None, Duty.STATISTICS)
        Keyring.objects.select_for_update().get(id=reader.row.keyring_id)  # of two centres one mixes after the other
        office.seal_records(records, reader, month=month)
        office.mix(month, by=_CHANCE.shuffle)
        transaction.on_commit(sweep)  # the order before stands in freed pages
        incidents.note_left(centre, leaving.incidents, key, month=month)
        record(by, "incidents.released", None, count=len(records), month=month.strftime("%Y-%m"))
    return len(records)


def _planned(by: Actor, cases: CaseQuerySet) -> Plan:
    left = incidents.has_left(by.centre, by.intake) if by.centre else set()
    return incidents.planned(cases.select_related("thread"), by.intake, left, today=clock.today())
