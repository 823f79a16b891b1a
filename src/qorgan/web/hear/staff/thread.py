"""One conversation: read, answer, note, label, assign, close, files, a new receipt, what she deleted."""

import uuid
from typing import Any, TypeVar

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.hear.waiting import shred_day
from qorgan.kernel.consent import Purpose, allows, purposes_offered
from qorgan.kernel.errors import QorganError
from qorgan.web.accounts import keyrings
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.forms import LANGUAGES
from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.models import Duty, Member, Role
from qorgan.web.accounts.permissions import Permission
from qorgan.web.accounts.profiles import profile_of
from qorgan.web.hear.actions.staff import reading, receipts, writing
from qorgan.web.hear.actions.staff.reading import OpenedThread
from qorgan.web.hear.copies import KIND
from qorgan.web.hear.forms import ASKED, CODED, CONSENTS, WAYS
from qorgan.web.hear.models import Disclosure
from qorgan.web.hear.staff.forms import AssignForm, ItIsSheForm, LabelsForm, NoteForm, ReplyForm
from qorgan.web.hear.staff.joining import joined
from qorgan.web.hear.wishes import Wishes
from qorgan.web.sealed import summaries
from qorgan.web.sealed.models import Summary
from qorgan.web.shell import clock

SPEAKERS = {
    "survivor": _("She herself"),
    "friend": _("A friend or relative"),
    "professional": _("A professional"),
    "child": _("A child"),
}
NEARBY = 30  # rows of her own open conversations beside the one she reads

Response = TypeVar("Response", HttpResponse, StreamingHttpResponse)


def _row(request: StaffRequest, number: uuid.UUID) -> Disclosure:
    visible = Disclosure.objects.visible_to(request.actor.member, today=clock.today())
    return get_object_or_404(visible.select_related("thread", "centre"), pk=number)


def _own_row(request: StaffRequest, number: uuid.UUID) -> Disclosure:
    """Return one that her centre has accepted and that she who wrote has not deleted."""
    row = _row(request, number)
    if row.centre_id is None or row.state == Disclosure.State.HIDDEN:
        raise Http404
    return row


@staff_only(Permission.READ)
def show(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Show an accepted conversation; one that is only offered is accepted first, by a button."""
    row = _row(request, number)
    if row.state == Disclosure.State.HIDDEN:
        # Also where nobody had opened it yet: somebody else may have deleted it with her code.
        shown = {"row": row, "form": ItIsSheForm(), "until": shred_day(row.hidden_day or clock.today())}
        return render(request, "hear/staff/deleted.html", shown)
    if row.centre_id is None:
        return render(request, "hear/staff/offered.html", {"row": row})
    return _page(request, row)


@staff_only(Permission.READ)
def open_it(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Accept an offered conversation."""
    if request.method == "POST":
        try:
            reading.open_disclosure(by=request.actor, disclosure=_row(request, number), is_shown=False)
        except Http404:  # taken, deleted or never there: the same page, so that it tells nothing
            return render(request, "hear/staff/taken.html", status=404)
        except reading.Taken:
            return render(request, "hear/staff/taken.html", status=409)
    else:
        _row(request, number)
    return redirect("staff:thread", number=number)


def _page(request: StaffRequest, row: Disclosure, status: int = 200, **forms: Any) -> HttpResponse:
    opened = reading.open_disclosure(by=request.actor, disclosure=row)
    members = colleagues(request.actor)
    known = summaries.read(Summary.objects.filter(thread=row.pk), request.actor.intake).get(row.pk, {})
    shown = {
        "row": opened.disclosure,
        "entries": [one for one in opened.entries if one.row.kind not in ("wishes", KIND)],
        "first": opened.first,
        "answers": _answers(opened.first.get("answers", {})),
        "joined": joined(request.actor, row, opened.first),
        "speaker": SPEAKERS.get(opened.first.get("speaker", ""), ""),
        "language_told": dict(LANGUAGES).get(opened.first.get("language", ""), ""),
        "wishes": opened.wishes,
        "ways": [label for way, label in WAYS if opened.wishes and way in opened.wishes.contact.ways],
        "consents": _consents(opened.wishes),
        "assigned": dict(members).get(str(row.assigned_to_id), ""),
        "nearby": _nearby(request),
        "may_lead": request.actor.may(Permission.LEAD),
        "may_contact": opened.wishes is not None and allows(opened.wishes.consents, Purpose.CONTACT),
        "refused": opened.refused,
        "phrases": writing.phrases_of(request.actor),
        "names": dict(members),
        "roles": dict(Role.choices),
        "states": Disclosure.State,
        "reply_form": ReplyForm(),
        "note_form": NoteForm(prefix="note"),
        "label_form": LabelsForm(initial={"labels": ", ".join(known.get("labels", []))}),
        "labels": known.get("labels", []),
        "assign_form": AssignForm(members=members, initial={"to": row.assigned_to_id}),
        "she_form": ItIsSheForm(),
        **forms,
    }
    return render(request, "hear/staff/thread.html", shown, status=status)


def _answers(said: dict[str, str]) -> list[tuple[Any, Any]]:
    return [(asked, CODED[name].get(said[name], said[name])) for name, asked in ASKED.items() if name in said]


def _consents(wishes: Wishes | None) -> list[tuple[Any, bool]]:
    if wishes is None:
        return []
    offered = purposes_offered(wishes.consents.speaker)
    return [(CONSENTS[one][0], allows(wishes.consents, one)) for one in CONSENTS if one in offered]


def _nearby(request: StaffRequest) -> list[dict[str, Any]]:
    """Return the conversations she works on, so that the next one is one key away; a list view of its own in the audit."""
    visible = Disclosure.objects.visible_to(request.actor.member, today=clock.today())
    mine = visible.filter(state=Disclosure.State.ACCEPTED, assigned_to=request.actor.member)
    rows = list(mine.select_related("thread")[:NEARBY])
    listed = reading.list_disclosures(by=request.actor, rows=rows) if rows else []
    return [
        {
            "row": one.disclosure,
            "summary": one.summary,
            "language": dict(LANGUAGES).get(one.summary.get("language", ""), ""),
            "has_news": one.disclosure.thread.last_sequence > one.disclosure.seen_by_centre,
        }
        for one in listed
    ]


def colleagues(actor: Actor) -> list[tuple[str, str]]:
    """Return active members of her centre who hold its keys, with the languages they answer notices in."""
    return [(str(row.id), _called(row)) for row in keyrings.colleagues(actor.member, Duty.INTAKE)]


def _called(row: Member) -> str:
    profile = profile_of(row)
    return f"{profile.name} ({profile.language})" if profile.language else profile.name


@staff_only(Permission.READ)
def reply(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Answer her."""
    row = _own_row(request, number)
    form = ReplyForm(request.POST or None)
    if form.is_bound and not form.is_valid():
        return _page(request, row, 422, reply_form=form)
    if form.is_bound:
        writing.reply(by=request.actor, disclosure=row, words=form.cleaned_data["words"])
    return _at_newest(number)


def _at_newest(number: uuid.UUID) -> HttpResponse:
    return redirect(f"{reverse('staff:thread', args=[number])}#newest")


@staff_only(Permission.READ)
def note(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Write a note that she cannot see."""
    row = _own_row(request, number)
    form = NoteForm(request.POST or None, prefix="note")
    if form.is_bound and not form.is_valid():
        return _page(request, row, 422, note_form=form)
    if form.is_bound:
        writing.add_note(by=request.actor, disclosure=row, words=form.cleaned_data["words"])
    return _at_newest(number)


@staff_only(Permission.READ)
def labels(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Label it."""
    row = _own_row(request, number)
    form = LabelsForm(request.POST or None)
    if form.is_bound and form.is_valid():
        reading.set_labels(by=request.actor, disclosure=row, labels=form.chosen())
    return redirect("staff:thread", number=number)


@staff_only(Permission.READ)
def assign(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Give it to a colleague; a worker takes it herself, a supervisor gives it to anybody of the centre."""
    row = _own_row(request, number)
    form = AssignForm(request.POST or None, members=colleagues(request.actor))
    if form.is_bound and form.is_valid():
        to = get_object_or_404(Member, id=form.cleaned_data["to"], centre=request.actor.member.centre_id)
        if to.id != request.actor.member.id and not request.actor.may(Permission.LEAD):
            raise Http404
        try:
            reading.assign(by=request.actor, disclosure=row, to=to)
        except QorganError as refused:
            return _page(request, row, 409, step_refused=str(refused))
    return redirect("staff:thread", number=number)


@staff_only(Permission.READ)
def state(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Close, reopen, set aside, take back."""
    row = _own_row(request, number)
    if request.method == "POST":
        try:
            reading.change_state(by=request.actor, disclosure=row, to=request.POST.get("to", ""))
        except QorganError as refused:
            return _page(request, row, 409, step_refused=str(refused))
    return redirect("staff:thread", number=number)


@staff_only(Permission.READ)
def receipt(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Give her a new receipt; the old one dies."""
    row = _own_row(request, number)
    form = ItIsSheForm(request.POST or None)
    if not form.is_bound or not form.is_valid():
        return redirect("staff:thread", number=number)
    try:
        new = receipts.issue_receipt(by=request.actor, disclosure=row, **_heard(form))
    except receipts.NotKnown as refused:
        form.add_error(None, str(refused))
        return _page(request, row, 422, she_form=form)
    return render(request, "hear/staff/receipt.html", {"row": row, "groups": new.groups().split()})


@staff_only(Permission.READ)
def deletion(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Bring back what somebody else deleted, or shred at once because she asks."""
    row = _row(request, number)
    form = ItIsSheForm(request.POST or None)
    if not form.is_bound or not form.is_valid() or row.state != Disclosure.State.HIDDEN:
        return redirect("staff:thread", number=number)
    act = receipts.shred_now if request.POST.get("to") == "shred" else receipts.undo_deletion
    try:
        act(by=request.actor, disclosure=row, **_heard(form))
    except receipts.NotKnown as refused:
        form.add_error(None, str(refused))
        shown = {"row": row, "form": form, "until": shred_day(row.hidden_day or clock.today())}
        return render(request, "hear/staff/deleted.html", shown, status=422)
    return redirect("staff:thread", number=number) if act is receipts.undo_deletion else redirect("staff:inbox")


def _heard(form: ItIsSheForm) -> dict[str, Any]:
    return {"heard_safe_word": form.cleaned_data["heard"], "checked_otherwise": form.cleaned_data["checked"]}


@staff_only(Permission.READ)
def file(request: StaffRequest, number: uuid.UUID, envelope: uuid.UUID) -> StreamingHttpResponse:
    """Give out the original; never shown in the page, because it may hold anything."""
    row, document = _file(request, number, envelope)
    pieces = writing.give_file(by=request.actor, disclosure=row, document=document)
    return _download(StreamingHttpResponse(pieces, content_type="application/octet-stream"), "original.bin")


@staff_only(Permission.READ)
def copy(request: StaffRequest, number: uuid.UUID, envelope: uuid.UUID) -> HttpResponse:
    """Give out a picture drawn anew, without what is hidden in the original."""
    row, document = _file(request, number, envelope)
    bare = writing.give_reading_copy(by=request.actor, disclosure=row, document=document)
    if bare is None:
        return render(request, "hear/staff/no_copy.html", {"row": row}, status=422)
    return _download(HttpResponse(bare, content_type="image/jpeg"), "copy.jpg")


def _file(request: StaffRequest, number: uuid.UUID, envelope: uuid.UUID) -> tuple[Disclosure, dict[str, Any]]:
    row = _own_row(request, number)
    for entry in _opened(request, row).entries:
        if entry.row.id == envelope and entry.row.kind == "file":
            return row, entry.document
    raise Http404


def _opened(request: StaffRequest, row: Disclosure) -> OpenedThread:
    return reading.open_disclosure(by=request.actor, disclosure=row, is_shown=False)


def _download(response: Response, name: str) -> Response:
    # Her own name of the file would end up in the worker's download folder; ours says nothing.
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
