"""What of a case would leave for statistics: each incident exactly as it would be counted, or why it cannot be."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from qorgan.care.consent import Purpose
from qorgan.kernel.errors import InputError
from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care.actions import reading
from qorgan.web.care.coded import MISSING, coded, in_words
from qorgan.web.care.consents import decide
from qorgan.web.care.forms.incident import IncidentForm
from qorgan.web.care.records import OpenedCase, Record
from qorgan.web.care.staff.common import case_or_404, head
from qorgan.web.care.words import WHY
from qorgan.web.shell import clock


@staff_only(Permission.CASES)
def statistics(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Show the coded part of each incident of a case, where she allows that it is counted."""
    opened = reading.show_case(by=request.actor, case=case_or_404(request, number), form="incident")
    decision = decide(opened, purpose=Purpose.STATISTICS, today=clock.today())
    shown = {
        **head(request, opened),
        "is_allowed": decision.is_allowed,
        "why": WHY[decision.why],
        "incidents": [_incident(opened, one) for one in opened.entries("incident")] if decision.is_allowed else [],
    }
    return render(request, "care/statistics.html", shown)


def _incident(opened: OpenedCase, one: Record) -> dict[str, Any]:
    told: dict[str, Any] = {"line": IncidentForm.line(one.data), "entry": one.entry, "pairs": [], "missing": []}
    try:
        told["pairs"] = in_words(coded(opened, one, today=clock.today()))
    except InputError as fault:
        told["missing"] = [MISSING[name] for name in (fault.field or "").split(", ") if name in MISSING]
    return told
