"""What happened, once for each incident: six ordered questions give the type, the country's kinds stand beside it."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qorgan.care.answers import Answer
from qorgan.care.classification import LegalKind, Question, contexts_of
from qorgan.web.care.documents import circumstances_of, classification_of
from qorgan.web.care.forms.base import ANSWERS, AnswerField, Data, DayField, OneOf, RecordForm, SomeOf, Text, day_in
from qorgan.web.care.forms.opening import ages, regions
from qorgan.web.care.law import on_the_day
from qorgan.web.care.records import OpenedCase
from qorgan.web.care.words import CONTEXTS, TYPES
from qorgan.web.shell.forms import TextField

ASKED = {
    Question.PENETRATION: _("Did it include penetration, of any part of the body, with anything?"),
    Question.SEXUAL_CONTACT: _("Did it include unwanted sexual contact?"),
    Question.PHYSICAL_ASSAULT: _("Did it include a physical assault?"),
    Question.FORCED_MARRIAGE: _("Was it a forced marriage?"),
    Question.DENIAL: _("Was she denied money, things, chances or services?"),
    Question.PSYCHOLOGICAL: _("Did it include insults, threats, control or other harm to her mind?"),
}
KINDS = [
    (LegalKind.PHYSICAL, _("physical")),
    (LegalKind.PSYCHOLOGICAL, _("psychological")),
    (LegalKind.SEXUAL, _("sexual")),
    (LegalKind.ECONOMIC, _("economic")),
]
RELATIONS = [
    ("partner", _("Husband or partner")),
    ("former-partner", _("Former husband or partner")),
    ("parent", _("Mother, father or step-parent")),
    ("his-family", _("Her husband’s family")),
    ("relative", _("Another relative")),
    ("at-work", _("Somebody at work or at school")),
    ("official", _("An official")),
    ("known", _("Somebody else she knows")),
    ("stranger", _("Somebody she does not know")),
]
PLACES = [
    ("home", _("At home")),
    ("his-home", _("At his home")),
    ("outside", _("Outside")),
    ("work", _("At work")),
    ("school", _("At school")),
    ("phone", _("By phone or on the internet")),
    ("elsewhere", _("Elsewhere")),
]
HELPERS = [
    ("family", _("Family or friends")),
    ("police", _("The police")),
    ("health", _("A doctor or a hospital")),
    ("social", _("A social service")),
    ("court", _("A court or a lawyer")),
    ("helpline", _("A helpline")),
    ("nobody", _("Nobody")),
]


class IncidentForm(RecordForm):
    """One incident."""

    happened = DayField(label=_("Day on which it happened"), help_text=_("If it went on for long: the last day of it."))
    is_about = forms.BooleanField(label=_("The day is only about right"), required=False)
    place_region = OneOf(label=_("Region in which it happened"), choices=[])
    place = OneOf(label=_("Where"), choices=PLACES)
    age = forms.IntegerField(
        label=_("Her age then"),
        required=False,
        min_value=0,
        max_value=120,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": _("Write whole years, or leave it empty."),
            "min_value": _("Write whole years from 0 to 120."),
            "max_value": _("Write whole years from 0 to 120."),
        },
    )
    words = TextField(
        label=_("What happened, in her words"),
        help_text=_("Only what she wants to have written. She need not tell it twice."),
        rows=8,
        max_length=20_000,
    )
    q_penetration = AnswerField(label=ASKED[Question.PENETRATION])
    q_sexual_contact = AnswerField(label=ASKED[Question.SEXUAL_CONTACT])
    q_physical_assault = AnswerField(label=ASKED[Question.PHYSICAL_ASSAULT])
    q_forced_marriage = AnswerField(label=ASKED[Question.FORCED_MARRIAGE])
    q_denial = AnswerField(label=ASKED[Question.DENIAL])
    q_psychological = AnswerField(label=ASKED[Question.PSYCHOLOGICAL])
    relation = OneOf(label=_("Who did it"), choices=RELATIONS)
    is_partner = AnswerField(label=_("Is or was he her intimate partner?"))
    was_exchange = AnswerField(label=_("Was money, goods, help or a service given or promised for it?"))
    was_abduction = AnswerField(label=_("Was she held or taken away?"))
    is_practice = AnswerField(label=_("Was it a harmful traditional practice?"))
    kinds = SomeOf(
        label=_("How the country’s law names it"),
        help_text=_("As you judge it. It does not follow from the answers above, nor they from it."),
        choices=KINDS,
    )
    children_saw = AnswerField(label=_("Did children see or hear it?"))
    sought = SomeOf(label=_("Whom she had asked for help before she came"), choices=HELPERS)
    wants_medical = AnswerField(label=_("Does she want medical help now?"))

    SECTIONS: ClassVar[list[tuple[Text, list[str]]]] = [
        ("", ["words", "happened", "is_about", "place_region", "place", "age"]),
        (
            _("Ask in this order, and stop at the first yes"),
            [
                "q_penetration",
                "q_sexual_contact",
                "q_physical_assault",
                "q_forced_marriage",
                "q_denial",
                "q_psychological",
            ],
        ),
        (_("How and by whom"), ["relation", "is_partner", "was_exchange", "was_abduction", "is_practice", "kinds"]),
        (_("Around it"), ["children_saw", "sought", "wants_medical"]),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place_region"].choices = [("", _("Not said")), *regions()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse an age that contradicts the year of birth, and nobody beside somebody."""
        data = super().clean()
        day, age = data.get("happened"), data.get("age")
        year = self.opened.data("opening").get("birth_year") if self.opened else None
        if year and day and day.year < int(year):
            self.add_error("happened", _("This is before the year of her birth. Look at both once more."))
        elif year and day and age is not None and not ages(int(year), day)[0] <= age <= ages(int(year), day)[1]:
            self.add_error(
                "age", _("This contradicts the year of her birth and the day. Change one, or leave it empty.")
            )
        if "nobody" in data.get("sought", []) and len(data["sought"]) > 1:
            self.add_error("sought", _("Tick nobody, or those whom she asked."))
        return data

    @classmethod
    def line(cls, data: Data) -> Text:
        """Return type and day."""
        found = classification_of(data)
        words = str(TYPES[found.type] if found.type else gettext("not classified yet"))
        day = day_in(data, "happened")
        return f"{words} · {formats.date_format(day, 'j E Y')}" if day else words

    @classmethod
    def judged(cls, data: Data, opened: OpenedCase, *, today: date) -> list[tuple[Text, Text]]:
        """Return the type with the path that led to it, what is open, and the contexts."""
        found = classification_of(data)
        answers = dict(ANSWERS)
        path = " · ".join(f"{ASKED[question]} {answers[answer]}" for question, answer in found.path)
        told: list[tuple[Text, Text]] = [(_("Type"), _type(found))]
        if found.open_questions:
            told.append((_("Still open"), " · ".join(str(ASKED[one]) for one in found.open_questions)))
        contexts = contexts_of(found.type, circumstances_of(data))
        yes = [str(CONTEXTS[one]) for one, answer in contexts.items() if answer is Answer.YES]
        if yes:
            told.append((_("Context"), ", ".join(yes)))
        day = day_in(data, "happened")
        return [*told, (_("Answers"), path), *(on_the_day(day, today=today) if day else [])]


def _type(found: Any) -> Text:
    if found.type is not None:
        words = TYPES[found.type]
        return words if found.is_settled else gettext("%(type)s (an earlier question is open)") % {"type": words}
    return _("none of the six types") if found.is_outside else _("not classified yet")
