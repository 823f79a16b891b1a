"""Choosing a letter to a service, and filling its slots."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qorgan.web.accounts.forms import LANGUAGES
from qorgan.web.care.forms.base import CHOOSE, OneOf
from qorgan.web.care.lettering import TYPED, letters
from qorgan.web.shell.forms import QuietForm, TextField

TITLES = {
    "health": _("To a doctor or a hospital"),
    "legal": _("To legal help"),
    "police": _("To the police"),
    "social": _("To a social service"),
}
SLOTS = {
    "name": (_("Her name in this letter"), 1, 120),
    "need": (_("What you ask for"), 3, 2000),
    "happened": (_("What happened, only what this service needs"), 5, 5000),
    "risk": (_("The danger, in words"), 3, 2000),
}


class LetterForm(QuietForm):
    """A letter; without slots as long as nobody has chosen which one."""

    kind = OneOf(label=_("Which letter"), choices=[], required=True, error_messages={"required": _("Choose a letter.")})
    recipient = OneOf(
        label=_("To which service"),
        help_text=_("Those that she allows, and those of an exception."),
        choices=[],
        required=True,
        error_messages={"required": _("Choose the service.")},
    )
    language = OneOf(
        label=_("Language of the letter"),
        choices=LANGUAGES,
        required=True,
        error_messages={"required": _("Choose the language that the service reads.")},
    )
    may_reach_her = forms.BooleanField(
        label=_("The service may reach her itself"),
        help_text=_("Otherwise it answers you, and the letter does not say how she can be reached."),
        required=False,
    )
    is_carried = forms.BooleanField(label=_("She takes the paper with her"), required=False)

    def __init__(self, *args: Any, recipients: Collection[str], slots: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [CHOOSE, *((code, TITLES.get(code, code)) for code in letters())]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["recipient"].choices = [CHOOSE, *((one, one) for one in recipients)]  # type: ignore[attr-defined]
        for slot in TYPED:
            if slot in slots:
                label, rows, longest = SLOTS[slot]
                self.fields[slot] = TextField(label=label, rows=rows, max_length=longest)
