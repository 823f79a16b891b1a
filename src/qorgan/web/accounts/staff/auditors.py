"""Auditors hand their keys on to an auditor who was confirmed by somebody without them."""

import uuid

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from qorgan.vault.registry import fingerprint
from qorgan.web.accounts.actions.confirming import hand_on_audit
from qorgan.web.accounts.actions.renewing import renew as renew_keys
from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.models import Duty, Keyring, Member, Role
from qorgan.web.accounts.permissions import Permission
from qorgan.web.accounts.profiles import profile_of


def _auditors() -> QuerySet[Member]:
    return Member.objects.filter(centre=None, state=Member.State.ACTIVE, roles__role=Role.AUDITOR)


@staff_only(Permission.AUDIT)
def auditors(request: StaffRequest) -> HttpResponse:
    """List auditors with the fingerprints of their keys, and who has no keys yet."""
    return _page(request)


@staff_only(Permission.AUDIT)
def hand_on(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Seal the auditors' keys to an auditor whose fingerprint was compared."""
    row = get_object_or_404(_auditors(), id=number)
    if request.method == "POST":
        try:
            hand_on_audit(by=request.actor, member=row)
        except NotAllowed as refused:
            return _page(request, refused=str(refused))
    return redirect("staff:auditors")


@staff_only(Permission.AUDIT)
def renew(request: StaffRequest) -> HttpResponse:
    """Make new keys for the audit."""
    if request.method == "POST":
        try:
            renew_keys(by=request.actor, duty=Duty.AUDIT)
        except NotAllowed as refused:
            return _page(request, refused=str(refused))
    return redirect("staff:auditors")


def _page(request: StaffRequest, refused: str = "") -> HttpResponse:
    with_keys = set(_auditors().filter(grants__key__keyring__duty=Duty.AUDIT).values_list("id", flat=True))
    found = [
        {
            "row": one,
            "profile": profile_of(one),
            "fingerprint": fingerprint(bytes(one.public_key or b"")),
            "has_keys": one.id in with_keys,
        }
        for one in _auditors()
    ]
    shown = {
        "auditors": found,
        "refused": refused,
        "may_hand_on": bool(request.actor.audit),
        "is_due": Keyring.objects.filter(duty=Duty.AUDIT, is_due=True).exists(),
    }
    return render(request, "accounts/auditors.html", shown, status=422 if refused else 200)
