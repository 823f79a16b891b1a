"""What the pages of a case share: finding the row, colleagues by name, what stands above a case."""

import uuid
from typing import Any

from django.shortcuts import get_object_or_404

from qorgan.care.consent import Purpose
from qorgan.web.accounts import keyrings
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.models import Centre, Duty, Member
from qorgan.web.accounts.profiles import profile_of
from qorgan.web.care.consents import decide, is_taken_back
from qorgan.web.care.conversation import is_unheard
from qorgan.web.care.forms.opening import WAYS
from qorgan.web.care.models import Case
from qorgan.web.care.records import OpenedCase
from qorgan.web.shell import clock


def case_or_404(request: StaffRequest, number: uuid.UUID) -> Case:
    """Return a case of her centre; another's is a page that does not exist."""
    visible = Case.objects.visible_to(request.actor.member)
    return get_object_or_404(visible.select_related("thread", "centre", "assigned_to"), pk=number)


def colleagues(actor: Actor) -> list[tuple[str, str]]:
    """Return active members of her centre who hold its keys."""
    return [(str(row.id), profile_of(row).name) for row in keyrings.colleagues(actor.member, Duty.INTAKE)]


def names_of(actor: Actor) -> dict[str, str]:
    """Return the names of all who are or were with her centre, by id."""
    return {str(row.id): profile_of(row).name for row in Member.objects.filter(centre=actor.member.centre_id)}


def safe_contact(opened: OpenedCase) -> dict[str, Any]:
    """Return how she may be reached, as the page shows it beside everything: ``may_contact`` says whether at all."""
    data = opened.data("opening")
    decision = decide(opened, purpose=Purpose.CONTACT, today=clock.today())
    return {
        "never": data.get("never", ""),
        "ways": [label for code, label in WAYS if code in data.get("ways", [])],
        "where": data.get("where", ""),
        "hours": data.get("hours", ""),
        "safe_word": data.get("safe_word", ""),
        "may_contact": decision.is_allowed,
    }


def n_to_hand_on(request: StaffRequest) -> int:
    """Return how many cases are open of a centre that somebody has proposed to close; 0 where nobody has."""
    ours = Centre.objects.filter(members=request.actor.member, state=Centre.State.OPEN)
    if not ours.filter(closing__isnull=False).exists():
        return 0
    return Case.objects.visible_to(request.actor.member).exclude(state=Case.State.CLOSED).count()


def head(request: StaffRequest, opened: OpenedCase) -> dict[str, Any]:
    """Return what every page of a case shows: whose it is, how she may be reached, whether it may still be written in."""
    names = names_of(request.actor)
    return {
        "case": opened.case,
        "called": opened.data("opening").get("called", ""),
        "contact": safe_contact(opened),
        "names": names,
        "assigned": names.get(str(opened.case.assigned_to_id), ""),
        "has_left": opened.case.assigned_to.state != Member.State.ACTIVE,
        "is_taken_back": is_taken_back(opened, today=clock.today()),
        "is_unheard": is_unheard(opened),
        "refused": opened.records.refused,
    }
