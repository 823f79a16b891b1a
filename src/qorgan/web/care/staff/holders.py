"""Who has a duty whose keys nobody above her need hold, and handing these on to one who was confirmed without them."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from qorgan.vault.registry import fingerprint
from qorgan.web.accounts.actions import confirming, renewing
from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.models import Duty, Grant, Keyring, Member, Role
from qorgan.web.accounts.profiles import profile_of


def page(
    request: StaffRequest, *, duty: Duty, role: Role, home: str, title: Any, lead: Any, may_renew: bool = False
) -> HttpResponse:
    """Show the members with a duty; POST hands its keys on, or renews them where that is offered."""
    ours = Member.objects.filter(centre=request.actor.member.centre_id, state=Member.State.ACTIVE, roles__role=role)
    refused = ""
    if request.method == "POST":
        try:
            if may_renew and "renew" in request.POST:
                renewing.renew(by=request.actor, duty=duty)
            else:
                confirming.hand_on(by=request.actor, member=get_object_or_404(ours, id=_sent(request)), duty=duty)
            return redirect(request.path)
        except NotAllowed as why:
            refused = str(why)
    holding = set(Grant.objects.filter(key__keyring__duty=duty, member__in=ours).values_list("member", flat=True))
    people = [
        {
            "row": one,
            "name": profile_of(one).name,
            "fingerprint": fingerprint(bytes(one.public_key or b"")),
            "holds": one.id in holding,
        }
        for one in ours
    ]
    shown = {
        "people": people,
        "refused_because": refused,
        "holds": bool(request.actor.held(duty)),
        "home": home,
        "title": title,
        "lead": lead,
        "may_renew": may_renew,
        "is_due": Keyring.objects.filter(centre=request.actor.member.centre_id, duty=duty, is_due=True).exists(),
    }
    return render(request, "care/holders.html", shown, status=422 if refused else 200)


def _sent(request: StaffRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("member", ""))
    except ValueError:
        raise Http404 from None
