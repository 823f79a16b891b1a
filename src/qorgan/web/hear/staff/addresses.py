"""For administrators: short printable addresses, and what has not been checked yet."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from qorgan.web.accounts.forms import LANGUAGES
from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.permissions import Permission
from qorgan.web.hear.actions.staff import addresses as actions
from qorgan.web.hear.models import ShortAddress
from qorgan.web.hear.staff.forms import AddressForm
from qorgan.web.shell import clock
from qorgan.web.shell.context import pack


@staff_only(Permission.COUNTRY)
def addresses(request: StaffRequest) -> HttpResponse:
    """List short addresses with their days; make one."""
    form = AddressForm(request.POST or None)
    if form.is_bound and form.is_valid():
        if ShortAddress.objects.filter(code=form.cleaned_data["code"]).exists():
            form.add_error("code", _("This word is in use. Choose another."))
        else:
            actions.make_address(
                by=request.actor, code=form.cleaned_data["code"], language=form.cleaned_data["language"]
            )
            return redirect("staff:addresses")
    found = ShortAddress.objects.prefetch_related("days").order_by("code")
    return render(
        request,
        "hear/staff/addresses.html",
        {"form": form, "rows": [_shown(one) for one in found]},
        status=422 if form.errors else 200,
    )


def _shown(row: ShortAddress) -> dict[str, Any]:
    days = sorted(row.days.all(), key=lambda one: one.day, reverse=True)
    return {
        "row": row,
        "days": days,
        "total": sum(one.count for one in days),
        "leads_to": dict(LANGUAGES).get(row.language, ""),
    }


@staff_only(Permission.COUNTRY)
def unreviewed(request: StaffRequest) -> HttpResponse:
    """Show what a person still has to check: numbers, organisations, translations."""
    today, country = clock.today(), pack()
    shown = {
        "helplines": [one for one in country.helplines if one.needs_check(today)],
        "organisations": [one for one in country.organisations if not one.fact.is_shown(today)],
        "exits": [one for one in country.exit_pages if not one.fact.is_shown(today)],
    }
    return render(request, "hear/staff/unreviewed.html", shown)
