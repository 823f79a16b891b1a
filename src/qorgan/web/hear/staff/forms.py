"""Forms of the staff door about disclosures."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qorgan.web.shell.forms import QuietForm, TextField, YesField

_LANGUAGES = [("", _("Any")), ("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]


class FilterForm(QuietForm):
    """Choosing rows of a list; sent by POST, so that no choice stands in an address."""

    speaks = forms.ChoiceField(label=_("Language"), choices=_LANGUAGES, required=False)
    label = TextField(label=_("Label"), max_length=60)


class ReplyForm(QuietForm):
    """Answering her."""

    words = TextField(
        label=_("Your answer"),
        rows=8,
        max_length=20_000,
        required=True,
        error_messages={"required": _("Write an answer, or leave the page.")},
    )


class NoteForm(QuietForm):
    """A note for the centre."""

    words = TextField(
        label=_("Note"), help_text=_("She cannot see it. The centre can."), rows=4, max_length=20_000, required=True
    )


class LabelsForm(QuietForm):
    """Labels of a row."""

    labels = TextField(
        label=_("Labels"), help_text=_("Separated by commas. Nobody outside the centre can read them."), max_length=400
    )

    def chosen(self) -> list[str]:
        """Return the labels."""
        return [part.strip() for part in self.cleaned_data["labels"].split(",") if part.strip()][:12]


class AssignForm(QuietForm):
    """Giving it to a colleague."""

    to = forms.ChoiceField(label=_("Who works on it"))

    def __init__(self, *args: Any, members: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = members  # type: ignore[attr-defined]


class ItIsSheForm(QuietForm):
    """Making sure that it is she."""

    heard = TextField(label=_("The safe word, as she says it"), max_length=100)
    checked = YesField(label=_("She set no safe word. I made sure in the way agreed with her that it is she."))


class PhrasesForm(QuietForm):
    """A worker's own reply phrases."""

    phrases = TextField(
        label=_("Your phrases"),
        help_text=_("An empty line between two phrases. Only you can read them."),
        rows=14,
        max_length=20_000,
    )

    def split(self) -> list[str]:
        """Return the phrases."""
        return [part.strip() for part in re.split(r"\n\s*\n", self.cleaned_data["phrases"]) if part.strip()]


class ClosingForm(QuietForm):
    """The two days of a centre that closes."""

    reads_until = forms.DateField(
        label=_("Reads and answers until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    kept_until = forms.DateField(
        label=_("Keeps what it was told until"),
        help_text=_("90 days to two years after the first day: a survivor may come back after months."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class CoverForm(QuietForm):
    """Who looks after unread disclosures on which days."""

    member = forms.ChoiceField(label=_("Who"))
    first_day = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, members: list[tuple[str, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = members  # type: ignore[attr-defined]
        self.today = today

    def clean(self) -> dict[str, Any]:
        """Check the days."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first. Choose a later one."))
        if last and last < self.today:
            self.add_error("last_day", _("This day is over. Choose today or a later day."))
        return data


class AddressForm(QuietForm):
    """A short printable address."""

    code = forms.RegexField(
        label=_("Short word"),
        regex=r"^[a-z0-9]{3,24}\Z",
        help_text=_("3 to 24 small Latin letters or digits. It is printed, so let it say nothing about violence."),
        error_messages={"invalid": _("Use 3 to 24 small Latin letters or digits.")},
    )
    language = forms.ChoiceField(label=_("Language it leads to"), choices=_LANGUAGES, required=False)
