"""Write a letter to a service into the case. Nothing is mailed: it is printed, and the question is asked again then."""

import uuid

from django.db import transaction

from qorgan.web.accounts.actor import Actor
from qorgan.web.care.actions.common import key_of, own, record
from qorgan.web.care.actions.writing import check_open
from qorgan.web.care.lettering import FORM, Told, compose
from qorgan.web.care.models import Case
from qorgan.web.care.records import open_case, seal_record
from qorgan.web.shell import clock


@transaction.atomic
def write(*, by: Actor, case: Case, told: Told) -> str:
    """Compose a letter as it may leave now, keep it as a record of the case, and return its entry.

    Raises
    ------
    NotPossible
        If the case is closed or she took her consent to it back; a `Refusal` where a rule of letters forbids it.
    """
    locked, key = own(by, case), key_of(by)
    opened = open_case(locked, by.intake)
    check_open(opened, FORM)
    letter = compose(opened, told, centre=locked.centre.name, today=clock.today())
    entry = str(uuid.uuid4())
    tells = sorted(one.value for one in letter.content)
    seal_record(
        thread=locked.thread,
        form=FORM,
        entry=entry,
        revision=1,
        data={**told.to_data(), "text": letter.text, "content": tells, "why": letter.why.value},
        by=str(by.member.id),
        sender=key,
    )
    record(by, "letter.written", locked, reason=letter.why.value)
    return entry
