"""Pages of the programme and of partner safety: lists, files, the sheet of a group, who holds the keys of the duty.

Both duties have the same pages at addresses of their own: `addresses.py` puts the permission before each.
"""

import uuid
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from qorgan.care.programme import Attendance
from qorgan.kernel.facts import whole_day
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.models import Duty, Role
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.actions.retention import file_ends
from qorgan.web.care.forms.opening import WAYS
from qorgan.web.care.models import Case, ProgrammeFile
from qorgan.web.care.programme import actions
from qorgan.web.care.programme.forms.participant import ATTENDED, BASES, GroupSessionForm
from qorgan.web.care.programme.forms.partner import NewPartnerForm, may_be_reached
from qorgan.web.care.programme.kinds import ABOUT, Kind, about
from qorgan.web.care.records import OpenedCase, Records
from qorgan.web.care.staff import holders
from qorgan.web.care.staff.common import names_of
from qorgan.web.shell import clock

_ROLES = {Duty.PROGRAMME: Role.FACILITATOR, Duty.PARTNER_SAFETY: Role.PARTNER_SAFETY}
_OTHER = {Kind.PARTICIPANT: "programme", Kind.GROUP: "programme-groups", Kind.PARTNER: "partner-safety"}


def row_or_404(request: StaffRequest, number: uuid.UUID, place: str) -> ProgrammeFile:
    rows = ProgrammeFile.objects.select_related("thread", "assigned_to").filter(centre=request.actor.member.centre_id)
    row = get_object_or_404(rows, pk=number)
    if about(row).place != place:
        raise Http404
    return row


def opened_for_page(request: StaffRequest, row: ProgrammeFile, form: str = "") -> OpenedCase:
    opened = actions.show(by=request.actor, row=row, form=form)
    if row.kind == Kind.PARTICIPANT:
        opened.worked_out["groups"] = actions.groups(request.actor)
    return opened


def listed(request: StaffRequest, *, kind: Kind) -> HttpResponse:
    today, names = clock.today().isoformat(), names_of(request.actor)
    rows = [
        {
            "row": one.row,
            "summary": one.summary,
            "what": dict(BASES).get(one.summary.get("what", ""), ""),
            "due": whole_day(one.summary.get("due", "")),
            "is_overdue": one.summary.get("due", "9999") < today,
            "assigned": names.get(str(one.row.assigned_to_id), ""),
            "ends": file_ends(one.row, today=clock.today()),
        }
        for one in actions.listed(by=request.actor, kind=kind)
    ]
    shown = {"listed": rows, **place_of(kind), "holds": bool(request.actor.held(ABOUT[kind].duty))}
    return render(request, "care/programme/list.html", shown)


def place_of(kind: Kind) -> dict[str, Any]:
    what = ABOUT[kind]
    return {
        "what": what,
        "kind": kind,
        "lists": [
            (name, ABOUT[one].title, one == kind) for one, name in _OTHER.items() if ABOUT[one].place == what.place
        ],
        "list_url": f"staff:{_OTHER[kind]}",
        "new_url": "staff:programme-new-group" if kind == Kind.GROUP else f"staff:{what.place}-new",
        "keys_url": f"staff:{what.place}-keys",
        "file_url": f"staff:{what.place}-file",
    }


def new(request: StaffRequest, *, kind: Kind) -> HttpResponse:
    what = ABOUT[kind]
    # Nothing was written yet; a form asks for what it needs of the centre.
    empty = OpenedCase(cast("Case", ProgrammeFile(centre=request.actor.centre, kind=kind)), Records())
    if kind == Kind.PARTICIPANT:
        empty.worked_out["groups"] = actions.groups(request.actor)
    form = what.begins(request.POST or None, opened=empty, today=clock.today())
    if request.method == "POST" and getattr(request, "is_stale", False):
        form.is_stale = True
        form = form.unjudged()
    elif form.is_bound and form.is_valid():
        records = form.parts() if isinstance(form, NewPartnerForm) else [(what.first, form.document())]
        try:
            row = actions.begin(by=request.actor, kind=kind, records=records)
            return redirect(f"staff:{what.place}-file", number=row.pk)
        except NotPossible as refused:
            form.add_error(None, str(refused))
    shown = {"form": form, **place_of(kind), "title": what.new, "may_keep": False}
    return render(request, "care/programme/write.html", shown, status=422 if form.is_bound and form.errors else 200)


def head(request: StaffRequest, row: ProgrammeFile, opened: OpenedCase) -> dict[str, Any]:
    names, first = names_of(request.actor), opened.data(about(row).first)
    told = {
        **place_of(Kind(row.kind)),
        "row": row,
        "called": first.get("called", ""),
        "names": names,
        "assigned": names.get(str(row.assigned_to_id), ""),
        "refused": opened.records.refused,
        "ends": file_ends(row, today=clock.today()),
    }
    return {**told, "contact": _contact(first, opened)} if row.kind == Kind.PARTNER else told


def _contact(data: Mapping[str, Any], opened: OpenedCase) -> dict[str, Any]:
    if not may_be_reached(opened, today=clock.today()):
        return {"may_contact": False}
    ways = [label for code, label in WAYS if code in data.get("ways", [])]
    told = {name: data.get(name, "") for name in ("never", "where", "hours", "safe_word")}
    return {**told, "ways": ways, "may_contact": True}


def file(request: StaffRequest, number: uuid.UUID, *, place: str) -> HttpResponse:
    row = row_or_404(request, number, place)
    if request.method == "POST" and not getattr(request, "is_stale", False):
        try:
            actions.take(by=request.actor, row=row)
        except NotPossible:  # she holds no keys: the list says so, and who hands them on
            return redirect(f"staff:{place}")
        return redirect(f"staff:{place}-file", number=number)
    opened, today = opened_for_page(request, row), clock.today()
    sheets = [
        {
            "form": form,
            "entries": [
                {
                    "record": one,
                    "line": form.form.line(one.data),
                    "judged": form.form.judged(one.data, opened, today=today),
                }
                for one in opened.entries(form.name)
            ],
            "fresh": uuid.uuid4(),
        }
        for form in about(row).forms.values()
    ]
    shown = {
        **head(request, row, opened),
        "sheets": sheets,
        "flags": actions.flags_of(opened, row),
        "due": [{"day": one.day, "what": one.what, "late": one.day < today} for one in actions.due_of(opened, row)],
        "members": actions.in_group(request.actor, row) if row.kind == Kind.GROUP else None,
        "lines": [{"record": one, "title": about(row).forms[one.form].title} for one in opened.timeline()][:20],
        "is_hers": row.assigned_to_id == request.actor.member.id,
    }
    return render(request, "care/programme/file.html", shown)


def sheet(request: StaffRequest, number: uuid.UUID, *, place: str) -> HttpResponse:
    row = row_or_404(request, number, place)
    if row.kind != Kind.GROUP:
        raise Http404
    opened = opened_for_page(request, row, "session")
    members = actions.in_group(request.actor, row)
    form = _SheetForm(request.POST or None, opened=opened, today=clock.today(), members=members)
    if getattr(request, "is_stale", False):
        form.is_stale = True
        form = form.unjudged()
    elif form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            actions.save_sheet(
                by=request.actor,
                group=row,
                number=data["number"],
                day=data["day"],
                words=data["words"],
                attended={one: Attendance(data[f"m-{one}"]) for one in form.numbers if data.get(f"m-{one}")},
            )
            return redirect(f"staff:{place}-file", number=number)
        except NotPossible as refused:
            form.add_error(None, str(refused))
    shown = {**head(request, row, opened), "title": _("Attendance"), "form": form, "may_keep": False}
    return render(request, "care/programme/write.html", shown, status=422 if form.is_bound and form.errors else 200)


class _SheetForm(GroupSessionForm):
    """The session, and one line for each participant."""

    def __init__(self, *args: Any, members: list[actions.Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = [str(one.row.pk) for one in members]
        for one in members:
            self.fields[f"m-{one.row.pk}"] = _attendance(str(one.summary.get("name", one.row.ref)))
        self.fields["day"].error_messages["required"] = _("Write the day of the session.")


def _attendance(name: str) -> forms.ChoiceField:
    found = forms.ChoiceField(label=name, choices=ATTENDED, required=False, widget=forms.RadioSelect)
    found.is_across = True  # type: ignore[attr-defined]
    return found


def keys(request: StaffRequest, *, duty: Duty) -> HttpResponse:
    """Show who has this duty, and do what its page of keys offers."""
    kind = Kind.PARTICIPANT if duty == Duty.PROGRAMME else Kind.PARTNER
    of = holders.Holders(
        duty=duty,
        role=_ROLES[duty],
        address=f"staff:{ABOUT[kind].place}-keys",
        home=f"staff:{_OTHER[kind]}",
        title=ABOUT[kind].title,
        lead=_(
            "Only who holds these keys reads the files of this duty. Nobody else at the centre does, its supervisors neither."
        ),
    )
    return holders.page(request, of)
