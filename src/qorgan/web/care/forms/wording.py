"""Choosing words to her, and filling their slots."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qorgan.care.letters.texts import Way
from qorgan.web.accounts.forms import LANGUAGES
from qorgan.web.care.forms.base import CHOOSE, DayField, OneOf
from qorgan.web.care.forms.opening import WAYS
from qorgan.web.care.wording import TYPED, phrases
from qorgan.web.shell.forms import QuietForm, TextField

TITLES = {
    "neutral-call": _("May we talk? (says nothing of what it is about)"),
    "neutral-answer": _("There is an answer (says nothing of what it is about)"),
    "neutral-moved": _("Another day (says nothing of what it is about)"),
    "read": _("We have read it"),
    "you-decide": _("She decides"),
    "who-reads": _("Who reads this"),
    "safe-now": _("Is it safe to read now?"),
    "appointment": _("An appointment"),
    "referral-ask": _("Asking before a service is told"),
    "taken-back": _("Her consent is taken back"),
    "closing": _("The case can be closed"),
}
SLOTS = {
    "service": _("Which service"),
    "need": _("What it can help with"),
    "told": _("What it would be told"),
}


class WordsForm(QuietForm):
    """Words to her; without slots as long as nobody has chosen which."""

    code = OneOf(label=_("Which words"), choices=[], required=True, error_messages={"required": _("Choose the words.")})
    way = OneOf(
        label=_("In which way"),
        choices=[(Way.SITE, _("In her conversation on this site")), *WAYS],
        required=True,
        error_messages={"required": _("Choose the way.")},
    )
    language = OneOf(
        label=_("Language of the words"),
        choices=LANGUAGES,
        required=True,
        error_messages={"required": _("Choose the language that she speaks.")},
    )
    has_read_never = forms.BooleanField(label=_("I have read what must never be done"), required=False)

    def __init__(self, *args: Any, slots: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [CHOOSE, *((code, TITLES.get(code, code)) for code in phrases())]
        self.fields["code"].choices = codes  # type: ignore[attr-defined]
        for slot in TYPED:
            if slot in slots:
                self.fields[slot] = TextField(label=SLOTS[slot], max_length=500)
        for slot, label in (("day", _("Day")), ("new_day", _("Another day"))):
            if slot in slots:
                self.fields[slot] = DayField(label=label, may_lie_ahead=True)
        if "time" in slots:
            wrong = {"invalid": _("Write the time as 14:30.")}
            self.fields["time"] = forms.TimeField(label=_("Time"), required=False, error_messages=wrong)
