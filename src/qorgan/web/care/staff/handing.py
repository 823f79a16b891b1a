"""Hand a case to another centre: choose, see exactly what would leave, send; see what came of it, take it back."""

import uuid
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.models import Centre
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care.actions import reading, referring
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.centres import other_centres
from qorgan.web.care.consents import has_own_yes
from qorgan.web.care.forms.base import CHOOSE
from qorgan.web.care.handed import ALWAYS, chosen, entries_of, is_allowed
from qorgan.web.care.models import Case, Referral
from qorgan.web.care.records import OpenedCase
from qorgan.web.care.staff.common import case_or_404, head
from qorgan.web.care.staff.incoming import answers_of
from qorgan.web.shell import clock
from qorgan.web.shell.forms import QuietForm, TextField

HOW = [
    ("part", _("They help with a part; the case stays with us")),
    ("transfer", _("The case moves to them; ours is closed when they accept")),
]


class HandForm(QuietForm):
    """To whom, how, what, and what they should know."""

    centre = forms.ChoiceField(
        label=_("To which centre"),
        error_messages={
            "required": _("Choose a centre."),
            "invalid_choice": _("This centre is not open, or she has not allowed it."),
        },
    )
    how = forms.ChoiceField(label=_("How"), choices=HOW, initial="part", widget=forms.RadioSelect)
    entries = forms.MultipleChoiceField(
        label=_("What goes along"),
        help_text=_("As little as they need. How she may be called and reached always goes along."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    words = TextField(label=_("What they should know"), rows=6, max_length=8000)

    def __init__(self, *args: Any, opened: OpenedCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        rows = {str(one.id): one for one in Centre.objects.filter(id__in=[one for one, _n in other_centres(opened)])}
        allowed = [
            (number, name)
            for number, name in other_centres(opened)
            if is_allowed(opened, rows[number], today=today) and rows[number].state == Centre.State.OPEN
        ]
        self.fields["centre"].choices = [CHOOSE, *allowed]  # type: ignore[attr-defined]
        self.fields["entries"].choices = [  # type: ignore[attr-defined]
            (one.key, _named(one.about.title, one.about.form.line(one.data)))
            for one in entries_of(opened)
            if one.form not in ALWAYS
        ]
        self.has_centres = bool(allowed)


def _named(title: Any, line: Any) -> str:
    return f"{title}: {line}" if line else str(title)


@staff_only(Permission.CASES, hands_back=True)
def hand(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Choose, look at what would leave, and send it."""
    row = case_or_404(request, number)
    opened = reading.show_case(by=request.actor, case=row, form=referring.FORM)
    form = HandForm(request.POST or None, opened=opened)
    if getattr(request, "is_stale", False):
        return _hand_page(request, opened, form.unjudged())
    if not form.is_bound or "change" in request.POST:
        return _hand_page(request, opened, form)
    if not form.is_valid():
        return _hand_page(request, opened, form, 422)
    if "send" not in request.POST:
        return _preview(request, opened, form)
    data = form.cleaned_data
    try:
        sent = referring.send(
            by=request.actor,
            case=row,
            centre=get_object_or_404(Centre, id=data["centre"]),
            keys=data["entries"],
            words=data["words"],
            is_transfer=data["how"] == "transfer",
        )
    except NotPossible as refused:
        form.add_error(None, str(refused))
        return _hand_page(request, opened, form, 409)
    return redirect("staff:referral", number=row.pk, referral=sent.pk)


def _hand_page(request: StaffRequest, opened: OpenedCase, form: HandForm, status: int = 200) -> HttpResponse:
    is_ours = has_own_yes(opened, today=clock.today())
    shown = {**head(request, opened), "form": form, "fresh": uuid.uuid4(), "is_ours": is_ours}
    return render(request, "care/hand.html", shown, status=status)


def _preview(request: StaffRequest, opened: OpenedCase, form: HandForm) -> HttpResponse:
    data, today = form.cleaned_data, clock.today()
    entries = chosen(opened, data["entries"])
    shown = {
        **head(request, opened),
        "form": form,
        "centre_name": dict(other_centres(opened))[data["centre"]],
        "how": dict(HOW)[data["how"]],
        "entries": [{"title": one.about.title, "shown": one.shown(today=today)} for one in entries],
    }
    return render(request, "care/hand_preview.html", shown)


@staff_only(Permission.CASES)
def referral(request: StaffRequest, number: uuid.UUID, referral: uuid.UUID) -> HttpResponse:
    """Show the sender what was handed over and what was answered; take it back."""
    case = case_or_404(request, number)
    row = get_object_or_404(Referral.objects.select_related("thread", "to_centre", "case"), pk=referral, case=case)
    refused = ""
    if request.method == "POST":
        try:
            referring.revoke(by=request.actor, row=row)
            return redirect("staff:referral", number=number, referral=referral)
        except NotPossible as why:
            refused = str(why)
    return _referral_page(request, case, row, refused)


def _referral_page(request: StaffRequest, case: Case, row: Referral, refused: str) -> HttpResponse:
    opened = reading.show_case(by=request.actor, case=case, form=referring.FORM)
    row.refresh_from_db()
    try:
        handed = referring.open_referral(by=request.actor, row=row)
    except NotPossible:  # the centre gave up the keys that it was sealed under
        raise Http404 from None
    today = clock.today()
    shown = {
        **head(request, opened),
        "row": row,
        "words": handed.words,
        "entries": [{"title": one.about.title, "shown": one.shown(today=today)} for one in handed.entries],
        "answers": answers_of(handed),
        "step_refused": refused,
        "may_revoke": row.state == Referral.State.SENT
        or (row.state == Referral.State.ACCEPTED and not row.is_transfer),
    }
    return render(request, "care/referral.html", shown, status=409 if refused else 200)
