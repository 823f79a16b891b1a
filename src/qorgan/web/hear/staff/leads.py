"""For supervisors: what waits too long, cover, notices, what survivors read about the centre."""

from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation

from qorgan.hear.waiting import is_overdue
from qorgan.web.accounts.actions import centres as actions
from qorgan.web.accounts.forms import CentreForm
from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.models import Member, Notice
from qorgan.web.accounts.needs import NEEDS
from qorgan.web.accounts.permissions import Permission
from qorgan.web.hear.closings import confirmed
from qorgan.web.hear.models import Disclosure
from qorgan.web.hear.staff.bulk import presses
from qorgan.web.hear.staff.forms import CoverForm
from qorgan.web.hear.staff.thread import colleagues
from qorgan.web.shell import clock
from qorgan.web.shell.context import pack


@staff_only(Permission.LEAD)
def lead(request: StaffRequest) -> HttpResponse:
    """Show what a supervisor should look at today."""
    return _page(request, CoverForm(members=colleagues(request.actor), today=clock.today()))


def _page(request: StaffRequest, form: CoverForm) -> HttpResponse:
    centre, today = request.actor.centre, clock.today()
    visible = Disclosure.objects.visible_to(request.actor.member, today=today).filter(opened_day=None)
    unread = visible.exclude(state=Disclosure.State.HIDDEN).out_of_bulk_box(centre)
    limit = centre.answer_days if centre else 1
    names = dict(colleagues(request.actor))
    shown = {
        "overdue": [row for row in unread if is_overdue(row.received_day, None, today, limit=limit)],
        "n_unread": unread.count(),
        "covers": [(names.get(str(one.member_id), ""), one) for one in centre.covers.filter(last_day__gte=today)]
        if centre
        else [],
        "notices": [
            (names.get(str(one.member_id), ""), one) for one in Notice.objects.filter(member__centre=centre)[:50]
        ],
        "bulk_days": _bulk_days(presses(request)),
        "form": form,
        "centre": centre,
    }
    return render(request, "hear/staff/lead.html", shown, status=422 if form.errors else 200)


def _bulk_days(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what was set aside in bulk, day by day, with its sums."""
    days = [(day, list(found)) for day, found in groupby(rows, key=lambda one: one["row"].day)]
    return [
        {
            "day": day,
            "count": sum(one["row"].count for one in found),
            "taken_back": sum(one["row"].taken_back for one in found),
            "presses": found,
        }
        for day, found in days
    ]


@staff_only(Permission.LEAD)
def cover(request: StaffRequest) -> HttpResponse:
    """Say who covers which days."""
    form = CoverForm(request.POST or None, members=colleagues(request.actor), today=clock.today())
    if not form.is_bound:
        return redirect("staff:lead")
    if not form.is_valid():
        return _page(request, form)
    data = form.cleaned_data
    member = get_object_or_404(Member, id=data["member"], centre=request.actor.member.centre_id)
    actions.set_cover(by=request.actor, member=member, first_day=data["first_day"], last_day=data["last_day"])
    return redirect("staff:lead")


@staff_only(Permission.LEAD)
def centre(request: StaffRequest) -> HttpResponse:
    """Change what survivors read about her centre."""
    row = request.actor.centre
    if row is None:
        return redirect("staff:account")
    initial = CentreForm.initial_from(row)
    form = CentreForm(request.POST or None, needs=NEEDS, language=translation.get_language(), initial=initial)
    if form.is_bound and form.is_valid():
        actions.change(by=request.actor, centre=row, facts={**form.facts(), "region": row.region})
        return redirect("staff:own-centre")
    region = next((one.name for one in pack().regions if one.code == row.region), row.region)
    closing = next(iter(confirmed([str(row.pk)])), None)
    shown = {"form": form, "centre": row, "region": region, "closing": closing}
    return render(request, "hear/staff/centre.html", shown, status=422 if form.errors else 200)
