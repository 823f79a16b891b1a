"""One case: steps at a glance, what is due, the time line, who works on it."""

import uuid
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.models import Member
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care import plans
from qorgan.web.care.actions import closing, reading, writing
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.models import Case, Referral
from qorgan.web.care.records import ONLY, OpenedCase
from qorgan.web.care.registry import FORMS, STEPS, TITLES, forms_of
from qorgan.web.care.staff import outside
from qorgan.web.care.staff.common import case_or_404, colleagues, head
from qorgan.web.care.summary import due_of, step_of
from qorgan.web.sealed import drafts
from qorgan.web.shell import clock
from qorgan.web.shell.forms import QuietForm, TextField

NEWEST = 8  # lines of the time line before the rest is folded away


class AssignForm(QuietForm):
    """Giving a case to a colleague."""

    to = forms.ChoiceField(label=_("Who works on it"))

    def __init__(self, *args: Any, members: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = members  # type: ignore[attr-defined]


class DecisionForm(QuietForm):
    """What a supervisor decides, and why."""

    reason = TextField(label=_("Why"), rows=3, max_length=4000)


@staff_only(Permission.CASES)
def case(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Show a case."""
    return _page(request, case_or_404(request, number))


def _page(request: StaffRequest, row: Case, status: int = 200, **more: Any) -> HttpResponse:
    opened = reading.show_case(by=request.actor, case=row)
    today, lines = clock.today(), _lines(opened)
    shown = {
        **head(request, opened),
        "steps": _steps(opened),
        "reached": step_of(opened),
        "due": [
            {"day": one.day, "what": one.what, "is_overdue": one.day < today} for one in due_of(opened, today=today)
        ],
        "flags": _flags(opened),
        "begun": _begun(request, row),
        "newest": lines[:NEWEST],
        "older": lines[NEWEST:],
        "came_from": opened.data("opening").get("came_from", ""),
        "may_lead": request.actor.may(Permission.LEAD),
        "assign_form": AssignForm(members=colleagues(request.actor), initial={"to": row.assigned_to_id}),
        "decision_form": DecisionForm(),
        "asked_by_her": (asked := opened.current("closure")) is not None and asked.by == str(request.actor.member.id),
        "decisions": opened.entries(closing.DECISION),
        "plan_waits": plans.state_of(opened) is plans.State.WAITING,
        **outside.at_a_glance(opened),
        "referrals": Referral.objects.filter(case=row).select_related("to_centre"),
        "received_by": Referral.objects.filter(received_case=row).select_related("from_centre").first(),
        **more,
    }
    return render(request, "care/case.html", shown, status=status)


def _steps(opened: OpenedCase) -> list[dict[str, Any]]:
    """Return the six steps, each with its forms and what was written in them."""
    return [
        {"name": name, "title": title, "forms": [_at_a_glance(opened, one.name) for one in forms_of(name)]}
        for name, title in STEPS.items()
    ]


def _at_a_glance(opened: OpenedCase, name: str) -> dict[str, Any]:
    form, today = FORMS[name], clock.today()
    entries = [
        {"record": one, "line": form.form.line(one.data), "judged": form.form.judged(one.data, opened, today=today)}
        for one in opened.entries(name)
    ]
    return {"form": form, "entries": entries, "fresh": uuid.uuid4() if form.many else None}


def _flags(opened: OpenedCase) -> list[Any]:
    """Return what warns of something, from every form that says so."""
    today = clock.today()
    return [flag for form in FORMS.values() for flag in form.form.flags(opened, today=today)]


def _lines(opened: OpenedCase) -> list[dict[str, Any]]:
    return [{"record": one, "title": TITLES.get(one.form, one.form)} for one in opened.timeline()]


def _begun(request: StaffRequest, row: Case) -> list[dict[str, Any]]:
    """Return what she has begun in this case and not saved."""
    found = []
    for name, begun in drafts.read(request.actor.member, row.pk, request.actor.intake).items():
        form, _slash, entry = name.partition("/")
        if form in FORMS:
            found.append({"form": FORMS[form], "entry": "" if entry == ONLY else uuid.UUID(entry), "at": begun["at"]})
    return found


@staff_only(Permission.CASES)
def assign(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Give a case to a colleague; a worker takes it herself, a supervisor gives it to anybody of the centre."""
    row = case_or_404(request, number)
    form = AssignForm(request.POST or None, members=colleagues(request.actor))
    if form.is_bound and form.is_valid():
        to = get_object_or_404(Member, id=form.cleaned_data["to"], centre=request.actor.member.centre_id)
        if to.id != request.actor.member.id and not request.actor.may(Permission.LEAD):
            raise Http404
        try:
            writing.assign(by=request.actor, case=row, to=to)
        except NotPossible as refused:
            return _page(request, row, 409, step_refused=str(refused))
    return redirect("staff:case", number=number)


@staff_only(Permission.LEAD)
def decide(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Approve that a case is closed, decline it, or open it again."""
    row = case_or_404(request, number)
    form = DecisionForm(request.POST or None)
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            if request.POST.get("to") == "reopen":
                closing.reopen(by=request.actor, case=row, reason=reason)
            else:
                is_approved = request.POST.get("to") == "close"
                closing.decide_closing(by=request.actor, case=row, is_approved=is_approved, reason=reason)
        except NotPossible as refused:
            return _page(request, row, 409, step_refused=str(refused), decision_form=form)
    elif form.is_bound:
        return _page(request, row, 422, decision_form=form)
    return redirect("staff:case", number=number)
