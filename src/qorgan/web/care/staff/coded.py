"""What of a case would leave for statistics: each incident exactly as it would be counted, or why it cannot be."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from qorgan.kernel.errors import InputError, SealError
from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care.actions import reading
from qorgan.web.care.coded import MISSING, coded, in_words, may_be_counted
from qorgan.web.care.forms.incident import IncidentForm
from qorgan.web.care.incidents import has_left
from qorgan.web.care.records import OpenedCase, Record
from qorgan.web.care.staff.common import case_or_404, head
from qorgan.web.care.words import WHY
from qorgan.web.shell import clock


@staff_only(Permission.CASES)
def statistics(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Show the coded part of each incident of a case, where she allows that it is counted."""
    opened = reading.show_case(by=request.actor, case=case_or_404(request, number), form="incident")
    decision = may_be_counted(opened, today=clock.today())
    left = _left(opened)
    shown = {
        **head(request, opened),
        "is_allowed": decision.is_allowed,
        "why": WHY[decision.why],
        "has_left": [IncidentForm.line(one.data) for one in opened.entries("incident") if one.entry in left],
        "incidents": [_incident(opened, one) for one in opened.entries("incident") if one.entry not in left]
        if decision.is_allowed
        else [],
    }
    return render(request, "care/statistics.html", shown)


def _left(opened: OpenedCase) -> set[str]:
    try:
        return has_left(opened.case.centre, opened.held)
    except SealError:
        return set()  # the page of the release says that the list was altered, and lets nothing leave


def _incident(opened: OpenedCase, one: Record) -> dict[str, Any]:
    told: dict[str, Any] = {"line": IncidentForm.line(one.data), "entry": one.entry, "pairs": [], "missing": []}
    try:
        told["pairs"] = in_words(coded(opened, one, today=clock.today()))
    except InputError as fault:
        told["missing"] = [MISSING[name] for name in (fault.field or "").split(", ") if name in MISSING]
    return told
