"""The list of the ledger, the country's figures, and the import of a table."""

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.permissions import Permission
from qorgan.web.know.actions import staff as actions
from qorgan.web.know.findings import findings_for_list
from qorgan.web.know.forms import ImportForm
from qorgan.web.know.importing import preview
from qorgan.web.know.models import Version, VersionQuerySet
from qorgan.web.shell import clock

PER_PAGE: Final = 50
BOXES: Final = {
    "proposed": _("To check"),
    "checked": _("Checked"),
    "published": _("Published"),
    "expired": _("Expired"),
    "withdrawn": _("Withdrawn"),
}


@staff_only(Permission.LEDGER)
def ledger(request: StaffRequest) -> HttpResponse:
    """List figures by where they stand; search in them."""
    box = request.GET.get("box", "proposed")
    box = box if box in BOXES else "proposed"
    wanted = request.GET.get("page", "1")
    place = max(1, int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 1
    said = request.GET.get("q", "")[:100]
    rows = _in(box)
    for word in said.casefold().split():
        rows = rows.filter(found_by__contains=word)
    found, has_more = rows.page(place, PER_PAGE)
    beside = findings_for_list() or {}
    shown = {
        "boxes": BOXES,
        "box": box,
        "said": said,
        "rows": [{"row": one, "n_findings": len(beside.get(one.figure.name, ()))} for one in found],
        "previous": place - 1,
        "next": place + 1 if has_more else 0,
    }
    return render(request, "know/staff/ledger.html", shown)


def _in(box: str) -> VersionQuerySet:
    today = clock.today()
    if box == "published":
        return Version.objects.shown(today)
    return Version.objects.expired(today) if box == "expired" else Version.objects.filter(state=box)


@staff_only(Permission.LEDGER)
def take_over(request: StaffRequest) -> HttpResponse:
    """Put the figures of the country's pack into the ledger, unchecked."""
    if request.method == "POST":
        actions.take_over_pack(by=request.actor)
    return redirect("staff:ledger")


@staff_only(Permission.LEDGER)
def bring_in(request: StaffRequest) -> HttpResponse:
    """Show what a pasted table would do; do it once that was seen."""
    form = ImportForm(request.POST or None)
    shown: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        seen = preview(form.cleaned_data["words"])
        if "confirmed" in request.POST and seen.rows and not seen.faults:
            actions.bring_in(by=request.actor, rows=seen.rows)
            return redirect("staff:ledger")
        shown["preview"] = seen
    is_wrong = bool(form.errors) or bool(shown.get("preview") and shown["preview"].faults)
    return render(request, "know/staff/import.html", shown, status=422 if is_wrong else 200)
