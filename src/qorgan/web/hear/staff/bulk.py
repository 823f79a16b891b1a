"""Much alike: what could be set aside in bulk, examples before anything is done, and the box to take back from."""

import base64
import binascii
import uuid
from collections.abc import Collection
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext

from qorgan.hear.alike import Group, Reason
from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.permissions import Permission
from qorgan.web.hear.actions.staff import bulk as actions
from qorgan.web.hear.models import BulkAside, Disclosure
from qorgan.web.hear.staff.inbox import PAGE, page_number, tabs
from qorgan.web.hear.staff.thread import colleagues
from qorgan.web.shell import clock

_ID = 16  # bytes


def _why(group: Group[uuid.UUID]) -> str:
    n = len(group.members)
    said = {
        Reason.ALIKE: ngettext(
            "%(n)s message has almost the same words as others.", "%(n)s messages have almost the same words.", n
        ),
        Reason.ADVERT: ngettext(
            "%(n)s message has almost the same words as others, around addresses of web sites.",
            "%(n)s messages have almost the same words, around addresses of web sites.",
            n,
        ),
        Reason.NO_LANGUAGE: ngettext(
            "%(n)s message has letters that are no words.", "%(n)s messages have letters that are no words.", n
        ),
    }
    return said[group.reason] % {"n": n}


@staff_only(Permission.READ)
def alike(request: StaffRequest) -> HttpResponse:
    """List the groups."""
    found = actions.propose(by=request.actor)
    shown = {
        "boxes": tabs(request),
        "box": "alike",
        "groups": [{"why": _why(one), "of": one.members[0]} for one in found.groups],
        "n_unseen": found.n_unseen,
    }
    return render(request, "hear/staff/alike.html", shown)


@staff_only(Permission.READ)
def examples(request: StaffRequest) -> HttpResponse:
    """Show some of a group, those least alike first, with the button that sets all of it aside."""
    chosen = _ids(request, "of") if request.method == "POST" else set()
    group = next((one for one in actions.propose(by=request.actor).groups if chosen & set(one.members)), None)
    if group is None:
        return redirect("staff:alike")
    shown = {
        "why": _why(group),
        "opened": actions.look_at_examples(by=request.actor, group=group),
        "members": base64.b64encode(b"".join(one.bytes for one in group.members)).decode(),
        "n": len(group.members),
    }
    return render(request, "hear/staff/examples.html", shown)


@staff_only(Permission.READ)
def set_aside(request: StaffRequest) -> HttpResponse:
    """Set aside what she was shown; what is no longer proposed stays."""
    if request.method == "POST":
        chosen = actions.propose(by=request.actor).with_most_of(_members(request))
        if chosen:
            actions.set_all_aside(by=request.actor, chosen=chosen)
            return redirect("staff:in-bulk")
    return redirect("staff:alike")


@staff_only(Permission.READ)
def in_bulk(request: StaffRequest) -> HttpResponse:
    """List what lies aside, and the presses that put it there."""
    rows = _aside(request)
    count = rows.count()
    page = page_number(request, count)
    shown = {
        "boxes": tabs(request),
        "box": "in-bulk",
        "rows": rows[(page - 1) * PAGE : page * PAGE],
        "presses": presses(request),
        "earlier": page - 1,
        "later": page + 1 if count > page * PAGE else 0,
    }
    return render(request, "hear/staff/in_bulk.html", shown)


@staff_only(Permission.READ)
def take_back(request: StaffRequest) -> HttpResponse:
    """Take back one message, or all of one press."""
    if request.method == "POST" and "press" in request.POST:
        said = request.POST["press"]
        number = int(said) if said.isascii() and said.isdigit() and len(said) < 19 else 0
        press = get_object_or_404(BulkAside, pk=number, centre=request.actor.centre)
        actions.take_all_back(by=request.actor, bulk=press)
    elif request.method == "POST":
        for row in _aside(request).filter(pk__in=_ids(request, "of")):
            actions.take_back(by=request.actor, disclosure=row)
    return redirect("staff:in-bulk")


def presses(request: StaffRequest) -> list[dict[str, Any]]:
    """Return the presses of her centre, newest first, with the name of who pressed."""
    names = dict(colleagues(request.actor))
    rows = BulkAside.objects.filter(centre=request.actor.centre)[:PAGE]
    return [{"row": one, "who": names.get(str(one.member_id), ""), "left": one.count - one.taken_back} for one in rows]


def _aside(request: StaffRequest) -> Any:
    visible = Disclosure.objects.visible_to(request.actor.member, today=clock.today())
    return visible.in_bulk_box(request.actor.centre)


def _ids(request: StaffRequest, name: str) -> set[uuid.UUID]:
    try:
        return {uuid.UUID(request.POST.get(name, ""))}
    except ValueError:
        raise Http404 from None


def _members(request: StaffRequest) -> Collection[uuid.UUID]:
    try:
        raw = base64.b64decode(request.POST.get("members", ""), validate=True)
    except (binascii.Error, ValueError):
        raise Http404 from None
    if len(raw) % _ID or len(raw) > _ID * actions.AT_ONCE:
        raise Http404
    return {uuid.UUID(bytes=raw[start : start + _ID]) for start in range(0, len(raw), _ID)}
