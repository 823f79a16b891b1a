"""Centres, for the country's administrators."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation

from qorgan.kernel.errors import SealError
from qorgan.vault.registry import fingerprint
from qorgan.web.accounts.actions import centres as actions
from qorgan.web.accounts.actions import confirming, recovering
from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.forms import LANGUAGES, CentreForm, InviteForm
from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.models import Centre, KeyringKey, Member, Recovery, Role
from qorgan.web.accounts.needs import NEEDS
from qorgan.web.accounts.permissions import Permission
from qorgan.web.accounts.profiles import profile_of, recovers_from
from qorgan.web.accounts.records import check_centre
from qorgan.web.accounts.staff.members import invite_first
from qorgan.web.accounts.statements import is_as_said
from qorgan.web.shell.context import pack


@staff_only(Permission.COUNTRY)
def centres(request: StaffRequest) -> HttpResponse:
    """List centres with the fingerprints of their keys; propose one."""
    form = CentreForm(request.POST or None, needs=NEEDS, language=translation.get_language())
    if request.method == "POST" and form.is_valid():
        centre = actions.propose(by=request.actor, facts=form.facts())
        return redirect("staff:centre", number=centre.id)
    shown = {"form": form, "found": [(one, _region(one)) for one in Centre.objects.all()]}
    return render(request, "accounts/centres.html", shown, status=422 if form.errors else 200)


@staff_only(Permission.COUNTRY)
def centre(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Show a centre; invite its first supervisor once it is confirmed."""
    row = get_object_or_404(Centre, id=number)
    form = InviteForm(request.POST or None, roles=[Role.SUPERVISOR], initial={"roles": [Role.SUPERVISOR]})
    more: dict[str, Any] = {}
    if request.method == "POST" and row.state != Centre.State.OPEN:
        return redirect("staff:centre", number=number)
    if request.method == "POST" and form.is_valid():
        try:
            more["code"] = invite_first(request.actor, row, form)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
    return _page(request, row, form, **more)


def _region(row: Centre) -> Any:
    return next((one.name for one in pack().regions if one.code == row.region), row.region)


def _page(request: StaffRequest, row: Centre, form: InviteForm, **more: Any) -> HttpResponse:
    prints = [fingerprint(bytes(key.public)) for key in KeyringKey.objects.filter(keyring__centre=row)]
    has_keys = bool(prints)
    waiting: list[dict[str, Any]] = [
        {"row": one, "profile": profile_of(one), "fingerprint": fingerprint(bytes(one.public_key or b""))}
        for one in row.members.filter(state=Member.State.JOINED, roles__role=Role.SUPERVISOR)
    ]
    shown = {
        "centre": row,
        "waiting": [] if has_keys else waiting,
        "recovering": [{**one, "from_day": recovers_from(one["row"])} for one in waiting] if has_keys else [],
        "has_recovery": Recovery.objects.filter(keyring__centre=row).exists(),
        "form": form,
        "region": _region(row),
        "needs": [label for code, label in NEEDS if code in row.needs],
        "languages": [name for code, name in LANGUAGES if code in row.languages],
        "n_supervisors": row.members.filter(roles__role=Role.SUPERVISOR).exclude(state=Member.State.ENDED).count(),
        "fingerprints": prints,
        "is_altered": not _is_as_signed(row),
        "may_confirm": row.proposed_by_id != request.actor.member.id,
    }
    return render(
        request, "accounts/centre.html", {**shown, **more}, status=422 if form.errors or "refused" in more else 200
    )


def _is_as_signed(row: Centre) -> bool:
    try:
        check_centre(row)
    except SealError:
        return False
    return is_as_said(row)


@staff_only(Permission.COUNTRY)
def confirm_supervisor(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Confirm a centre's first supervisor, whose fingerprint was compared: with it the centre's keys are made."""
    member = get_object_or_404(Member, id=number, centre__isnull=False)
    row = get_object_or_404(Centre, id=member.centre_id)
    return _done_or_said(request, row, lambda: confirming.confirm(by=request.actor, member=member))


@staff_only(Permission.COUNTRY)
def let_recover(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Let a centre's new supervisor use its recovery papers, as an administrator who did not invite her."""
    member = get_object_or_404(Member, id=number, centre__isnull=False)
    row = get_object_or_404(Centre, id=member.centre_id)
    return _done_or_said(request, row, lambda: recovering.let(by=request.actor, member=member))


@staff_only(Permission.COUNTRY)
def confirm(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Confirm what another administrator proposed."""
    row = get_object_or_404(Centre, id=number)
    return _done_or_said(request, row, lambda: actions.confirm(by=request.actor, centre=row))


def _done_or_said(request: StaffRequest, row: Centre, act: Callable[[], object]) -> HttpResponse:
    """Do what a button asks for, or show the centre's page with the reason why not."""
    if request.method == "POST":
        try:
            act()
        except NotAllowed as refused:
            return _page(request, row, InviteForm(roles=[Role.SUPERVISOR]), refused=str(refused))
    return redirect("staff:centre", number=row.id)
