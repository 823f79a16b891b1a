"""The lists of cases, and opening one by hand."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.care.risk import Level
from qorgan.kernel.facts import whole_day
from qorgan.web.accounts.forms import LANGUAGES
from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.models import Member
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care.actions import reading, writing
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.actions.reading import Row
from qorgan.web.care.forms.base import CHOOSE
from qorgan.web.care.forms.opening import NewCaseForm, regions
from qorgan.web.care.models import Case, CaseQuerySet
from qorgan.web.care.registry import FORMS, STEPS
from qorgan.web.care.staff.common import colleagues, n_to_hand_on, names_of
from qorgan.web.care.staff.form import answer_kept, form_before_her, is_kept_only, keeping, sent_fields
from qorgan.web.care.staff.incoming import n_waiting
from qorgan.web.care.summary import is_found
from qorgan.web.care.words import LEVELS
from qorgan.web.sealed import drafts
from qorgan.web.shell import clock
from qorgan.web.shell.forms import QuietForm, TextField

PAGE = 50
State = Case.State
BOXES = {
    "mine": _("My cases"),
    "centre": _("All of the centre"),
    "closing": _("Waiting to close"),
    "closed": _("Closed"),
    "left": _("With somebody who has left"),
}
SORTS = [("due", _("What is due first")), ("name", _("Name")), ("opened", _("Newest first"))]
_LAST = "9999"  # after every day


class FindForm(QuietForm):
    """Searching and choosing rows; sent by POST, so that nothing of it stands in an address."""

    words = TextField(label=_("Name, number or label"), max_length=80)
    speaks = forms.ChoiceField(label=_("Language"), choices=[("", _("Any")), *LANGUAGES], required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    risk = forms.ChoiceField(label=_("Risk"), choices=[("", _("Any")), *LEVELS.items()], required=False)
    step = forms.ChoiceField(label=_("Step"), choices=[("", _("Any")), *STEPS.items()], required=False)
    due = forms.BooleanField(label=_("Only what is due today or overdue"), required=False)
    sort = forms.ChoiceField(label=_("Order"), choices=SORTS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("Any")), *regions()]  # type: ignore[attr-defined]


def _rows(request: StaffRequest, box: str) -> CaseQuerySet:
    ours = Case.objects.visible_to(request.actor.member)
    return {
        "mine": ours.exclude(state=State.CLOSED).filter(assigned_to=request.actor.member),
        "centre": ours.exclude(state=State.CLOSED),
        "closing": ours.filter(state=State.CLOSING),
        "closed": ours.filter(state=State.CLOSED),
        "left": ours.with_somebody_who_left(),
    }[box]


@staff_only(Permission.CASES)
def cases(request: StaffRequest, box: str = "mine") -> HttpResponse:
    """List cases, opened in memory; one audit row with the count."""
    if box not in BOXES:
        raise Http404
    form = FindForm(request.POST or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = _ordered(
        [one for one in reading.list_cases(by=request.actor, cases=_rows(request, box)) if _fits(one, wanted)],
        wanted.get("sort", ""),
    )
    page = _page(request, len(found))
    shown = {
        "boxes": [
            {"name": name, "title": title, "count": _rows(request, name).count()} for name, title in BOXES.items()
        ],
        "n_incoming": n_waiting(request),
        "n_to_hand_on": n_to_hand_on(request),
        "box": box,
        "title": BOXES[box],
        "listed": _shown(request, found[(page - 1) * PAGE : page * PAGE]),
        "count": len(found),
        "form": form,
        "is_filtered": any(value for name, value in wanted.items() if name != "sort"),
        "page": page,
        "earlier": page - 1,
        "later": page + 1 if len(found) > page * PAGE else 0,
        "has_begun": writing.NEW_CASE in drafts.read(request.actor.member, None, request.actor.intake),
    }
    return render(request, "care/cases.html", shown)


def _fits(one: Row, wanted: Mapping[str, Any]) -> bool:
    said = one.summary
    tests: dict[str, Callable[[Any], bool]] = {
        "words": lambda value: is_found(said, value),
        "speaks": lambda value: said.get("language") == value,
        "region": lambda value: said.get("region") == value,
        "risk": lambda value: said.get("risk", Level.NOT_KNOWN) == value,
        "step": lambda value: said.get("step") == value,
        "due": lambda _value: said.get("due", _LAST) <= clock.today().isoformat(),
    }
    return all(fits(wanted[name]) for name, fits in tests.items() if wanted.get(name))


def _ordered(rows: list[Row], sort: str) -> list[Row]:
    if sort == "name":
        return sorted(rows, key=lambda one: one.summary.get("name", "").casefold())
    if sort == "opened":
        return rows
    return sorted(rows, key=lambda one: (one.summary.get("due", _LAST), one.summary.get("risk") != Level.HIGH))


def _page(request: StaffRequest, count: int) -> int:
    # A number in the address says nothing; in a filtered list it comes with the form.
    said = request.POST.get("page") or request.GET.get("page", "")
    last = max(1, (count - 1) // PAGE + 1)
    return min(int(said), last) if said.isascii() and said.isdigit() and len(said) < 9 and int(said) > 0 else 1


def _shown(request: StaffRequest, rows: list[Row]) -> list[dict[str, Any]]:
    cases = Case.objects.select_related("assigned_to").in_bulk([one.number for one in rows])
    names, places, today = names_of(request.actor), dict(regions()), clock.today()
    above = reverse("staff:cases")
    found = []
    for one in rows:
        said, case = one.summary, cases.get(one.number)
        if case is None:
            continue
        due, order = whole_day(said.get("due", "")), min(said.get("orders", []), default="")
        found.append(
            {
                "case": case,
                "address": f"{above}/{case.pk}",
                "summary": said,
                "language": dict(LANGUAGES).get(said.get("language", ""), ""),
                "region": places.get(said.get("region", ""), ""),
                "step": STEPS.get(said.get("step", ""), ""),
                "assigned": names.get(str(case.assigned_to_id), ""),
                "due": due,
                "is_overdue": due is not None and due < today,
                "order": whole_day(order),
            }
        )
    return found


class HandOverForm(QuietForm):
    """Giving all cases of one member to another."""

    whose = forms.ChoiceField(label=_("All open cases of"), error_messages={"required": _("Choose a colleague.")})
    to = forms.ChoiceField(label=_("go to"), error_messages={"required": _("Choose a colleague.")})

    def __init__(self, *args: Any, whose: list[tuple[str, str]], members: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whose"].choices = [CHOOSE, *whose]  # type: ignore[attr-defined]
        self.fields["to"].choices = [CHOOSE, *members]  # type: ignore[attr-defined]


@staff_only(Permission.LEAD)
def hand_over(request: StaffRequest) -> HttpResponse:
    """Give all cases of somebody who leaves, or has left, to a colleague."""
    actor = request.actor
    open_now = Case.objects.visible_to(actor.member).exclude(state=State.CLOSED)
    having = {str(one) for one in open_now.values_list("assigned_to", flat=True)}
    whose = [(number, name) for number, name in names_of(actor).items() if number in having]
    form = HandOverForm(request.POST or None, whose=whose, members=colleagues(actor))
    if form.is_bound and form.is_valid():
        ours = Member.objects.filter(centre=actor.member.centre_id)
        one, other = (get_object_or_404(ours, id=form.cleaned_data[name]) for name in ("whose", "to"))
        try:
            writing.assign_all(by=actor, whose=one, to=other)
            return redirect("staff:case-box", box="centre")
        except NotPossible as refused:
            form.add_error("to", str(refused))
    return render(request, "care/hand_over.html", {"form": form}, status=422 if form.is_bound else 200)


@staff_only(Permission.CASES, hands_back=True)
def new(request: StaffRequest) -> HttpResponse:
    """Open a case by hand: at the desk, on the phone."""
    name = writing.NEW_CASE
    form, begun = form_before_her(request, NewCaseForm, case=None, name=name)
    if request.method == "POST":
        if is_kept_only(request):
            writing.keep_draft(by=request.actor, case=None, name=name, sent=sent_fields(request), began_from=0)
            return answer_kept(request, "staff:cases")
        if "discard" in request.POST:
            writing.drop_draft(by=request.actor, case=None, name=name)
            return redirect("staff:cases")
        if not form.is_stale and form.is_valid():
            try:
                case = writing.begin_case(by=request.actor, opening=form.document(), consents=[form.consent()])
                return redirect("staff:case", number=case.pk)
            except NotPossible as refused:
                form.add_error(None, str(refused))
    shown = {"form": form, "begun": begun, "title": _("A new case"), "about": FORMS["opening"]}
    return keeping(render(request, "care/new.html", shown, status=422 if form.is_bound and form.errors else 200))
