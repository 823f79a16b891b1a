"""The keys of a duty apart, on one page for those who have it: who holds them, handing on, papers, renewing and sealing anew."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from qorgan.vault.registry import fingerprint
from qorgan.web.accounts.actions import confirming, recovering, renewing
from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.forms import SharesForm
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.models import Duty, Grant, Keyring, Member, Role
from qorgan.web.accounts.profiles import profile_of
from qorgan.web.accounts.staff.recovery import shown_of
from qorgan.web.sealed import rekeying
from qorgan.web.sealed.resealing import old_wraps
from qorgan.web.shell import clock


@dataclass(frozen=True)
class Holders:
    """Whose page it is.

    Parameters
    ----------
    duty, role
        What the keys are for, and who has them.
    address, home : str
        Names of this page and of the one that it belongs to.
    title, lead : str
        Of the other page, and who reads by these keys.
    has_papers : bool
        Whether recovery papers can be made.
    """

    duty: Duty
    role: Role
    address: str
    home: str
    title: Any
    lead: Any
    has_papers: bool = True


def page(request: StaffRequest, of: Holders) -> HttpResponse:
    """Show who has a duty and what papers there are; do what a button of the page asks for."""
    if request.method != "POST":
        return _page(request, of)
    does: dict[str, Callable[[StaffRequest, Holders], HttpResponse]] = {
        "renew": _renew,
        "reseal": _reseal,
        "give-up": _give_up,
    }
    if of.has_papers:
        does |= {"papers": _make_papers, "use": _use_papers}
    try:
        return does.get(request.POST.get("do", ""), _hand_on)(request, of)
    except NotAllowed as why:
        return _page(request, of, refused_because=str(why))


def _hand_on(request: StaffRequest, of: Holders) -> HttpResponse:
    try:
        number = uuid.UUID(request.POST.get("member", ""))
    except ValueError:
        raise Http404 from None
    confirming.hand_on(by=request.actor, member=get_object_or_404(_ours(request, of), id=number), duty=of.duty)
    return redirect(of.address)


def _make_papers(request: StaffRequest, of: Holders) -> HttpResponse:
    papers = recovering.make(by=request.actor, duty=of.duty)
    made = shown_of(papers.recovery)
    shown = {"shares": papers.shares, "mark": made["mark"], "day": papers.recovery.made_day, "back": of.address}
    return render(request, "accounts/recovery_papers.html", shown)


def _use_papers(request: StaffRequest, of: Holders) -> HttpResponse:
    form = SharesForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            recovering.recover(by=request.actor, one=data["one"], other=data["other"], duty=of.duty)
            return redirect(of.address)
        except recovering.SharesRefused:
            form.add_error(
                None,
                _("These two papers do not open the keys. Look whether day and mark on both are those named here."),
            )
    return _page(request, of, form=form)


def _renew(request: StaffRequest, of: Holders) -> HttpResponse:
    renewing.renew(by=request.actor, duty=of.duty)
    return redirect(of.address)


def _reseal(request: StaffRequest, of: Holders) -> HttpResponse:
    after = request.POST.get("after", "0")
    begun = int(after) if after.isascii() and after.isdigit() and len(after) < 18 else 0
    stopped, n_refused = rekeying.reseal_next(by=request.actor, after=begun, duty=of.duty)
    return _page(request, of, after=stopped, n_refused=n_refused)


def _give_up(request: StaffRequest, of: Holders) -> HttpResponse:
    rekeying.give_up_old(by=request.actor, duty=of.duty)
    return redirect(of.address)


def _ours(request: StaffRequest, of: Holders) -> Any:
    ours = Member.objects.filter(centre=request.actor.member.centre_id, state=Member.State.ACTIVE)
    return ours.filter(roles__role=of.role)


def _page(request: StaffRequest, of: Holders, **more: Any) -> HttpResponse:
    actor, ours = request.actor, _ours(request, of)
    holding = set(Grant.objects.filter(key__keyring__duty=of.duty, member__in=ours).values_list("member", flat=True))
    people = [
        {
            "row": one,
            "name": profile_of(one).name,
            "fingerprint": fingerprint(bytes(one.public_key or b"")),
            "holds": one.id in holding,
        }
        for one in ours
    ]
    held = actor.held(of.duty) if recovering.holds_keys(actor, of.duty) else []
    may_use = of.has_papers and recovering.may_recover(actor, of.duty)
    shown = {
        "of": of,
        "people": people,
        "holds": bool(held),
        "papers": shown_of(recovering.recovery_of(actor.member, of.duty)) if of.has_papers else None,
        "form": (more.get("form") or SharesForm()) if may_use else None,
        "is_due": Keyring.objects.filter(centre=actor.member.centre_id, duty=of.duty, is_due=True).exists(),
        "n_versions": len(held),
        "n_old": old_wraps(held[0]).count() if held else 0,
        "is_next_day": bool(held) and (held[0].row.keyring.renewed_day or clock.today()) < clock.today(),
        "after": 0,
        **{name: value for name, value in more.items() if name != "form"},
    }
    is_refused = "refused_because" in more or "form" in more
    return render(request, "care/holders.html", shown, status=422 if is_refused else 200)
