"""The page of numbers at the public door, and each figure at its own address."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page

from qorgan.web.know.chart import Bar, chart_of
from qorgan.web.know.models import Stamp, Version
from qorgan.web.know.telling import Told, as_data, as_row
from qorgan.web.shell import clock
from qorgan.web.shell.context import page

PER_PAGE: Final = 8  # of each kind: a page weighs as little as the others
_GONE: Final = 410


@gzip_page
def numbers(request: HttpRequest) -> HttpResponse:
    """Show what was checked and still holds, and what could not be confirmed."""
    wanted = request.GET.get("page", "1")
    place = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 0
    if place < 1:
        raise Http404
    shown = _page(Stamp.now(), clock.today(), translation.get_language(), place, request.path)
    if shown is None:
        raise Http404
    return HttpResponse(shown)


@gzip_page
def figure(request: HttpRequest, number: int) -> HttpResponse:
    """Show a figure; at the address of one that expired or was withdrawn, say so and show no number."""
    version, is_gone = _version(number)
    told = Told(version, _language())
    if is_gone:
        return render(request, "know/gone.html", {"told": told}, status=_GONE)
    return render(request, "know/figure.html", {"told": told, "chart": _chart([told])})


@gzip_page
def figure_json(request: HttpRequest, number: int) -> HttpResponse:
    """Give a figure as JSON."""
    version, is_gone = _version(number)
    data = {"number": number, "is_gone": True} if is_gone else as_data(version)
    return JsonResponse(data, status=_GONE if is_gone else 200, json_dumps_params={"ensure_ascii": False})


@gzip_page
def figure_csv(request: HttpRequest, number: int) -> HttpResponse:
    """Give a figure as a table of one row."""
    version, is_gone = _version(number)
    if is_gone:
        return HttpResponse("number,is_gone\n" + f"{number},true\n", content_type="text/csv", status=_GONE)
    row, out = as_row(version), io.StringIO()
    writer = csv.DictWriter(out, list(row), lineterminator="\n")
    writer.writeheader()
    writer.writerow(row)
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{number}.csv"'
    return response


def _version(number: int) -> tuple[Version, bool]:
    """Return what stands at an address, and whether it is shown no longer; 404 for what was never published."""
    today = clock.today()
    of_it = Version.objects.filter(figure=number).select_related("figure")
    shown = of_it.shown(today).first()
    if shown is not None:
        return shown, False
    ended = (Version.State.PUBLISHED, Version.State.WITHDRAWN)
    gone = of_it.filter(state__in=ended, published_day__isnull=False).first()
    if gone is None:
        raise Http404
    return gone, True


@dataclass(frozen=True)
class _Kind:
    told: list[Told]
    has_more: bool


@lru_cache(maxsize=48)
def _page(stamp: str, today: date, language: str, place: int, path: str) -> str | None:
    """Render a page once for each state of the ledger, day and language; None where there is no such page."""
    kinds = {name: _kind(today, place, is_confirmed=name == "confirmed") for name in ("confirmed", "unconfirmed")}
    if place > 1 and not any(kind.told for kind in kinds.values()):
        return None
    request = HttpRequest()
    request.path = path
    request.resolver_match = None
    confirmed = kinds["confirmed"].told
    shares = [one for one in confirmed if one.interval is not None]
    shown: dict[str, Any] = {
        **kinds,
        "chart": _chart(shares),
        "shares": shares,
        "previous": place - 1,
        "next": place + 1 if any(kind.has_more for kind in kinds.values()) else 0,
        "is_demonstration": any(one.version.is_demonstration for kind in kinds.values() for one in kind.told),
    }
    return render_to_string("know/numbers.html", {**shown, **page(request), "place": "numbers"})


def _kind(today: date, place: int, *, is_confirmed: bool) -> _Kind:
    rows, has_more = Version.objects.shown(today).filter(is_confirmed=is_confirmed).page(place, PER_PAGE)
    return _Kind([Told(one, _language()) for one in rows], has_more)


def _chart(told: list[Told]) -> str:
    bars = [Bar(_label(one), one.printed, one.interval.lo, one.interval.hi) for one in told if one.interval is not None]
    if not bars:
        return ""
    description = _(
        "One bar for each share, from zero. The line across its end shows for which values the printed number can "
        "stand, being rounded or put in words; how far a survey may be off is not in it. The table under the chart "
        "says the same."
    )
    return chart_of(bars, name="shares", title=_("Shares with their intervals"), description=description)


def _label(told: Told) -> str:
    return f"{told.says['text']} ({told.period})" if told.period else told.says["text"]


def _language() -> Any:
    return translation.get_language() or "en"
