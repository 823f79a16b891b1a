"""The centre's keys: who holds them, renewing them, and what to do when they are believed stolen."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from qorgan.vault.registry import fingerprint
from qorgan.web.accounts.actions.renewing import renew as renew_keys
from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.models import Duty, Grant
from qorgan.web.accounts.permissions import Permission
from qorgan.web.sealed import rekeying as actions
from qorgan.web.sealed.resealing import old_wraps
from qorgan.web.shell import clock


@staff_only(Permission.LEAD)
def keys(request: StaffRequest) -> HttpResponse:
    """Show the keys of the centre and the three steps after a theft."""
    return _page(request)


@staff_only(Permission.LEAD)
def renew(request: StaffRequest) -> HttpResponse:
    """Make new keys."""
    if request.method == "POST":
        try:
            renew_keys(by=request.actor, duty=Duty.INTAKE)
        except NotAllowed as refused:
            return _page(request, refused=str(refused))
    return redirect("staff:keys")


@staff_only(Permission.LEAD)
def reseal(request: StaffRequest) -> HttpResponse:
    """Seal the next part of the older conversations anew."""
    if request.method != "POST":
        return redirect("staff:keys")
    after = request.POST.get("after", "0")
    begun = int(after) if after.isascii() and after.isdigit() and len(after) < 18 else 0
    try:
        stopped, refused_now = actions.reseal_next(by=request.actor, after=begun)
    except NotAllowed as refused:
        return _page(request, refused=str(refused))
    return _page(request, after=stopped, n_refused=refused_now)


@staff_only(Permission.LEAD)
def give_up(request: StaffRequest) -> HttpResponse:
    """Destroy the way back to the older keys."""
    if request.method == "POST":
        try:
            actions.give_up_old(by=request.actor)
        except NotAllowed as refused:
            return _page(request, refused=str(refused))
    return redirect("staff:keys")


def _page(request: StaffRequest, *, refused: str = "", after: int = 0, n_refused: int = 0) -> HttpResponse:
    held = request.actor.intake
    newest = held[0] if held else None
    shown: dict[str, Any] = {
        "refused": refused,
        "keys": [(key.row.version, fingerprint(bytes(key.row.public))) for key in held],
        "n_holders": Grant.objects.filter(key=newest.row).count() if newest else 0,
        "keyring": newest.row.keyring if newest else None,
        "n_old": old_wraps(newest).count() if newest else 0,
        "after": after,
        "n_refused": n_refused,
        "is_next_day": bool(
            newest and newest.row.keyring.renewed_day and newest.row.keyring.renewed_day < clock.today()
        ),
    }
    return render(request, "hear/staff/keys.html", shown, status=422 if refused else 200)
