"""Answering an exception to consent: a second member reads the terms, and approves them or does not."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care.actions import excepting, reading
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.exceptions import FORM, Answer, State, askers, state_of
from qorgan.web.care.forms.exception import STATES, ExceptionForm
from qorgan.web.care.models import Case
from qorgan.web.care.records import OpenedCase
from qorgan.web.care.staff.common import case_or_404, head
from qorgan.web.shell import clock
from qorgan.web.shell.forms import QuietForm, TextField

_OVER = frozenset({State.DECLINED, State.WITHDRAWN, State.ENDED})


class AnswerForm(QuietForm):
    """Why."""

    reason = TextField(label=_("Why"), rows=3, max_length=4000)


@staff_only(Permission.CASES, hands_back=True)
def exception(request: StaffRequest, number: uuid.UUID, entry: uuid.UUID) -> HttpResponse:
    """Show what was asked for, and answer it or take it back."""
    row, form, refused = case_or_404(request, number), AnswerForm(request.POST or None), ""
    is_answer = form.is_bound and not getattr(request, "is_stale", False)
    if is_answer and form.is_valid():
        try:
            excepting.answer(
                by=request.actor,
                case=row,
                entry=str(entry),
                revision=_revision(request),
                said=_said(request),
                reason=form.cleaned_data["reason"],
            )
            return redirect("staff:case", number=number)
        except NotPossible as why:
            refused = str(why)
    return _page(request, row, str(entry), form, refused)


def _page(request: StaffRequest, row: Case, entry: str, form: AnswerForm, refused: str) -> HttpResponse:
    opened, today = reading.show_case(by=request.actor, case=row, form=FORM), clock.today()
    record = opened.current(FORM, entry)
    if record is None:
        raise Http404
    state = state_of(record, opened, today=today)
    wrote = askers(record, opened, until=record.revision)
    shown = {
        **head(request, opened),
        "record": record,
        "state": STATES[state],
        "told": ExceptionForm.shown(record.data, today=today),
        "may_answer": state is State.WAITING
        and request.actor.may(Permission.LEAD)
        and str(request.actor.member.id) not in wrote,
        "may_take_back": state not in _OVER,
        "form": form,
        "step_refused": refused,
    }
    return render(request, "care/exception.html", shown, status=409 if refused else 422 if form.errors else 200)


def _said(request: StaffRequest) -> Answer:
    try:
        return Answer(request.POST.get("said", ""))
    except ValueError:
        raise Http404 from None


def _revision(request: StaffRequest) -> int:
    said = request.POST.get("revision", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0


def at_a_glance(opened: OpenedCase) -> list[dict[str, Any]]:
    """Return each exception of a case with where it stands, for the page of the case."""
    today = clock.today()
    return [
        {"record": one, "line": ExceptionForm.line(one.data), "state": STATES[state_of(one, opened, today=today)]}
        for one in opened.entries(FORM)
    ]
