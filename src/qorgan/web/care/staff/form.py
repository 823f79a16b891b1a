"""Every form of every case: write, keep for now, save, meet what a colleague saved meanwhile, read on paper.

One page serves all forms of the registry. What is sent with `keep` is a draft and changes nothing of the case; it is not
looked at for faults. A form carries the revision it began from, and what she began from is merged with what stands:
where she changed nothing, the newer answer stands in her form; where both changed, hers does, with the other beside it.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care.actions import reading, writing
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.actions.writing import Changed, draft_name
from qorgan.web.care.consents import NOTHING_MORE
from qorgan.web.care.forms.base import CaseForm, RecordForm, bound, raw
from qorgan.web.care.models import Case
from qorgan.web.care.records import ONLY, OpenedCase, Record
from qorgan.web.care.registry import FORMS
from qorgan.web.care.staff.common import case_or_404, head
from qorgan.web.sealed import drafts
from qorgan.web.shell import clock

OURS = frozenset({"form_token", "began_from", "keep", "discard", "save"})  # fields of the page, not of the form
Form = TypeVar("Form", bound=RecordForm)


@dataclass(frozen=True)
class Difference:
    """A field that a colleague changed while she wrote."""

    label: Any
    stands: Any
    hers: Any
    both: bool


@staff_only(Permission.CASES, hands_back=True)
def form(request: StaffRequest, number: uuid.UUID, form: str, entry: uuid.UUID | None = None) -> HttpResponse:
    """Write a form of a case, or an entry of it."""
    about = _form_or_404(form)
    if about.many != (entry is not None):
        raise Http404
    row, name = case_or_404(request, number), str(entry) if entry else ONLY
    if request.method == "POST" and is_kept_only(request):
        return _keep(request, row, about, name)
    if request.method == "POST" and "discard" in request.POST:
        writing.drop_draft(by=request.actor, case=row, name=draft_name(form, name))
        return redirect("staff:case", number=number)
    return _write(request, row, about, name)


def _form_or_404(name: str) -> CaseForm:
    if name not in FORMS:
        raise Http404
    return FORMS[name]


def _keep(request: StaffRequest, row: Case, about: CaseForm, entry: str) -> HttpResponse:
    try:
        writing.keep_draft(
            by=request.actor,
            case=row,
            name=draft_name(about.name, entry),
            sent=sent_fields(request),
            began_from=_began_from(request),
        )
    except NotPossible:
        # What she wrote stands, unjudged, and the page says why nothing more is written.
        page = _Page(request, reading.show_case(by=request.actor, case=row, form=about.name), about, entry)
        page.form = page.form.unjudged()
        return page.answer(409)
    return answer_kept(request, "staff:case", number=row.pk)


def _write(request: StaffRequest, row: Case, about: CaseForm, entry: str) -> HttpResponse:
    opened = reading.show_case(by=request.actor, case=row, form=about.name)
    page = _Page(request, opened, about, entry)
    if request.method != "POST":
        return page.answer()
    if page.form.is_stale:
        return page.answer(200)
    if not page.form.is_valid():
        return page.answer(422)
    try:
        writing.save_form(
            by=request.actor,
            case=row,
            form=about,
            entry=entry,
            began_from=_began_from(request),
            data=page.form.document(),
        )
    except Changed as changed:
        return page.answer_changed(changed.opened)
    except NotPossible as refused:
        page.form.add_error(None, str(refused))
        return page.answer(409)
    return redirect("staff:case", number=row.pk)


class _Page:
    """A form of a case before her, with what stands around it."""

    def __init__(self, request: StaffRequest, opened: OpenedCase, about: CaseForm, entry: str) -> None:
        self.request, self.opened, self.about, self.entry = request, opened, about, entry
        self.now = opened.current(about.name, entry)
        self.began_from = self.now.revision if self.now else 0
        named: dict[str, Any] = {"opened": opened, "today": clock.today()}
        self.form, self.begun = form_before_her(
            request,
            about.form,
            case=opened.case,
            name=draft_name(about.name, entry),
            initial=dict(self.now.data) if self.now else {},
            **named,
        )
        if request.method == "POST":
            self.began_from = _began_from(request)
        elif self.begun:
            self.began_from = int(self.begun["began_from"])

    def answer(self, status: int = 200, **more: Any) -> HttpResponse:
        """Show the page."""
        refused = ""
        try:
            writing.check_open(self.opened, self.about.name)
        except NotPossible as why:
            refused = str(why)
        today = clock.today()
        shown = {
            **head(self.request, self.opened),
            "about": self.about,
            "entry": self.entry,
            "form": self.form,
            "begun": self.begun,
            "began_from": self.began_from,
            "now": self.now,
            "judged": self.about.form.judged(self.now.data, self.opened, today=today) if self.now else [],
            "history": _history(self.opened, self.about, self.entry),
            "closed_because": refused,
            **more,
        }
        return keeping(render(self.request, "care/form.html", shown, status=status))

    def answer_changed(self, opened: OpenedCase) -> HttpResponse:
        """Show her own text with what a colleague saved meanwhile, field by field; the next save is over that one."""
        newest = opened.current(self.about.name, self.entry)
        if newest is None:  # it was there a moment ago
            raise Http404
        base = _at_revision(opened, self.about, self.entry, self.began_from)
        hers = self.form.document()
        changed = [name for name in self.form.fields if newest.data.get(name) != base.get(name)]
        sent = sent_fields(self.request)
        taken_over = raw(
            {name: newest.data[name] for name in changed if name in newest.data and _same(hers, base, name)}
        )
        for name in changed:
            if _same(hers, base, name):
                sent[name] = taken_over.get(name, [])
        words = dict(_worded(self.about, hers)), dict(_worded(self.about, newest.data))
        differences = [
            Difference(
                label=self.form.fields[name].label,
                stands=words[1].get(name, ""),
                hers=words[0].get(name, ""),
                both=not _same(hers, base, name),
            )
            for name in changed
        ]
        self.form = bound(self.about.form, sent, opened=opened, today=clock.today()).unjudged()
        self.opened, self.now, self.began_from = opened, newest, newest.revision
        return self.answer(409, differences=differences, other=newest)


def _same(one: Mapping[str, Any], other: Mapping[str, Any], name: str) -> bool:
    return bool(one.get(name) == other.get(name))


def _at_revision(opened: OpenedCase, about: CaseForm, entry: str, revision: int) -> Mapping[str, Any]:
    found = [one.data for one in opened.history(about.name, entry) if one.revision == revision]
    return found[-1] if found else {}


def _worded(about: CaseForm, data: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [
        (name, words)
        for name in about.form(today=clock.today()).fields
        if name in data
        for _label, words in about.form.shown({name: data[name]}, today=clock.today())
    ]


def _history(opened: OpenedCase, about: CaseForm, entry: str) -> list[dict[str, Any]]:
    return [
        {"record": one, "shown": about.form.shown(one.data, today=clock.today())}
        for one in reversed(opened.history(about.name, entry))
    ]


def _began_from(request: StaffRequest) -> int:
    said = request.POST.get("began_from", "0")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0


def keeping(response: HttpResponse) -> HttpResponse:
    """Let the page's own script send what she writes back to this door: no other page may send anything by script."""
    response.keeps_drafts = True  # type: ignore[attr-defined]
    return response


def sent_fields(request: StaffRequest) -> dict[str, list[str]]:
    """Return what she wrote and chose, as it came."""
    return {name: values for name, values in request.POST.lists() if name not in OURS and any(values)}


def is_kept_only(request: StaffRequest) -> bool:
    """Say whether she wants it kept and not saved; never where the form is of an earlier sign-in."""
    return "keep" in request.POST and not getattr(request, "is_stale", False)


def answer_kept(request: StaffRequest, place: str, **named: Any) -> HttpResponse:
    """Answer the script with nothing, and her with the page before."""
    return HttpResponse(status=204) if request.POST["keep"] == "script" else redirect(place, **named)


def form_before_her(
    request: StaffRequest, kind: type[Form], *, case: Case | None, name: str, **named: Any
) -> tuple[Form, dict[str, Any] | None]:
    """Return the form as it is before her: as sent, as kept for now, or as it stands; and the draft where there is one."""
    named.setdefault("today", clock.today())
    if request.method == "POST":
        found = kind(request.POST, **named)
        found.is_stale = getattr(request, "is_stale", False)
        return (found.unjudged() if found.is_stale else found), None
    begun = drafts.read(request.actor.member, case.pk if case else None, request.actor.intake).get(name)
    if begun:
        named.pop("initial", None)
        return bound(kind, begun["sent"], **named).unjudged(), begun  # type: ignore[return-value]
    return kind(**named), None


@staff_only(Permission.CASES)
def paper(request: StaffRequest, number: uuid.UUID, form: str, entry: uuid.UUID | None = None) -> HttpResponse:
    """Show what stands of a form for reading and printing, as long as she allows the file; consents and closing always."""
    about = _form_or_404(form)
    if about.many != (entry is not None):
        raise Http404
    row = case_or_404(request, number)
    opened = reading.show_case(by=request.actor, case=row, form=form)
    record = opened.current(form, str(entry) if entry else ONLY)
    if record is None:
        raise Http404
    shown = {**head(request, opened), "about": about, "record": record, "is_hers": about.form.IS_HERS}
    if not shown["is_taken_back"] or form in NOTHING_MORE:
        shown["parts"] = _parts(about, record, opened)
    return render(request, "care/paper.html", shown)


def _parts(about: CaseForm, record: Record, opened: OpenedCase) -> dict[str, Any]:
    today = clock.today()
    return {
        "shown": about.form.printed(record.data, today=today),
        "withheld": about.form.withheld(record.data),
        "judged": about.form.judged(record.data, opened, today=today),
    }
