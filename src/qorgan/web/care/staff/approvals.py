"""What waits for a supervisor, and a safety plan before the one who decides about it."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care.actions import planning, reading
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.forms.safety_plan import SafetyPlanForm
from qorgan.web.care.models import Case
from qorgan.web.care.plans import FORM, State, askers, decision_on, state_of
from qorgan.web.care.staff.common import case_or_404, head, names_of
from qorgan.web.shell import clock
from qorgan.web.shell.forms import QuietForm, TextField


class ReasonForm(QuietForm):
    """What a supervisor says to whoever wrote it."""

    reason = TextField(label=_("Why, or what is missing"), rows=3, max_length=4000)


@staff_only(Permission.LEAD)
def approvals(request: StaffRequest) -> HttpResponse:
    """List cases of the centre in which something waits for a second person; made of rows opened in memory."""
    cases = Case.objects.visible_to(request.actor.member).exclude(state=Case.State.CLOSED)
    states = dict(cases.values_list("pk", "state"))
    names = names_of(request.actor)
    workers = {number: names.get(str(who), "") for number, who in cases.values_list("pk", "assigned_to")}
    rows = [
        {
            "number": one.number,
            "called": one.summary.get("name", ""),
            "who": workers.get(one.number, ""),
            "said": one.summary,
        }
        for one in reading.list_cases(by=request.actor, cases=cases)
    ]
    shown = {
        "closings": [one for one in rows if states.get(one["number"]) == Case.State.CLOSING],
        "plans": [one for one in rows if one["said"].get("plan") == State.WAITING],
        "exceptions": [one for one in rows if one["said"].get("exceptions")],
    }
    return render(request, "care/approvals.html", shown)


@staff_only(Permission.LEAD)
def plan(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Show a safety plan to the supervisor who decides about it, and take her answer."""
    row = case_or_404(request, number)
    form, refused = ReasonForm(request.POST or None), ""
    if form.is_bound and form.is_valid():
        try:
            planning.decide_plan(
                by=request.actor,
                case=row,
                revision=_revision(request),
                is_approved=request.POST.get("to") == "approve",
                reason=form.cleaned_data["reason"],
            )
            return redirect("staff:approvals")
        except NotPossible as why:
            refused = str(why)
    return _page(request, row, form, refused)


def _page(request: StaffRequest, row: Case, form: ReasonForm, refused: str) -> HttpResponse:
    opened = reading.show_case(by=request.actor, case=row, form=FORM)
    record = opened.current(FORM)
    if record is None and not refused:
        raise Http404
    state = state_of(opened)
    shown: dict[str, Any] = {
        **head(request, opened),
        "record": record,
        "told": SafetyPlanForm.shown(record.data, today=clock.today()) if record else [],
        "decision": decision_on(opened),
        "is_waiting": state is State.WAITING,
        "wrote_it": str(request.actor.member.id) in askers(opened),
        "form": form,
        "step_refused": refused,
    }
    return render(request, "care/plan.html", shown, status=409 if refused else 422 if form.errors else 200)


def _revision(request: StaffRequest) -> int:
    said = request.POST.get("revision", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0
