"""Letters to services: choose, fill in, look it through, keep it in the case, print it."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care.actions import lettering as action
from qorgan.web.care.actions import reading
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.forms.exception import SAYS
from qorgan.web.care.forms.letter import TITLES, LetterForm
from qorgan.web.care.lettering import FORM, Refusal, Told, compose, is_reviewed, letters, recipients_of, suggested
from qorgan.web.care.models import Case
from qorgan.web.care.records import OpenedCase, Record
from qorgan.web.care.staff.common import case_or_404, head
from qorgan.web.shell import clock


@staff_only(Permission.CASES, hands_back=True)
def letter(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Choose a letter and fill it in; nothing is kept before she has seen it whole."""
    row = case_or_404(request, number)
    opened = reading.show_case(by=request.actor, case=row, form=FORM)
    form = _form(request, opened)
    if not form.is_bound or getattr(request, "is_stale", False):
        return _page(request, opened, form.unjudged() if form.is_bound else form)
    if not form.is_valid():
        return _page(request, opened, form, 422)
    if "next" in request.POST:
        return _page(request, opened, _with_slots(opened, Told.from_data(form.cleaned_data)))
    return _page(request, opened, form) if "change" in request.POST else _composed(request, opened, form)


def _composed(request: StaffRequest, opened: OpenedCase, form: LetterForm) -> HttpResponse:
    """Show the letter whole, or keep it."""
    told, row = Told.from_data(form.cleaned_data), opened.case
    try:
        if "keep" in request.POST:
            entry = action.write(by=request.actor, case=row, told=told)
            return redirect("staff:case-letter-paper", number=row.pk, entry=entry)
        composed = compose(opened, told, centre=row.centre.name, today=clock.today())
    except NotPossible as refused:
        name = refused.field if isinstance(refused, Refusal) and refused.field in form.fields else None
        form.add_error(name, str(refused))
        return _page(request, opened, form, 409)
    return _page(
        request, opened, form, composed=composed.text, tells=[SAYS[one] for one in SAYS if one in composed.content]
    )


def _form(request: StaffRequest, opened: OpenedCase) -> LetterForm:
    known = letters().get(request.POST.get("kind", ""))
    slots = known.slots if known and "next" not in request.POST else frozenset()
    recipients = recipients_of(opened, today=clock.today())
    return LetterForm(request.POST or None, recipients=recipients, slots=slots)


def _with_slots(opened: OpenedCase, told: Told) -> LetterForm:
    slots = letters()[told.kind].slots
    initial = suggested(opened, told.language) | told.to_data()
    return LetterForm(initial=initial, recipients=recipients_of(opened, today=clock.today()), slots=slots)


def _page(request: StaffRequest, opened: OpenedCase, form: LetterForm, status: int = 200, **more: Any) -> HttpResponse:
    told = Told.from_data(form.cleaned_data if form.is_bound and hasattr(form, "cleaned_data") else form.initial)
    template = letters().get(told.kind)
    shown = {
        **head(request, opened),
        "form": form,
        "has_slots": "name" in form.fields,
        "is_stale": getattr(request, "is_stale", False),
        "recipients": recipients_of(opened, today=clock.today()),
        "fresh": uuid.uuid4(),
        "is_unreviewed": template is not None
        and not is_reviewed(template, told.language, may_reach_her=told.may_reach_her),
        **more,
    }
    return render(request, "care/letter.html", shown, status=status)


@staff_only(Permission.CASES)
def paper(request: StaffRequest, number: uuid.UUID, entry: uuid.UUID) -> HttpResponse:
    """Show a letter for printing, as long as all that allowed it still does, word for word."""
    row = case_or_404(request, number)
    opened = reading.show_case(by=request.actor, case=row, form=FORM)
    record = opened.current(FORM, str(entry))
    if record is None:
        raise Http404
    told, why_not = Told.from_data(record.data), _why_not(row, opened, record)
    template = letters().get(told.kind)
    shown = {
        **head(request, opened),
        "record": record,
        "title": title_of(record),
        "text": "" if why_not else record.data["text"],
        "why_not": why_not,
        "tells": [SAYS[one] for one in SAYS if one.value in record.data["content"]],
        "is_unreviewed": template is None or not is_reviewed(template, told.language, may_reach_her=told.may_reach_her),
    }
    return render(request, "care/letter_paper.html", shown)


def _why_not(row: Case, opened: OpenedCase, record: Record) -> str:
    """Return why a letter may not be printed today; empty where it may."""
    try:
        again = compose(opened, Told.from_data(record.data), centre=row.centre.name, today=clock.today())
    except NotPossible as refused:
        return str(refused)
    if again.text == record.data["text"]:
        return ""
    return _("What it rests on has changed since: her consent, how she may be reached, or its text. Write it anew.")


def title_of(record: Record) -> str:
    """Return whom a letter is written to, in words of a page."""
    kind = record.data["kind"]
    return f"{TITLES.get(kind, kind)}: {record.data['recipient']}"


def at_a_glance(opened: OpenedCase) -> list[dict[str, Any]]:
    """Return each letter of a case, the newest first."""
    return [{"record": one, "title": title_of(one)} for one in reversed(opened.entries(FORM))]
