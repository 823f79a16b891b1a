"""A form of a file: write, keep for now, save, meet what a colleague saved meanwhile, read on paper."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.actions.writing import Changed, draft_name
from qorgan.web.care.forms.base import CaseForm, RecordForm, bound
from qorgan.web.care.models import ProgrammeFile
from qorgan.web.care.programme import actions
from qorgan.web.care.programme.kinds import about
from qorgan.web.care.programme.staff import head, opened_for_page, row_or_404
from qorgan.web.care.records import ONLY
from qorgan.web.care.staff.form import is_kept_only, keeping, sent_fields
from qorgan.web.sealed import drafts
from qorgan.web.shell import clock


def _form_or_404(row: ProgrammeFile, form: str, entry: uuid.UUID | None) -> CaseForm:
    found = about(row).forms.get(form)
    if found is None or found.many != (entry is not None):
        raise Http404
    return found


def form(
    request: StaffRequest, number: uuid.UUID, form: str, entry: uuid.UUID | None = None, *, place: str
) -> HttpResponse:
    """Write a form of a file, or an entry of it."""
    row = row_or_404(request, number, place)
    what, name = _form_or_404(row, form, entry), str(entry) if entry else ONLY
    if request.method == "POST" and (is_kept_only(request) or "discard" in request.POST):
        try:
            return _drafted(request, row, draft_name(form, name))
        except NotPossible:
            page = _Page(request, row, what, name)
            page.form = page.form.unjudged()  # what she wrote stands, and the page says why nothing more is written
            return page.answer(409)
    page = _Page(request, row, what, name)
    if request.method != "POST":
        return page.answer()
    if page.form.is_stale or not page.form.is_valid():
        return page.answer(200 if page.form.is_stale else 422)
    return page.saved()


def _drafted(request: StaffRequest, row: ProgrammeFile, name: str) -> HttpResponse:
    if "discard" in request.POST:
        actions.drop_draft(by=request.actor, row=row, name=name)
    else:
        sent, began_from = sent_fields(request), _began_from(request)
        actions.keep_draft(by=request.actor, row=row, name=name, sent=sent, began_from=began_from)
    if request.POST.get("keep") == "script":
        return HttpResponse(status=204)
    return redirect(f"staff:{about(row).place}-file", number=row.pk)


class _Page:
    """A form before her: as sent, as kept for now, or as it stands."""

    def __init__(self, request: StaffRequest, row: ProgrammeFile, what: CaseForm, entry: str) -> None:
        self.request, self.row, self.what, self.entry = request, row, what, entry
        self.opened = opened_for_page(request, row, what.name)
        self.now = self.opened.current(what.name, entry)
        self.begun: dict[str, Any] | None = None
        self.began_from = self.now.revision if self.now else 0
        self.form = self._sent() if request.method == "POST" else self._before_her()

    def _sent(self) -> RecordForm:
        self.began_from = _began_from(self.request)
        found = self.what.form(self.request.POST, opened=self.opened, today=clock.today())
        found.is_stale = getattr(self.request, "is_stale", False)
        return found.unjudged() if found.is_stale else found

    def _before_her(self) -> RecordForm:
        held = self.request.actor.held(about(self.row).duty)
        kept = drafts.read(self.request.actor.member, self.row.pk, held)
        self.begun = kept.get(draft_name(self.what.name, self.entry))
        named: dict[str, Any] = {"opened": self.opened, "today": clock.today()}
        if self.begun:
            self.began_from = int(self.begun["began_from"])
            return bound(self.what.form, self.begun["sent"], **named).unjudged()
        return self.what.form(initial=dict(self.now.data) if self.now else {}, **named)

    def saved(self) -> HttpResponse:
        """Save it, or show why not."""
        try:
            actions.save(
                by=self.request.actor,
                row=self.row,
                form=self.what,
                entry=self.entry,
                began_from=self.began_from,
                data=self.form.document(),
            )
        except Changed as changed:
            # Hers stands in the form, theirs beside it; the next save is over what they saved.
            newest = changed.opened.current(self.what.name, self.entry)
            self.opened, self.began_from = changed.opened, newest.revision if newest else 0
            theirs = self.what.form.shown(newest.data, today=clock.today()) if newest else []
            return self.answer(409, other=newest, theirs=theirs)
        except NotPossible as refused:
            self.form.add_error(None, str(refused))
            return self.answer(409)
        return redirect(f"staff:{about(self.row).place}-file", number=self.row.pk)

    def answer(self, status: int = 200, **more: Any) -> HttpResponse:
        """Show the page."""
        refused, today = "", clock.today()
        try:
            actions.check_open(self.opened, self.row, self.what.name)
        except NotPossible as why:
            refused = str(why)
        history = [
            {"record": one, "shown": self.what.form.shown(one.data, today=today)}
            for one in reversed(self.opened.history(self.what.name, self.entry))
        ]
        shown = {
            **head(self.request, self.row, self.opened),
            "about": self.what,
            "title": self.what.title,
            "form": self.form,
            "begun": self.begun,
            "began_from": self.began_from,
            "history": history,
            "closed_because": refused,
            "may_keep": True,
            **more,
        }
        return keeping(render(self.request, "care/programme/write.html", shown, status=status))


def _began_from(request: StaffRequest) -> int:
    said = request.POST.get("began_from", "0")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0


def paper(
    request: StaffRequest, number: uuid.UUID, form: str, entry: uuid.UUID | None = None, *, place: str
) -> HttpResponse:
    """Show what stands of a form for reading and printing; of a partner's, as long as she allows the contact."""
    row = row_or_404(request, number, place)
    what, opened = _form_or_404(row, form, entry), opened_for_page(request, row, form)
    record = opened.current(form, str(entry) if entry else ONLY)
    if record is None:
        raise Http404
    shown = {**head(request, row, opened), "about": what, "record": record}
    if actions.may_leave(opened, row, form):
        shown["printed"] = what.form.printed(record.data, today=clock.today())
    return render(request, "care/programme/paper.html", shown)
