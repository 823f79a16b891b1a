"""How the centre's work goes, and the monthly report that leaves it: counts of cases opened in memory.

The report is for the printer and as a table; a browser prints it to PDF. What may stand in it `qorgan.care.indicators`
decides. A month is reported when it is over, and once: what was reported is kept as it left.
"""

import csv
import io
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.care.indicators.counts import caseload, responses
from qorgan.care.indicators.monthly import monthly
from qorgan.care.indicators.summaries import Period
from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care.actions import counting as actions
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.models import MonthlyReport
from qorgan.web.care.staff.common import names_of
from qorgan.web.shell import clock

_OLDEST = 2000
# By whole, its parts, in the order of the report. The programme has a keyring of its own and is not counted here.
LINES: Final[dict[str, tuple[Any, dict[str, Any]]]] = {
    "from-before": (_("Cases open from before the month"), {}),
    "new": (
        _("New cases"),
        {
            "answered-same-day": _("answered on the day she asked"),
            "answered-three-days": _("answered within three days"),
            "answered-later": _("answered later"),
            "answered-still": _("not answered by the end of the month"),
        },
    ),
    "seen": (
        _("Cases that were open in the month"),
        {
            "came-back": _("she came back after her case was closed"),
            "not-come-back": _("others"),
            "plan-made": _("a first safety plan was made"),
            "no-plan-made": _("none was made in this month"),
        },
    ),
    "closed": (_("Cases that were closed"), {}),
    "open": (
        _("Cases open at the end of the month"),
        {"with-plan": _("with a safety plan"), "without-plan": _("without one")},
    ),
    "follow-ups": (
        _("Follow-ups that were due"),
        {
            "follow-up-on-time": _("on time"),
            "follow-up-late": _("late"),
            "follow-up-missed": _("missed"),
            "follow-up-ahead": _("due on the last day"),
        },
    ),
    "referrals": (
        _("Handed to other centres"),
        {
            "referral-sent": _("wait for an answer"),
            "referral-accepted": _("accepted"),
            "referral-declined": _("declined"),
            "referral-done": _("done"),
            "referral-revoked": _("taken back"),
        },
    ),
    "orders": (
        _("Protection orders in force at the end of the month"),
        {"orders-about-to-end": _("end within 14 days"), "orders-later": _("end later")},
    ),
}
# Parts that split the same whole in two ways stand with a line between them.
CODES: Final = tuple(code for whole, (_title, parts) in LINES.items() for code in (whole, *parts))


@staff_only(Permission.LEAD)
def indicators(request: StaffRequest) -> HttpResponse:
    """Show how the work goes in a month, for the centre's own eyes: nothing is withheld."""
    month = _month(request)
    found = actions.count_cases(by=request.actor, period=month)
    names = names_of(request.actor)
    day = min(month.last, clock.today())
    shown = {
        **_months(month),
        "lines": _lines(monthly(found, [], month).counts),
        "median_days": responses(found, month).median_days,
        "caseload": sorted((names.get(who, ""), count) for who, count in caseload(found, day).items()),
        "is_over": month.last < clock.today(),
        "made": _made(request, month),
    }
    return render(request, "care/indicators.html", shown)


@staff_only(Permission.LEAD)
def report(request: StaffRequest) -> HttpResponse:
    """Show the report of a month as it left the centre, on one page for the printer; POST makes it, once."""
    month = _finished(request)
    if request.method == "POST":
        try:
            actions.make_report(by=request.actor, month=month)
        except NotPossible:
            raise Http404 from None
    made = _made(request, month)
    if made is None or request.method == "POST":
        place = "indicators" if made is None else "report"
        return redirect(f"{reverse(f'staff:{place}')}?month={month.first:%Y-%m}")
    shown = {**_months(month), "lines": _lines(made.counts), "centre": request.actor.centre, "made": made.made_day}
    return render(request, "care/report.html", shown)


@staff_only(Permission.LEAD)
def report_csv(request: StaffRequest) -> HttpResponse:
    """Give the same as a table: an empty count is withheld."""
    month = _finished(request)
    made, out = _made(request, month), io.StringIO()
    if made is None:
        return redirect(f"{reverse('staff:indicators')}?month={month.first:%Y-%m}")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["month", "indicator", "count", "is_withheld"])
    for code in CODES:
        count = made.counts.get(code)
        writer.writerow([month.first.strftime("%Y-%m"), code, "" if count is None else count, count is None])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="report-{month.first:%Y-%m}.csv"'
    return response


def _made(request: StaffRequest, month: Period) -> MonthlyReport | None:
    return MonthlyReport.objects.filter(centre=request.actor.member.centre_id, month=month.first).first()


def _lines(counts: Mapping[str, int | None]) -> list[dict[str, Any]]:
    return [
        {
            "title": title,
            "count": counts.get(whole),
            "parts": [{"title": words, "count": counts.get(code)} for code, words in parts.items()],
        }
        for whole, (title, parts) in LINES.items()
    ]


def _month(request: StaffRequest) -> Period:
    """Return the month that was asked for, the last whole one where none was; 404 for what is none, or lies ahead."""
    today = clock.today()
    said = request.GET.get("month") or (today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    year, dash, month = said.partition("-")
    if not (dash and len(year) == 4 and len(month) == 2 and said.isascii() and (year + month).isdigit()):
        raise Http404
    if not (int(year) >= _OLDEST and 1 <= int(month) <= 12) or date(int(year), int(month), 1) > today:
        raise Http404
    return Period.month(int(year), int(month))


def _finished(request: StaffRequest) -> Period:
    month = _month(request)
    if month.last >= clock.today():
        raise Http404  # half a month now and the whole of it later would give back what either withholds
    return month


def _months(month: Period) -> dict[str, Any]:
    before, after = month.first - timedelta(days=1), month.last + timedelta(days=1)
    return {"month": month.first, "earlier": before, "later": after if after <= clock.today() else None}
