"""One figure at the staff door: what is said of it, what was found, and what can be done with it now."""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation

from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.models import Member
from qorgan.web.accounts.permissions import Permission
from qorgan.web.accounts.profiles import profile_of
from qorgan.web.know.actions import staff as actions
from qorgan.web.know.findings import Found, answers_to, findings_of
from qorgan.web.know.forms import AnswerForm, CheckForm, FigureForm, WithdrawForm
from qorgan.web.know.models import LedgerFigure, Version
from qorgan.web.know.telling import Told
from qorgan.web.shell import clock

MOST_OTHERS: Final = 50  # figures linked beside a finding


@staff_only(Permission.LEDGER)
def propose(request: StaffRequest) -> HttpResponse:
    """Propose a figure that is not in the ledger."""
    form = FigureForm(request.POST or None, initial={"retrieved": clock.today().isoformat()})
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["id"]
        if not LedgerFigure.objects.filter(name=name).exists():
            version = actions.propose(by=request.actor, fields=form.typed())
            return redirect("staff:ledger-figure", number=version.figure_id)
        form.add_error("id", translation.gettext("This name is taken. Choose another, or change that figure."))
    return render(request, "know/staff/change.html", {"form": form}, status=422 if form.errors else 200)


@staff_only(Permission.LEDGER)
def change(request: StaffRequest, number: int) -> HttpResponse:
    """Propose a new version; what is published stays until the new one is."""
    row = get_object_or_404(LedgerFigure, id=number)
    newest = row.versions.order_by("-number")[0]
    form = FigureForm(request.POST or None, name=row.name, initial=newest.fields)
    if request.method == "POST" and form.is_valid():
        actions.propose(by=request.actor, fields=form.typed())
        return redirect("staff:ledger-figure", number=number)
    shown = {"form": form, "figure": row}
    return render(request, "know/staff/change.html", shown, status=422 if form.errors else 200)


@staff_only(Permission.LEDGER)
def show(request: StaffRequest, number: int) -> HttpResponse:
    """Show a figure with its findings and its history."""
    return _page(request, number)


@staff_only(Permission.LEDGER)
def check(request: StaffRequest, number: int) -> HttpResponse:
    """Check a proposal as a second person."""
    form = CheckForm(request.POST or None)

    def do(version: Version) -> None:
        actions.check(by=request.actor, version=version, shown_until=form.cleaned_data["shown_until"])

    return _do(request, number, do, Version.State.PROPOSED, check_form=form)


@staff_only(Permission.LEDGER)
def answer(request: StaffRequest, number: int) -> HttpResponse:
    """Answer to what a rule found."""
    form = AnswerForm(request.POST or None)

    def do(version: Version) -> None:
        actions.answer(by=request.actor, version=version, **form.cleaned_data)

    return _do(request, number, do, *Version.OPEN, answer_form=form)


@staff_only(Permission.LEDGER)
def publish(request: StaffRequest, number: int) -> HttpResponse:
    """Publish what was checked."""
    return _do(request, number, lambda one: actions.publish(by=request.actor, version=one), Version.State.CHECKED)


@staff_only(Permission.LEDGER)
def drop(request: StaffRequest, number: int) -> HttpResponse:
    """Take a proposal out."""
    return _do(request, number, lambda one: actions.drop(by=request.actor, version=one), *Version.OPEN)


@staff_only(Permission.LEDGER)
def withdraw(request: StaffRequest, number: int) -> HttpResponse:
    """Withdraw what is published."""
    form = WithdrawForm(request.POST or None)

    def do(version: Version) -> None:
        actions.withdraw(by=request.actor, version=version, reason=form.cleaned_data["words"])

    return _do(request, number, do, Version.State.PUBLISHED, withdraw_form=form)


def _do(
    request: StaffRequest, number: int, action: Callable[[Version], None], *states: Version.State, **forms: Any
) -> HttpResponse:
    """Do something with the version of a figure that stands there, or show the page again with what is amiss."""
    row = get_object_or_404(LedgerFigure, id=number)
    version = row.versions.filter(state__in=states).first()
    if request.method != "POST" or version is None:
        return redirect("staff:ledger-figure", number=number)
    if not all(form.is_valid() for form in forms.values()):
        return _page(request, number, **forms)
    try:
        action(version)
    except NotAllowed as refused:
        return _page(request, number, refused=str(refused), **forms)
    return redirect("staff:ledger-figure", number=number)


def _page(request: StaffRequest, number: int, **more: Any) -> HttpResponse:
    row = get_object_or_404(LedgerFigure, id=number)
    versions = list(row.versions.select_related("proposed_by", "checked_by", "published_by", "withdrawn_by"))
    newest, open_one = versions[0], next((one for one in versions if one.state in Version.OPEN), None)
    me = request.actor.member.id
    found = findings_of(row.name)
    answers = answers_to(open_one, found) if open_one else {}
    shown = {
        "figure": row,
        "told": Told(newest, _language()),
        "open": open_one,
        "published": next((one for one in versions if one.state == Version.State.PUBLISHED), None),
        "history": [_history(one) for one in versions],
        "findings": [_found(one, answers, more.get("answer_form")) for one in found],
        "may_check": open_one is not None and open_one.proposed_by_id != me,
        "may_answer": open_one is not None and me != (open_one.proposed_by_id or open_one.checked_by_id),
        "held_up": actions.open_findings(open_one, found) if open_one else [],
        "check_form": CheckForm(),
        "withdraw_form": WithdrawForm(),
        "today": clock.today(),
    }
    form = next((one for name, one in more.items() if name.endswith("_form") and one.errors), None)
    is_wrong = form is not None or "refused" in more
    return render(request, "know/staff/figure.html", {**shown, **more, "form": form}, status=422 if is_wrong else 200)


def _found(found: Found, answers: dict[str, Any], typed: AnswerForm | None) -> dict[str, Any]:
    said = found.in_words()[_language()]
    is_this = typed is not None and typed.data.get("finding") == found.key
    return {
        "row": found,
        "name": said.pop("name"),
        "said": list(said.values()),
        "others": LedgerFigure.objects.filter(name__in=[*found.versions][:MOST_OTHERS]),
        "answer": answers.get(found.key),
        "form": typed if is_this else AnswerForm(initial={"finding": found.key, "language": _language()}),
    }


def _history(version: Version) -> dict[str, Any]:
    return {
        "row": version,
        **{
            name: _name(getattr(version, name))
            for name in ("proposed_by", "checked_by", "published_by", "withdrawn_by")
        },
    }


def _name(member: Member | None) -> str:
    return profile_of(member).name if member else ""


def _language() -> Any:
    return translation.get_language() or "en"
