"""Forms of the ledger. What stands in them is meant for the public."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from qorgan.kernel.errors import InputError
from qorgan.web.know.actions.staff import LONGEST_DAYS
from qorgan.web.know.reading import TRANSLATED, WRITTEN, read_fields
from qorgan.web.know.telling import meanings
from qorgan.web.shell import clock
from qorgan.web.shell.context import pack
from qorgan.web.shell.forms import QuietForm, TextField, YesField

LANGUAGES: Final = [("en", "English"), ("ru", "Русский"), ("kk", "Қазақша")]
STATES: Final = [
    ("fact", _("fact")),
    ("fact with caveat", _("fact with a caveat")),
    ("claim", _("claim that we could not confirm")),
    ("disputed", _("disputed")),
]
_NOT_SAID: Final = ("", _("not said"))
_EXPRESSION: Final = _("Events by their names, joined by and, or, not, xor; for example: physical or sexual.")
_WORD: Final = _("A word of the ledger, such as women_18_75 or calls; known ones are offered as you type.")
_PERIOD: Final = _("Write lifetime, yearly, or days: 2023, 2024-01/2024-08, 2026-01-01, 2024-03/..")
# What the library says of a field is in English and meant for a terminal; each field has its own words here.
_FAULTS: Final = {
    "id": _("Letters without accents, digits and hyphens; the name stays for ever."),
    "wording": _("Write the number as printed: 17 %, almost a quarter, more than 99,000; empty for a statement without one."),
    "event": _EXPRESSION,
    "given": _EXPRESSION,
    "period": _PERIOD,
    "made": _PERIOD,
    "retrieved": _("Write the day as 2026-11-20."),
    "source_date": _("It cannot be later than the day you read it."),
}  # fmt: skip


def _words(label: Any, help_text: Any = "", **more: Any) -> TextField:
    return TextField(label=label, help_text=help_text, **more)


class FigureForm(QuietForm):
    """A figure as it stands in its source."""

    id = forms.SlugField(label=_("Name"), help_text=_FAULTS["id"], max_length=80)
    says = _words(_("What it says, in English"), _("Short, without the number."), max_length=300, required=True)
    says_kk = _words(_("The same in Kazakh"), max_length=300)
    says_ru = _words(_("The same in Russian"), max_length=300)
    wording = _words(_("The number as printed"), _FAULTS["wording"], max_length=120)
    language = forms.ChoiceField(label=_("Language of the number"), choices=LANGUAGES)
    state = forms.ChoiceField(label=_("What we hold of it"), choices=STATES)
    why = _words(_("What is still unknown, or why we could not confirm it, in English"), rows=3, max_length=1000)
    why_kk = _words(_("The same in Kazakh"), rows=3, max_length=1000)
    why_ru = _words(_("The same in Russian"), rows=3, max_length=1000)
    how = _words(
        _("How it was measured, in English"), _("As the source says: a survey, a register."), rows=2, max_length=500
    )
    how_kk = _words(_("The same in Kazakh"), rows=2, max_length=500)
    how_ru = _words(_("The same in Russian"), rows=2, max_length=500)
    population = _words(_("Of whom"), _WORD, max_length=80)
    event = _words(_("What happened to those it counts"), _EXPRESSION, max_length=300)
    given = _words(_("Among whom of them"), _EXPRESSION, max_length=300)
    place = forms.ChoiceField(label=_("Where"), required=False)
    map = forms.ChoiceField(label=_("Map of regions it means"), required=False)
    period = _words(_("When it happened"), _PERIOD, max_length=60)
    made = _words(_("When it was measured"), _PERIOD, max_length=60)
    unit = _words(_("What is counted"), _WORD, max_length=80)
    owner = _words(_("Who counted"), _("As the source has it."), max_length=200)
    report = _words(_("Publication, where several figures stand in one"), max_length=200)
    part = forms.ChoiceField(
        label=_("Where in it"), choices=[_NOT_SAID, ("title", _("title")), ("text", _("text"))], required=False
    )
    series = _words(_("List or series in which it stands beside others"), max_length=200)
    source = _words(_("Source"), _("Its address, or the document."), max_length=500, required=True)
    source_date = _words(_("Date of the source, as printed there"), max_length=60, required=True)
    retrieved = _words(_("Day you read it"), _FAULTS["retrieved"], max_length=10, required=True)
    confidence = forms.ChoiceField(
        label=_("How good the source is"),
        choices=[
            ("A", _("A: official, or the original text")),
            ("B", _("B: press or government page that names its owner")),
            ("C", _("C: one weak source")),
        ],
    )

    def __init__(self, *args: Any, name: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        maps = pack().maps
        for field in ("population", "unit"):
            self.fields[field].widget.attrs["list"] = "words"
        self.words = {one: text.in_language("en") for one, text in meanings().names.items()}
        places = {one.id: f"{one.name.in_language('en')} ({one.map})" for one in maps.units}
        self._offer("place", {pack().code.upper(): pack().name.in_language("en"), **places})
        self._offer("map", {one.id: one.id for one in maps.maps})
        self.name = name
        if name:
            del self.fields["id"]

    def _offer(self, field: str, found: Mapping[str, str]) -> None:
        choices = sorted(found.items(), key=lambda one: one[1])
        typed = self.initial.get(field)
        if typed and typed not in found:  # a word of the ledger that the pack does not explain
            choices.append((typed, typed))
        self.fields[field].choices = [_NOT_SAID, *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Read it as the rules will."""
        data: dict[str, Any] = super().clean() or {}
        if self.name:
            data["id"] = self.name
        if not self.errors:
            try:
                read_fields(self.typed())
            except InputError as fault:
                field = fault.field if fault.field in self.fields else None
                self.add_error(field, _FAULTS.get(fault.field or "", _("This is not understood as it is written.")))
        return data

    def typed(self) -> dict[str, str]:
        """Return what is typed and not empty, by the names of the ledger."""
        return {name: str(self.cleaned_data[name]) for name in (*WRITTEN, *TRANSLATED) if self.cleaned_data.get(name)}


class CheckForm(QuietForm):
    """A second person's check."""

    shown_until = forms.DateField(label=_("Show it until"), help_text=_("At most a year from now."))
    compared = YesField(label=_("I have opened the source and compared every field with it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        last = clock.today() + timedelta(days=LONGEST_DAYS - 1)
        super().__init__(*args, initial={"shown_until": last.isoformat()}, **kwargs)
        self.fields["shown_until"].widget = forms.TextInput()
        self.fields["shown_until"].error_messages["invalid"] = _FAULTS["retrieved"]

    def clean_compared(self) -> bool:
        """Ask for it: the check is what this page is for."""
        if not self.cleaned_data["compared"]:
            raise forms.ValidationError(_("Compare it with its source first; then tick this."))
        return True


class AnswerForm(QuietForm):
    """An answer to what a rule found."""

    words = TextField(
        label=_("Your answer"),
        help_text=_("It is published beside the figure. Name no person who is not in the source."),
        rows=4,
        max_length=1000,
        required=True,
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    finding = forms.CharField(widget=forms.HiddenInput, max_length=64)


class WithdrawForm(QuietForm):
    """The reason of a withdrawal."""

    words = TextField(
        label=_("Why it is withdrawn"), help_text=_("Everybody can read it."), rows=3, max_length=1000, required=True
    )


class ImportForm(QuietForm):
    """A table of figures, pasted."""

    words = TextField(
        label=_("The table, as CSV"),
        help_text=_("Open the file in a text editor, copy all of it and put it in here. The first line names the columns."),
        rows=12,
        max_length=400_000,
        required=True,
    )  # fmt: skip
