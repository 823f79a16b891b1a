"""Pages of the statistics office: what lies there, the tables that were made, and who holds its keys."""

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from qorgan.care.incident_tables import LEAST, Table, Tables
from qorgan.kernel.errors import SealError
from qorgan.kernel.facts import whole_day
from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.models import Duty, Role
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.coded import LABELS, said
from qorgan.web.care.models import IncidentTables
from qorgan.web.care.office import actions
from qorgan.web.care.office.forms import TablesForm, months
from qorgan.web.care.staff import holders
from qorgan.web.shell import faults

_CAPTIONS: Final = {
    "region": _("Type of incident by region"),
    "age_band": _("Type of incident by her age"),
    "month": _("Type of incident by month"),
}
_ALL: Final = "all"


@staff_only(Permission.STATISTICS)
def office(request: StaffRequest) -> HttpResponse:
    """Show how much lies here and which tables could be made; POST makes them."""
    shown: dict[str, Any] = {"made": IncidentTables.objects.all(), "least": LEAST}
    try:
        opened = actions.look(by=request.actor)
    except NotPossible as why:
        return render(request, "care/office/office.html", {**shown, "refused": str(why)})
    form = TablesForm(request.POST or None, offered=opened.choices)
    if form.is_bound and form.is_valid():
        try:
            made = actions.make(by=request.actor, last=form.cleaned_data["last"])
            return redirect(f"{reverse('staff:office-tables')}?first={made.first_month:%Y-%m}")
        except NotPossible as why:
            form.add_error("last", str(why))
    shown |= {
        "opened": opened,
        "form": form,
        "may_make": any(one.tables for one in opened.choices),
        "too_few": [(months(one), one.n_records) for one in opened.choices if one.tables is None],
    }
    return render(request, "care/office/office.html", shown, status=422 if form.is_bound and form.errors else 200)


@staff_only(Permission.STATISTICS)
def tables(request: StaffRequest) -> HttpResponse:
    """Show tables as they may be published, on paper too."""
    if (found := _made(request)) is None:
        return redirect("staff:office")
    made, told = found
    shown = {
        "made": made,
        "n_records": told.n_records,
        "n_counts": told.n_counts,
        "n_withheld": told.n_withheld,
        "tables": [_shown(one) for one in told.tables],
        "ticked": [
            {"caption": LABELS[field], "lines": [(said(field, code), count) for code, count in codes.items()]}
            for field, codes in told.ticked.items()
        ],
    }
    return render(request, "care/office/tables.html", shown)


@staff_only(Permission.STATISTICS)
def tables_csv(request: StaffRequest) -> HttpResponse:
    """Give the same as one table of codes: an empty count is withheld."""
    if (found := _made(request)) is None:
        return redirect("staff:office")
    made, told = found
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["table", "row", "column", "count", "is_withheld"])
    for table, row, column, count in _cells(told):
        writer.writerow([table, row, column, "" if count is None else count, count is None])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"incidents-{made.first_month:%Y-%m}-{made.last_month:%Y-%m}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@staff_only(Permission.STATISTICS)
def keys(request: StaffRequest) -> HttpResponse:
    """Show who is of the office, and do what its page of keys offers."""
    of = holders.Holders(
        duty=Duty.STATISTICS,
        role=Role.STATISTICIAN,
        address="staff:office-keys",
        home="staff:office",
        title=_("Statistics office"),
        lead=_("Only who holds these keys opens what centres let leave. No centre and no administrator does."),
        has_papers=False,  # a second holder stands in: whoever let her use them would lead the country's members
    )
    return holders.page(request, of)


def _made(request: StaffRequest) -> tuple[IncidentTables, Tables] | None:
    first = whole_day(f"{request.GET.get('first', '')}-01")
    made = IncidentTables.objects.filter(first_month=first).first() if first else None
    try:
        return (made, actions.opened(made)) if made else None
    except (SealError, ValueError) as fault:  # somebody wrote them: not shown, and not given away to be published
        faults.write(fault)
        return None


def _shown(table: Table) -> dict[str, Any]:
    return {
        "caption": _CAPTIONS[table.by],
        "label": LABELS[table.by],
        "columns": [[said("type", code) for code in codes] for codes in table.columns],
        "lines": [
            {"codes": [_named(table.by, code) for code in line.codes], "total": line.total, "counts": line.counts}
            for line in table.lines
        ],
        "totals": table.totals,
        "total": sum(table.totals),
    }


def _named(by: str, code: str) -> Any:
    month = whole_day(f"{code}-01") if by == "month" else None
    return formats.date_format(month, "F Y") if month else said(by, code)


def _cells(told: Tables) -> Iterator[tuple[str, str, str, int | None]]:
    yield _ALL, _ALL, _ALL, told.n_records
    for table in told.tables:
        columns = ["+".join(codes) for codes in table.columns]
        for line in table.lines:
            row = "+".join(line.codes)
            yield from ((table.by, row, column, count) for column, count in zip(columns, line.counts, strict=True))
            yield table.by, row, _ALL, line.total
        yield from ((table.by, _ALL, column, total) for column, total in zip(columns, table.totals, strict=True))
    for field, codes in told.ticked.items():
        yield from ((field, code, _ALL, count) for code, count in codes.items())
