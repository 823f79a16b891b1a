"""The inbox of a centre, and a worker's own reply phrases."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.hear.waiting import is_overdue
from qorgan.web.accounts.forms import LANGUAGES
from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.permissions import Permission
from qorgan.web.hear.actions.staff import reading, writing
from qorgan.web.hear.actions.staff.reading import Listed
from qorgan.web.hear.models import Disclosure, DisclosureQuerySet
from qorgan.web.hear.staff.forms import FilterForm, PhrasesForm
from qorgan.web.hear.staff.thread import SPEAKERS, colleagues
from qorgan.web.shell import clock

PAGE = 100
State = Disclosure.State

BOXES = {
    "offered": _("Waiting to be accepted"),
    "open": _("In work"),
    "mine": _("Mine"),
    "closed": _("Closed"),
    "aside": _("Set aside"),
    "deleted": _("Deleted by her"),
}


def _rows(request: StaffRequest, box: str) -> DisclosureQuerySet:
    mine = Disclosure.objects.visible_to(request.actor.member, today=clock.today()).select_related(
        "centre", "thread", "assigned_to"
    )
    return {
        "offered": mine.filter(state=State.WAITING).out_of_bulk_box(request.actor.centre),
        "open": mine.filter(state=State.ACCEPTED),
        "mine": mine.filter(state=State.ACCEPTED, assigned_to=request.actor.member),
        "closed": mine.filter(state=State.CLOSED),
        "aside": mine.filter(state=State.ASIDE),
        "deleted": mine.filter(state=State.HIDDEN),
    }[box]


@staff_only(Permission.READ)
def inbox(request: StaffRequest, box: str = "offered") -> HttpResponse:
    """List what is in a box, opened in memory; one audit row with the count."""
    if box not in BOXES:
        raise Http404
    boxes = tabs(request)
    count = next(tab["count"] for tab in boxes if tab["name"] == box)
    is_closed_to_us = box == "deleted"
    # Where nothing is opened, there is nothing to choose by.
    form = FilterForm(None if is_closed_to_us else request.POST or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    page = page_number(request, count)
    if any(wanted.values()):
        listed = _fitting(request, box, wanted)
    else:
        rows = list(_rows(request, box)[(page - 1) * PAGE : page * PAGE])
        opener = reading.list_deleted if is_closed_to_us else reading.list_disclosures
        listed = opener(by=request.actor, rows=rows) if rows else []
    names = dict(colleagues(request.actor))
    shown = {
        "boxes": boxes,
        "box": box,
        "title": BOXES[box],
        "is_closed_to_us": is_closed_to_us,
        "listed": [_shown(one, names) for one in listed],
        "form": form,
        "is_filtered": any(wanted.values()),
        "earlier": page - 1,
        "later": page + 1 if not any(wanted.values()) and count > page * PAGE else 0,
        "page": page,
    }
    return render(request, "hear/staff/inbox.html", shown)


def tabs(request: StaffRequest) -> list[dict[str, Any]]:
    """Return the boxes with their counts, and what is set aside in bulk; what is much alike is counted only when asked for."""
    shown = [
        {
            "name": name,
            "title": title,
            "count": _rows(request, name).count(),
            "address": reverse("staff:box", args=[name]),
        }
        for name, title in BOXES.items()
    ]
    mine = Disclosure.objects.visible_to(request.actor.member, today=clock.today())
    n_aside = mine.in_bulk_box(request.actor.centre).count()
    shown.append(
        {"name": "in-bulk", "title": _("Set aside in bulk"), "count": n_aside, "address": reverse("staff:in-bulk")}
    )
    shown.append({"name": "alike", "title": _("Much alike"), "count": None, "address": reverse("staff:alike")})
    return shown


def page_number(request: StaffRequest, count: int) -> int:
    """Return the page that is asked for, one that is there."""
    said = request.GET.get("page", "")
    return (
        min(int(said), (count - 1) // PAGE + 1)
        if said.isascii() and said.isdigit() and len(said) < 9 and int(said) > 0 and count
        else 1
    )


def _fitting(request: StaffRequest, box: str, wanted: dict[str, Any]) -> list[Listed]:
    """Look through the whole box; of thousands, only those that fit are loaded with all that a row shows."""
    bare = list(_rows(request, box).select_related(None).only("pk"))
    listed = reading.list_disclosures(by=request.actor, rows=bare) if bare else []
    fitting = {one.disclosure.pk: one.summary for one in listed if _fits(one, wanted)}
    return [Listed(row, fitting[row.pk]) for row in _rows(request, box).filter(pk__in=fitting)]


def _fits(one: Listed, wanted: dict[str, Any]) -> bool:
    return (not wanted["speaks"] or one.summary.get("language") == wanted["speaks"]) and (
        not wanted["label"]
        or wanted["label"].casefold() in [label.casefold() for label in one.summary.get("labels", [])]
    )


def _shown(one: Listed, names: dict[str, str]) -> dict[str, Any]:
    row, today = one.disclosure, clock.today()
    limit = row.centre.answer_days if row.centre else 1
    return {
        "row": row,
        "summary": one.summary,
        "language": dict(LANGUAGES).get(one.summary.get("language", ""), ""),
        "speaker": SPEAKERS.get(one.summary.get("speaker", ""), ""),
        "assigned": names.get(str(row.assigned_to_id), ""),
        "is_overdue": is_overdue(row.received_day, row.opened_day, today, limit=limit),
        "has_news": row.opened_day is None or row.thread.last_sequence > row.seen_by_centre,
    }


@staff_only(Permission.READ)
def phrases(request: StaffRequest) -> HttpResponse:
    """Show and keep her own reply phrases, sealed under her own key."""
    form = PhrasesForm(request.POST or None, initial={"phrases": "\n\n".join(writing.phrases_of(request.actor))})
    if request.method == "POST" and form.is_valid():
        writing.save_phrases(by=request.actor, phrases=form.split())
        return redirect("staff:phrases")
    return render(request, "hear/staff/phrases.html", {"form": form})
