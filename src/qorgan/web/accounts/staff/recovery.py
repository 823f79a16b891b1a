"""Recovery papers: make the three, let a supervisor who waits use them, use two of them."""

import uuid
from contextlib import suppress
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from qorgan.kernel.errors import SealError
from qorgan.vault.registry import fingerprint
from qorgan.web.accounts.actions import alarms, recovering
from qorgan.web.accounts.actions.rules import APART, NotAllowed
from qorgan.web.accounts.forms import SharesForm
from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.models import Duty, Keyring, Member, Recovery, Role
from qorgan.web.accounts.permissions import Permission
from qorgan.web.accounts.profiles import profile_of, recovers_from
from qorgan.web.accounts.recoveries import checked


@staff_only(Permission.READ)
def recovery(request: StaffRequest) -> HttpResponse:
    """Show which papers there are, who has seen them, and who waits to use them."""
    return _page(request)


@staff_only(Permission.LEAD)
def make(request: StaffRequest) -> HttpResponse:
    """Make new papers and show them, once."""
    if request.method != "POST":
        return redirect("staff:recovery")
    try:
        papers = recovering.make(by=request.actor)
    except NotAllowed as refused:
        return _page(request, refused=str(refused))
    shown = {
        "shares": papers.shares,
        "mark": mark_of(papers.recovery),
        "day": papers.recovery.made_day,
        "back": "staff:recovery",
    }
    return render(request, "accounts/recovery_papers.html", shown)


@staff_only(Permission.READ)
def let_colleague(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Let a supervisor of her own centre who waits use the papers, or somebody who waits for keys of a duty apart."""
    row = get_object_or_404(Member, id=number, centre=request.actor.member.centre_id)
    if request.method == "POST":
        duty = request.POST.get("duty", "")
        try:
            if duty in APART:
                recovering.let_apart(by=request.actor, member=row, duty=Duty(duty))
            else:
                recovering.let(by=request.actor, member=row)
        except NotAllowed as refused:
            return _page(request, refused=str(refused))
    return redirect("staff:recovery")


@staff_only(Permission.SELF)
def use(request: StaffRequest) -> HttpResponse:
    """Take two papers from a supervisor who has no keys, and give her those of her centre."""
    row = recovering.recovery_of(request.actor.member)
    if row is None or not recovering.may_recover(request.actor):
        raise Http404
    form = SharesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            recovering.recover(by=request.actor, one=data["one"], other=data["other"])
            return redirect("staff:recovery")
        except recovering.SharesRefused:
            form.add_error(
                None,
                _("These two papers do not open the keys. Look whether day and mark on both are those named here."),
            )
        except NotAllowed as refused:
            form.add_error(None, str(refused))
    shown = {"form": form, "recovery": row, "mark": mark_of(row)}
    return render(request, "accounts/recovery_use.html", shown, status=422 if form.errors else 200)


@staff_only(Permission.SELF)
def seen(request: StaffRequest) -> HttpResponse:
    """Take the alarms from her pages."""
    if request.method == "POST":
        alarms.note_seen(by=request.actor)
    return redirect("staff:start")


def mark_of(row: Recovery) -> str:
    """Return four signs by which papers of one set are known; no secret."""
    return fingerprint(bytes(row.public)).split()[0]


def shown_of(row: Recovery | None) -> dict[str, Any]:
    """Return what a page says of the papers of a keyring, or that there are none."""
    is_as_signed = row is not None and _is_as_signed(row)
    return {
        "recovery": row,
        "mark": mark_of(row) if row else "",
        "is_altered": row is not None and not is_as_signed,
        "known_to": _names(row) if row and is_as_signed else [],
    }


def _page(request: StaffRequest, refused: str = "") -> HttpResponse:
    shown: dict[str, Any] = {
        "refused": refused,
        **shown_of(recovering.recovery_of(request.actor.member)),
        "waiting": [_waiting(one) for one in _who_wait(request)],
        "apart": _apart(request),
        "may_use": recovering.may_recover(request.actor),
        "holds_keys": recovering.holds_keys(request.actor),
    }
    return render(request, "accounts/recovery.html", shown, status=422 if refused else 200)


def _apart(request: StaffRequest) -> list[dict[str, Any]]:
    """Return the duties apart that this centre has keys of: whether there are papers, and who waits to use them."""
    here = Keyring.objects.filter(centre=request.actor.member.centre_id, duty__in=APART)
    return [
        {
            "duty": one.duty,
            "name": Duty(one.duty).label,
            **shown_of(Recovery.objects.filter(keyring=one).first()),
            "waiting": [_waiting(member) for member in _who_wait_apart(request, Duty(one.duty))],
        }
        for one in here.order_by("duty")
    ]


def _who_wait_apart(request: StaffRequest, duty: Duty) -> list[Member]:
    active = Member.objects.filter(centre=request.actor.member.centre_id, state=Member.State.ACTIVE)
    found = []
    for one in active:
        with suppress(SealError):
            if recovering.waits_for(one, duty):
                found.append(one)
    return found


def _is_as_signed(row: Recovery) -> bool:
    try:
        checked(row)
    except SealError:
        return False
    return True


def _names(row: Recovery) -> list[str]:
    return [profile_of(one).name for one in Member.objects.filter(id__in=row.known_to)]


def _who_wait(request: StaffRequest) -> list[Member]:
    waiting = Member.objects.filter(centre=request.actor.member.centre_id, state=Member.State.JOINED)
    return list(waiting.filter(roles__role=Role.SUPERVISOR))


def _waiting(row: Member) -> dict[str, Any]:
    return {
        "row": row,
        "profile": profile_of(row),
        "fingerprint": fingerprint(bytes(row.public_key or b"")),
        "from_day": recovers_from(row),
    }
