"""Give her a copy of her file, because she asked for it: chosen by a worker who judges it safe, sealed to her alone.

It goes into the conversation that the case came from, so that it lies behind her code and her safe word, for 72 hours. Where
she set no safe word, or the conversation is gone, the worker shows it to her at the desk.
"""

import uuid
from typing import Any, Final

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from qorgan.kernel.errors import SealError
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care.actions import reading as case_reading
from qorgan.web.care.actions.common import NotPossible, key_of, own, record
from qorgan.web.care.handed import Entry, entries_of
from qorgan.web.care.models import Case
from qorgan.web.care.records import OpenedCase, open_case, seal_record
from qorgan.web.care.staff.common import case_or_404, head
from qorgan.web.hear.actions.staff import reading
from qorgan.web.hear.copies import KIND, is_there, until_of
from qorgan.web.hear.models import Disclosure
from qorgan.web.sealed import sealing
from qorgan.web.shell import clock
from qorgan.web.shell.forms import QuietForm

FORM: Final = "release"  # of the record in the case


class ReleaseForm(QuietForm):
    """What goes into the copy, and that somebody has thought of her safety."""

    entries = forms.MultipleChoiceField(
        label=_("What goes into the copy"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one part.")},
    )
    is_asked = forms.BooleanField(
        label=_("She asked for it"), error_messages={"required": _("A copy is only given when she asks for it.")}
    )
    is_safe = forms.BooleanField(
        label=_("I have talked with her about who else sees her phone, and judge it safe"),
        error_messages={"required": _("Talk with her about it first. If it is not safe, show it to her at the desk.")},
    )

    def __init__(self, *args: Any, opened: OpenedCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [(one.key, _named(one)) for one in entries_of(opened)]
        self.fields["entries"].choices = found  # type: ignore[attr-defined]


def _named(one: Entry) -> str:
    line = one.about.form.line(one.data)
    return f"{one.about.title}: {line}" if line else str(one.about.title)


@staff_only(Permission.CASES, hands_back=True)
def release(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Choose what goes into the copy, and give it."""
    row = case_or_404(request, number)
    opened = case_reading.show_case(by=request.actor, case=row, form=FORM)
    form, why_not = ReleaseForm(request.POST or None, opened=opened), ""
    try:
        conversation_of(request.actor, opened)
    except NotPossible as refused:
        why_not = str(refused)
    if getattr(request, "is_stale", False):
        form = form.unjudged()
    elif not why_not and form.is_bound and form.is_valid():
        try:
            give(by=request.actor, case=row, keys=form.cleaned_data["entries"])
            return redirect("staff:case", number=number)
        except NotPossible as refused:
            form.add_error(None, str(refused))
    shown = {**head(request, opened), "form": form, "why_not": why_not}
    return render(request, "care/release.html", shown, status=422 if form.is_bound and form.errors else 200)


def conversation_of(by: Actor, opened: OpenedCase) -> Disclosure:
    """Return the conversation that a copy can go into.

    Raises
    ------
    NotPossible
        If there is none, she has set no safe word there, or a copy is there already.
    """
    number = opened.data("opening").get("came_from", "")
    row = Disclosure.objects.filter(pk=number, centre=by.member.centre_id).first() if number else None
    if row is None or row.state == Disclosure.State.HIDDEN:
        raise NotPossible(_now("There is no conversation on this site that a copy could go into. Show it to her here."))
    talked = reading.open_disclosure(by=by, disclosure=row, is_shown=False)
    if talked.wishes is None or not talked.wishes.contact.has_safe_word:
        raise NotPossible(
            _now("She has set no safe word. Whoever has her code would read the copy. Ask her to set one first.")
        )
    if any(is_there(one) for one in talked.entries if one.row.kind == KIND):
        raise NotPossible(_now("A copy is there already. It goes by itself after three days."))
    return row


@transaction.atomic
def give(*, by: Actor, case: Case, keys: list[str]) -> None:
    """Seal the chosen entries to her, in her language, for 72 hours.

    Raises
    ------
    NotPossible
        If there is nowhere safe that it could go.
    """
    key = key_of(by)
    # The conversation first, always: who opens a case from a conversation holds it already, and two who wait for each
    # other would both fail. Which one it is never changes; all else is read of the case under its lock.
    row = reading.own(by, conversation_of(by, open_case(case, by.intake)))
    locked = own(by, case)
    opened = open_case(locked, by.intake)
    entries = [one for one in entries_of(opened) if one.key in keys]
    if not entries:
        raise NotPossible(_now("Tick at least one part."))
    told = {"until": until_of(clock.now()), "at": clock.now().isoformat(), "parts": _in_her_language(opened, entries)}
    try:
        sealing.seal_to_survivor(thread=row.thread, kind=KIND, document=told, sender=key, day=clock.today())
    except IndexError:  # no key of hers is left
        raise SealError("Her key is gone. Nothing was sealed.") from None
    seal_record(
        thread=locked.thread,
        form=FORM,
        entry=str(uuid.uuid4()),
        revision=1,
        data={"entries": [one.key for one in entries], "until": told["until"]},
        by=str(by.member.id),
        sender=key,
    )
    record(by, "case.released", locked, count=len(entries))


def _in_her_language(opened: OpenedCase, entries: list[Entry]) -> list[dict[str, Any]]:
    speaks = opened.data("opening").get("speaks", "")
    with translation.override(speaks if speaks in ("kk", "ru", "en") else "ru"):
        return [
            {
                "title": str(one.about.title),
                "shown": [[str(label), str(words)] for label, words in one.shown(today=clock.today())],
            }
            for one in entries
        ]
