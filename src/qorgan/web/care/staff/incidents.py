"""The release of a centre's incidents for statistics: how many would leave, exactly what, and one button."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from qorgan.kernel.errors import SealError
from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care.actions import incidents as actions
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.coded import MISSING, in_words
from qorgan.web.care.forms.incident import IncidentForm
from qorgan.web.care.incidents import Waiting
from qorgan.web.shell import clock


@staff_only(Permission.LEAD)
def incidents(request: StaffRequest) -> HttpResponse:
    """Show what would leave today; POST lets it leave, once in a month."""
    refused = ""
    if request.method == "POST":
        try:
            actions.release(by=request.actor)
            return redirect("staff:incidents")
        except NotPossible as why:
            refused = str(why)
    month = actions.month_of(clock.today())
    shown: dict[str, Any] = {
        "month": month,
        "has_office": actions.has_office(),
        "is_released": actions.is_released(request.actor.centre, month),
        "refused": refused,
    }
    try:
        plan = actions.look(by=request.actor)
    except NotPossible as why:
        return render(request, "care/incidents.html", {**shown, "refused": refused or str(why), "is_closed": True})
    except SealError:
        # Not to be mended by pressing on: what has left could leave again.
        return render(request, "care/incidents.html", {**shown, "is_altered": True}, status=409)
    shown |= {
        "leaving": [_told(one) for one in plan.leaving],
        "incomplete": [_told(one) for one in plan.incomplete],
        "n_waiting": len(plan.release.waiting),
        "n_taken_back": len(plan.release.taken_back),
    }
    return render(request, "care/incidents.html", shown, status=422 if refused else 200)


def _told(one: Waiting) -> dict[str, Any]:
    return {
        "case": one.case,
        "called": one.called,
        "entry": one.incident.entry,
        "line": IncidentForm.line(one.incident.data),
        "pairs": in_words(one.record) if one.record else [],
        "missing": [MISSING[name] for name in one.missing if name in MISSING],
    }
