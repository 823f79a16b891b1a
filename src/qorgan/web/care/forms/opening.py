"""Who she is to the centre: how she may be called, how she may be reached, and what the rules about children ask for."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from qorgan.care.answers import Answer
from qorgan.care.guardianship import Giver
from qorgan.web.accounts.forms import LANGUAGES
from qorgan.web.care.forms.base import AnswerField, Data, DayField, OneOf, RecordForm, SomeOf, Text
from qorgan.web.care.records import OpenedCase
from qorgan.web.shell.context import pack
from qorgan.web.shell.forms import TextField
from qorgan.web.shell.templatetags.shell import spoken

WAYS = [
    ("call", _("A phone call")),
    ("text", _("A text message")),
    ("messenger", _("A messenger")),
    ("email", _("E-mail")),
    ("in-person", _("In person, at a place agreed")),
]
CAME = [
    ("platform", _("She wrote on this site")),
    ("phone", _("By phone")),
    ("herself", _("She came herself")),
    ("brought", _("Somebody she trusts brought her")),
    ("police", _("From the police")),
    ("health", _("From a doctor or a hospital")),
    ("social", _("From a social service")),
    ("school", _("From a school")),
    ("centre", _("From another centre")),
    ("outreach", _("We met her at an event or a visit")),
]
AGE_BANDS = {
    "under-14": (_("Under 14"), 0, 13),
    "14-17": (_("14 to 17"), 14, 17),
    "18-29": (_("18 to 29"), 18, 29),
    "30-49": (_("30 to 49"), 30, 49),
    "50-plus": (_("50 or more"), 50, 120),
}
GIVERS = [
    (Giver.HERSELF, _("She herself")),
    (Giver.GUARDIAN, _("Her guardian, for a child")),
    (Giver.BEST_INTEREST, _("A supervisor, in the best interest of a child")),
]


def regions() -> list[tuple[str, str]]:
    """Return the regions of the country by code."""
    return [(region.code, spoken(region.name)) for region in pack().regions]


class OpeningForm(RecordForm):
    """How a case begins; changed whenever something of it changes."""

    called = TextField(
        label=_("How she may be called"),
        help_text=_("A name she chose; it need not be her own. It stands in lists that only your centre can read."),
        max_length=80,
        required=True,
        error_messages={"required": _("Write how she may be called. It need not be her name.")},
    )
    reference = TextField(label=_("Your own file number"), help_text=_("If the centre keeps one."), max_length=40)
    labels = TextField(label=_("Labels"), help_text=_("Separated by commas."), max_length=300)
    speaks = OneOf(label=_("Language she wants to speak"), choices=[*LANGUAGES, ("other", _("Another language"))])
    region = OneOf(label=_("Region"), choices=[])
    birth_year = forms.IntegerField(
        label=_("Year of birth"),
        help_text=_("Only if she wants to say it."),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _("Write the year as four digits, or leave it empty.")},
    )
    age_band = OneOf(label=_("Age"), choices=[(code, one[0]) for code, one in AGE_BANDS.items()])
    is_adult = AnswerField(label=_("Is she 18 or older, as far as you can tell?"))
    came = OneOf(label=_("How she came to the centre"), choices=CAME)
    came_day = DayField(label=_("Day of the first contact"))
    never = TextField(
        label=_("What must never be done"), help_text=_("For example: never call, never leave a message.")
    )
    ways = SomeOf(label=_("How she may be reached"), choices=WAYS)
    where = TextField(label=_("At"))
    hours = TextField(label=_("When it is safe"))
    safe_word = TextField(
        label=_("Her safe word"), help_text=_("Ask her for it before you say anything else."), max_length=100
    )
    others_at_home = TextField(
        label=_("Who else could see or hear it"), help_text=_("Who shares her phone, her door, her letters."), rows=2
    )
    guardian_is_safe = AnswerField(label=_("For a child: is it safe to ask her guardian?"))
    guardian_is_suspected = AnswerField(
        label=_("For a child: is the guardian, or somebody close to him, the one who hurt her?")
    )
    guardian = TextField(label=_("Who the guardian is"))

    SECTIONS: ClassVar[list[tuple[Text, list[str]]]] = [
        ("", ["called", "reference", "labels", "came", "came_day"]),
        (_("How she may be reached"), ["never", "ways", "where", "hours", "safe_word", "others_at_home"]),
        (_("About her, only what she wants to say"), ["speaks", "region", "birth_year", "age_band", "is_adult"]),
        (_("Only for a child"), ["guardian_is_safe", "guardian_is_suspected", "guardian"]),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("Not said")), *regions()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse an age that contradicts the year of birth."""
        data = super().clean()
        year = data.get("birth_year")
        if year is None:
            return data
        if not self.today.year - 120 <= year <= self.today.year:
            self.add_error("birth_year", _("Nobody was born in this year. Write it as four digits, or leave it empty."))
            return data
        youngest, oldest = ages(year, self.today)
        band = AGE_BANDS.get(data.get("age_band", ""))
        if band and (oldest < band[1] or youngest > band[2]):
            self.add_error(
                "age_band", _("This age and the year of birth contradict each other. Change one, or leave one empty.")
            )
        adult = adulthood(data, today=self.today, without_judgement=True)
        if Answer.NOT_KNOWN not in {adult, data["is_adult"]} and adult != data["is_adult"]:
            self.add_error("is_adult", _("The year of birth says something else. Change one of the two."))
        return data

    OFF_PAPER: ClassVar[list[str]] = ["safe_word"]
    CARRIED: ClassVar[list[str]] = ["came_from", "came_with"]  # the conversation that it came from, and its wishes then

    @classmethod
    def in_summary(cls, opened: OpenedCase, *, today: date) -> dict[str, Any]:
        """Return the conversation that it came from, so that no second case is opened from it."""
        return {"from": opened.data("opening").get("came_from", "")}

    @classmethod
    def line(cls, data: Data) -> Text:
        """Return how she came."""
        return dict(CAME).get(data.get("came", ""), "")


def ages(year: int, today: date) -> tuple[int, int]:
    """Return the youngest and the oldest that somebody born in a year can be."""
    return today.year - year - 1, today.year - year


def adulthood(data: Mapping[str, Any], *, today: date, without_judgement: bool = False) -> Answer:
    """Say whether she is an adult: by the year where it settles it, else by the age band, else as a worker judges."""
    if data.get("birth_year"):
        youngest, oldest = ages(int(data["birth_year"]), today)
        if youngest >= 18 or oldest < 18:
            return Answer.YES if youngest >= 18 else Answer.NO
    band = AGE_BANDS.get(data.get("age_band", ""))
    if band:
        return Answer.YES if band[1] >= 18 else Answer.NO
    return Answer.NOT_KNOWN if without_judgement else Answer(data.get("is_adult") or Answer.NOT_KNOWN)


class NewCaseForm(OpeningForm):
    """Opening a case by hand, with the consent that comes before everything else."""

    agreed_by = OneOf(
        label=_("Who agreed that the centre keeps a file"),
        help_text=_(
            "Say first, in her language: what is written, who can read it, how long the law keeps it, "
            "that she can take her consent back, and that she gets help without a file too."
        ),
        choices=GIVERS,
    )
    agreed_day = DayField(label=_("On which day"), help_text=_("Left empty: today."))
    agreed_with_child = forms.BooleanField(label=_("The child herself agreed as well"), required=False)

    OWN: ClassVar[list[str]] = ["agreed_by", "agreed_day", "agreed_with_child"]
    SECTIONS: ClassVar[list[tuple[Text, list[str]]]] = [(_("Her consent"), OWN), *OpeningForm.SECTIONS]

    def clean(self) -> dict[str, Any]:
        """Ask for a consent."""
        data = super().clean()
        if not data.get("agreed_by") and "agreed_by" not in self.errors:
            self.add_error("agreed_by", _("Without a consent no file is kept. You can help her without one."))
        return data

    def consent(self) -> dict[str, Any]:
        """Return the data of the consent that comes with the case."""
        day = self.cleaned_data["agreed_day"] or self.today
        told = {"purpose": "case", "giver": self.cleaned_data["agreed_by"], "given": day.isoformat()}
        return told | ({"with_assent": True} if self.cleaned_data["agreed_with_child"] else {})

    def document(self) -> dict[str, Any]:
        """Return what the opening says, without the consent."""
        return {name: value for name, value in super().document().items() if name not in self.OWN}
