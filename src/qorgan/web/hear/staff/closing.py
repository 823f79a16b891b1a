"""Closing a centre, for the country's administrators."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.models import Centre
from qorgan.web.accounts.permissions import Permission
from qorgan.web.hear.actions.staff import closing as actions
from qorgan.web.hear.closings import can_hand_on, conversations, n_open_cases, phase_of
from qorgan.web.hear.models import Closing
from qorgan.web.hear.staff.forms import ClosingForm


@staff_only(Permission.COUNTRY)
def closing(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Show where a closing stands; propose one."""
    row = get_object_or_404(Centre, id=number)
    form = ClosingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose(by=request.actor, centre=row, **form.cleaned_data)
            return redirect("staff:centre-closing", number=number)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
    return _page(request, row, form)


@staff_only(Permission.COUNTRY)
def confirm(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Confirm what another administrator proposed."""
    return _do(request, number, actions.confirm)


@staff_only(Permission.COUNTRY)
def withdraw(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Take a proposal back."""
    return _do(request, number, actions.withdraw)


def _do(request: StaffRequest, number: uuid.UUID, action: Callable[..., None]) -> HttpResponse:
    row = get_object_or_404(Centre, id=number)
    if request.method == "POST":
        try:
            action(by=request.actor, centre=row)
        except NotAllowed as refused:
            return _page(request, row, ClosingForm(), refused=str(refused))
    return redirect("staff:centre-closing", number=number)


def _page(request: StaffRequest, row: Centre, form: ClosingForm, refused: str = "") -> HttpResponse:
    found = Closing.objects.filter(centre=row).first()
    shown: dict[str, Any] = {
        "centre": row,
        "form": form,
        "refused": refused,
        "closing": found,
        "phase": phase_of(found) if found else "",
        "is_hers": found is not None and found.proposed_by_id == request.actor.member.id,
        "n_waiting": conversations(row).count(),
        "n_cases": n_open_cases(row),
        "can_hand_on": can_hand_on(row),
    }
    return render(request, "hear/staff/closing.html", shown, status=422 if form.errors or refused else 200)
