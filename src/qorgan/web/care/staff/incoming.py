"""What other centres hand to this one: look, accept, decline with a reason, say that it is done."""

import uuid
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from qorgan.care.referral import Move
from qorgan.kernel.errors import SealError
from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care.actions import referring
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.actions.referring import HeldBack, OpenedReferral
from qorgan.web.care.models import Referral
from qorgan.web.shell import clock
from qorgan.web.shell.forms import QuietForm, TextField

State = Referral.State
REASONS = [
    ("full", _("We have no place or nobody free now")),
    ("region", _("It is too far from her")),
    ("need", _("We cannot give what she needs")),
    ("language", _("Nobody here speaks her language")),
    ("danger", _("She would not be safe with us")),
    ("asked", _("She does not want it any more")),
]
MOVES = {
    Move.ACCEPT.value: _("Accepted"),
    Move.DECLINE.value: _("Declined"),
    Move.FINISH.value: _("Done"),
}


class AnswerForm(QuietForm):
    """What the receiving centre says to it."""

    reason = forms.ChoiceField(
        label=_("Why not"),
        choices=[("", _("Not said")), *REASONS],
        required=False,
        help_text=_("Only for declining; the other centre reads it."),
    )
    words = TextField(label=_("What the other centre should know"), rows=4, max_length=4000)

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a no."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.data.get("to") == "decline" and not data.get("reason"):
            self.add_error("reason", _("Choose why you decline: the other centre looks for another way by it."))
        return data


def answers_of(handed: OpenedReferral) -> list[dict[str, Any]]:
    """Return what the receiver answered, in words."""
    return [
        {
            "what": MOVES.get(str(one.document.get("move")), ""),
            "reason": dict(REASONS).get(str(one.document.get("reason")), ""),
            "words": str(one.document.get("words", "")),
            "at": str(one.document.get("at", "")),
        }
        for one in handed.answers
    ]


def n_waiting(request: StaffRequest) -> int:
    """Return how many wait for an answer of this centre."""
    return Referral.objects.filter(to_centre=request.actor.member.centre_id, state=State.SENT).count()


@staff_only(Permission.CASES)
def incoming(request: StaffRequest) -> HttpResponse:
    """List what was handed to this centre; nothing is opened for it."""
    ours = Referral.objects.filter(to_centre=request.actor.member.centre_id).select_related("from_centre")
    shown = {
        "waiting": ours.filter(state=State.SENT),
        "accepted": ours.filter(state=State.ACCEPTED),
        "ended": ours.filter(state__in=[State.DONE, State.DECLINED, State.REVOKED])[:100],
    }
    return render(request, "care/incoming.html", shown)


@staff_only(Permission.CASES, hands_back=True)
def received(request: StaffRequest, referral: uuid.UUID) -> HttpResponse:
    """Show what was handed over, and answer."""
    rows = Referral.objects.select_related("thread", "from_centre", "to_centre", "case")
    row = get_object_or_404(rows, pk=referral, to_centre=request.actor.member.centre_id)
    form = AnswerForm(request.POST or None)
    if not form.is_bound:
        return _page(request, row, AnswerForm())
    if getattr(request, "is_stale", False):
        return _page(request, row, form.unjudged())
    if not form.is_valid():
        return _page(request, row, form, 422)
    try:
        return _answered(request, row, form.cleaned_data)
    except NotPossible as refused:
        form.add_error(None, str(refused))
        row.refresh_from_db()
        return _page(request, row, form, 409)


def _answered(request: StaffRequest, row: Referral, data: dict[str, Any]) -> HttpResponse:
    by, words, to = request.actor, data["words"], request.POST.get("to")
    if to == "accept":
        return redirect("staff:case", number=referring.accept(by=by, row=row, words=words).pk)
    if to == "decline":
        referring.decline(by=by, row=row, reason=data["reason"], words=words)
    elif to == "finish":
        referring.finish(by=by, row=row, words=words)
    return redirect("staff:received", referral=row.pk)


def _page(request: StaffRequest, row: Referral, form: AnswerForm, status: int = 200) -> HttpResponse:
    today, shown = clock.today(), {"row": row, "form": form, "is_open": False, "is_altered": False}
    try:
        handed = referring.open_referral(by=request.actor, row=row)
        shown |= {
            "is_open": True,
            "words": handed.words,
            "entries": [{"title": one.about.title, "shown": one.shown(today=today)} for one in handed.entries],
            "answers": answers_of(handed),
        }
    except HeldBack:
        shown["is_held_back"] = True
    except NotPossible:
        pass  # declined, or taken back: the page says so
    except SealError:
        shown["is_altered"] = True
    return render(request, "care/received.html", shown, status=status)
