"""Propose, confirm and change centres; cover for days when nobody reads."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.models import Centre, Cover, Member
from qorgan.web.accounts.records import check_centre, sign_centre
from qorgan.web.accounts.statements import lock, say
from qorgan.web.shell import clock, journal
from qorgan.web.shell.journal import Entry

PUBLIC_FIELDS = ("name", "region", "languages", "needs", "reading_hours", "must_report", "answer_days")


@transaction.atomic
def propose(*, by: Actor, facts: Mapping[str, Any], is_demonstration: bool = False) -> Centre:
    """Propose a centre; it is shown to nobody until a second administrator confirms it."""
    centre = Centre(
        proposed_by=by.member, is_demonstration=is_demonstration, **{name: facts[name] for name in PUBLIC_FIELDS}
    )
    sign_centre(centre)
    centre.save(force_insert=True)
    say(centre)
    _record(by, "centre.proposed", centre)
    return centre


@transaction.atomic
def confirm(*, by: Actor, centre: Centre) -> None:
    """Confirm a proposed centre.

    Raises
    ------
    NotAllowed
        If she proposed it herself: a centre is what survivors' words are sealed to, so two people look at it.
    SealError
        If its row is not as the staff door left it.
    """
    centre = _locked(centre)
    if centre.state != Centre.State.PROPOSED:
        raise NotAllowed(_("This centre does not wait for confirmation."))
    if centre.proposed_by_id == by.member.id:
        raise NotAllowed(_("You proposed this centre. Another administrator confirms it."))
    centre.state, centre.confirmed_by = Centre.State.OPEN, by.member
    _save(centre)
    _record(by, "centre.confirmed", centre)


@transaction.atomic
def change(*, by: Actor, centre: Centre, facts: Mapping[str, Any]) -> None:
    """Change what survivors read about a centre; saying so counts as having checked it today.

    Raises
    ------
    SealError
        If its row is not as the staff door left it: signing it again would make somebody's forgery true.
    """
    centre = _locked(centre)
    for name in PUBLIC_FIELDS:
        if name in facts:
            setattr(centre, name, facts[name])
    centre.checked_on = clock.today()
    _save(centre)
    _record(by, "centre.changed", centre)


@transaction.atomic
def close(*, by: Actor, centre: Centre) -> None:
    """Take a centre off the public list; that two administrators want it is for the caller to see to.

    Raises
    ------
    NotAllowed
        If it is not open.
    SealError
        If its row is not as the staff door left it.
    """
    centre = _locked(centre)
    if centre.state != Centre.State.OPEN:
        raise NotAllowed(_("This centre is not open."))
    centre.state = Centre.State.CLOSED
    _save(centre)
    _record(by, "centre.closed", centre)


@transaction.atomic
def set_cover(*, by: Actor, member: Member, first_day: date, last_day: date) -> Cover:
    """Say who looks after unread disclosures on these days."""
    if by.centre is None or member.centre_id != by.centre.id:
        raise NotAllowed(_("Cover is given by somebody of the same centre."))
    cover = Cover.objects.create(centre=by.centre, member=member, first_day=first_day, last_day=last_day)
    _record(by, "centre.cover", by.centre)
    return cover


def _locked(centre: Centre) -> Centre:
    lock(centre)
    return check_centre(Centre.objects.get(id=centre.id))


def _save(centre: Centre) -> None:
    sign_centre(centre)
    centre.save()
    Centre.objects.filter(id=centre.id).update(revision=F("revision") + 1)
    say(centre)


def _record(by: Actor, what: str, centre: Centre) -> None:
    journal.record(
        Entry(chain=by.chain, what=what, day=clock.today(), who=str(by.member.id), about=str(centre.id), at=clock.now())
    )
