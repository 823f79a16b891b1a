"""Today, and the calendar by day and by week: made of rows opened in memory. The address has a day, never a name."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from qorgan.care.retention import Phase, Record, last_day, phase
from qorgan.kernel.facts import whole_day
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.first import lead
from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care import agenda
from qorgan.web.care.actions import reading
from qorgan.web.care.agenda import Item
from qorgan.web.care.law import law
from qorgan.web.care.models import Case
from qorgan.web.care.registry import FORMS
from qorgan.web.care.staff.common import n_to_hand_on, names_of
from qorgan.web.care.staff.incoming import n_waiting
from qorgan.web.shell import clock

SPANS = {"day": _("Day"), "week": _("Week")}
WHOSE = {"mine": _("Mine"), "centre": _("All of the centre")}
_LIMIT = timedelta(days=3650)


class _Opened:
    """Rows of all open cases of the centre, and what is to be done in them."""

    def __init__(self, request: StaffRequest, whose: str) -> None:
        cases = Case.objects.visible_to(request.actor.member).exclude(state=Case.State.CLOSED)
        workers = {number: str(who) for number, who in cases.values_list("pk", "assigned_to")}
        self.own = str(request.actor.member.id) if whose == "mine" else ""
        self.names = names_of(request.actor)
        self.rows = [
            (one.number, one.summary, workers.get(one.number, ""))
            for one in reading.list_cases(by=request.actor, cases=cases)
        ]
        self.called = {number: said.get("name", "") for number, said, _worker in self.rows}
        titles = {name: form.title for name, form in FORMS.items()}
        self.items = [one for one in agenda.items(self.rows, titles=titles) if self.own in ("", one.who)]
        self._titles = titles

    def shown(self, found: list[Item]) -> list[dict[str, Any]]:
        """Return items as pages show them."""
        return [
            {
                "item": one,
                "number": one.number,
                "words": one.words or self._titles.get(one.form, ""),
                "called": self.called.get(one.number, ""),
                "who": "" if self.own else self.names.get(one.who, ""),
            }
            for one in found
        ]

    def ending(self, today: date) -> list[dict[str, Any]]:
        """Return orders that end soon, with the days that are left."""
        return [
            {"day": end, "left": left, "number": number, "called": self.called.get(number, "")}
            for end, left, number, worker in agenda.ending(self.rows, today=today)
            if self.own in ("", worker)
        ]


def first_place(actor: Actor) -> str:
    """Lead her to this page where an order of a case of hers ends soon: no mail can say so, for its days are sealed."""
    hers = Case.objects.visible_to(actor.member).exclude(state=Case.State.CLOSED).filter(assigned_to=actor.member)
    if not actor.may(Permission.CASES) or not actor.intake or not hers.exists():
        return ""
    rows = [(one.number, one.summary, "") for one in reading.list_cases(by=actor, cases=hers)]
    return "today" if agenda.ending(rows, today=clock.today()) else ""


lead(first_place)


def _whose(request: StaffRequest) -> str:
    whose = request.GET.get("whose", "mine")
    if whose not in WHOSE:
        raise Http404
    return whose


@staff_only(Permission.CASES)
def today(request: StaffRequest) -> HttpResponse:
    """Show what is missed, what is today, what comes in a week, which orders end, whose files end."""
    whose, now = _whose(request), clock.today()
    opened = _Opened(request, whose)
    soon = [one for one in opened.items if now < one.day <= now + timedelta(days=7)]
    shown = {
        "whose": whose,
        "whose_all": WHOSE,
        "missed": opened.shown(agenda.missed(opened.items, today=now)),
        "today": opened.shown([one for one in opened.items if one.day == now]),
        "soon": opened.shown([one for one in soon if one.form != agenda.ORDER]),
        "ending": opened.ending(now),
        "day": now,
        "n_incoming": n_waiting(request),
        "n_to_hand_on": n_to_hand_on(request),
        "n_closing": Case.objects.visible_to(request.actor.member).filter(state=Case.State.CLOSING).count(),
        "files": files_that_end(request, now),
    }
    return render(request, "care/today.html", shown)


def files_that_end(request: StaffRequest, now: date) -> list[dict[str, Any]]:
    """Return closed cases whose time is over or soon will be, by the checked law of the pack; empty where it has none."""
    closed = Case.objects.visible_to(request.actor.member).filter(state=Case.State.CLOSED).order_by("closed_day")
    found = []
    for row in closed:
        stands = phase(Record.CASE, row.closed_day, law().retention, today=now)
        if row.closed_day and stands in (Phase.WARNED, Phase.DUE):
            end = last_day(Record.CASE, row.closed_day, law().retention, today=now)
            found.append({"case": row, "day": end, "is_due": stands is Phase.DUE})
    return found


@staff_only(Permission.CASES)
def calendar(request: StaffRequest) -> HttpResponse:
    """Show a day or a week."""
    whose, now = _whose(request), clock.today()
    span = request.GET.get("span", "week")
    day = whole_day(request.GET["day"]) if "day" in request.GET else now
    if span not in SPANS or day is None or abs(day - now) > _LIMIT:
        raise Http404
    first = day - timedelta(days=day.weekday()) if span == "week" else day
    n_days = 7 if span == "week" else 1
    opened = _Opened(request, whose)
    days = [first + timedelta(days=number) for number in range(n_days)]
    shown = {
        "whose": whose,
        "whose_all": WHOSE,
        "span": span,
        "spans": SPANS,
        "days": [
            {"day": one, "is_today": one == now, "listed": opened.shown([it for it in opened.items if it.day == one])}
            for one in days
        ],
        "day": day,
        "now": now,
        "earlier": first - timedelta(days=n_days),
        "later": first + timedelta(days=n_days),
        "last": days[-1],
    }
    return render(request, "care/calendar.html", shown)
