"""Words to her in three languages: chosen, filled in and shown, to be sent or said in the way that she named. Not kept."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care.actions import reading
from qorgan.web.care.forms.wording import WordsForm
from qorgan.web.care.lettering import Refusal, is_reviewed
from qorgan.web.care.records import OpenedCase
from qorgan.web.care.staff.common import case_or_404, head
from qorgan.web.care.wording import Said, compose, phrases
from qorgan.web.shell import clock


@staff_only(Permission.CASES, hands_back=True)
def words(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Choose words and fill them in; show them as they may leave."""
    opened = reading.show_case(by=request.actor, case=case_or_404(request, number), form="words")
    known = phrases().get(request.POST.get("code", ""))
    is_new = known is None or "next" in request.POST
    form = WordsForm(
        request.POST or None,
        slots=() if known is None or is_new else known.slots,
        initial={"language": opened.data("opening").get("speaks", "")},
    )
    if not form.is_bound or getattr(request, "is_stale", False):
        return _page(request, opened, form.unjudged() if form.is_bound else form)
    if not form.is_valid():
        return _page(request, opened, form, 422)
    said = Said.from_data(form.cleaned_data)
    if is_new and phrases()[said.code].slots:
        chosen = WordsForm(initial=form.cleaned_data, slots=phrases()[said.code].slots)
        return _page(request, opened, chosen, **_review(said))
    try:
        return _page(request, opened, form, composed=compose(opened, said, today=clock.today()), **_review(said))
    except Refusal as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return _page(request, opened, form, 409)


def _review(said: Said) -> dict[str, Any]:
    return {"is_unreviewed": not is_reviewed(phrases()[said.code], said.language)}


def _page(request: StaffRequest, opened: OpenedCase, form: WordsForm, status: int = 200, **more: Any) -> HttpResponse:
    has_slots = len(form.fields) > len(WordsForm.base_fields)
    is_stale = getattr(request, "is_stale", False)
    shown = {**head(request, opened), "form": form, "has_slots": has_slots, "is_stale": is_stale, **more}
    return render(request, "care/words.html", shown, status=status)
