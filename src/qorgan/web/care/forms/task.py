"""What somebody of the centre is to do or to be at, on a day and perhaps at an hour: a call, a court, a doctor, a visit."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from qorgan.web.accounts.models import Member
from qorgan.web.accounts.profiles import profile_of
from qorgan.web.care.forms.base import Data, DayField, Due, OneOf, RecordForm, Text, day_in, said, said_day
from qorgan.web.shell.forms import TextField

WHAT = [
    ("call", _("Call or write")),
    ("talk", _("A talk at the centre")),
    ("court", _("Court")),
    ("police", _("Police")),
    ("doctor", _("Doctor")),
    ("office", _("An office: papers, benefits")),
    ("lawyer", _("Lawyer")),
    ("visit", _("A visit")),
    ("write", _("Write a paper or a letter")),
    ("other", _("Something else")),
]
RESULTS = [
    ("done", _("Done")),
    ("missed", _("Missed")),
    ("called-off", _("Called off")),
]


class HourField(forms.RegexField):
    """An hour and minute of the day, as 14:30."""

    def __init__(self, **kwargs: Any) -> None:
        wrong = {"invalid": _("Write the time as 14:30, or leave it empty.")}
        widget = forms.TimeInput(attrs={"type": "time"})
        super().__init__(
            r"\A([01]\d|2[0-3]):[0-5]\d\Z", required=False, max_length=5, widget=widget, error_messages=wrong, **kwargs
        )


class TaskForm(RecordForm):
    """One task or appointment: planned, then done, missed or called off."""

    what = OneOf(label=_("What"), choices=WHAT, required=True, error_messages={"required": _("Choose what it is.")})
    day = DayField(label=_("Day"), may_lie_ahead=True, required=True)
    time = HourField(label=_("Time"), help_text=_("Left empty: on any hour of the day."))
    whom = OneOf(label=_("Who does it"), choices=[], help_text=_("Left empty: whoever works on the case."))
    words = TextField(label=_("What is to be done, and where"), rows=3, max_length=10_000)
    result = OneOf(label=_("What came of it"), choices=RESULTS)
    result_words = TextField(label=_("More about it"), rows=3, max_length=10_000)

    SECTIONS: ClassVar[list[tuple[Text, list[str]]]] = [
        ("", ["what", "day", "time", "whom", "words"]),
        (_("Afterwards"), ["result", "result_words"]),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].error_messages["required"] = _("Write the day on which it is, or by which it is to be done.")
        if self.opened is not None:
            rows = Member.objects.filter(
                centre=self.opened.case.centre_id, state=Member.State.ACTIVE, grants__isnull=False
            ).distinct()
            names = [(str(one.id), profile_of(one).name) for one in rows]
            whom = str(self.initial.get("whom", ""))  # somebody who has left meanwhile stays named where she was
            names += [(whom, _name(whom))] if whom and whom not in dict(names) else []
            self.fields["whom"].choices = [("", _("Not said")), *names]  # type: ignore[attr-defined]

    @classmethod
    def line(cls, data: Data) -> Text:
        """Return what, when, and what came of it."""
        when = " ".join(part for part in (said_day(data), data.get("time", "")) if part)
        parts = [dict(WHAT).get(data.get("what", ""), ""), when, dict(RESULTS).get(data.get("result", ""), "")]
        return " · ".join(str(part) for part in parts if part)

    @classmethod
    def due(cls, data: Data, *, today: date) -> list[Due]:
        """Return its day, as long as nothing came of it."""
        day = day_in(data, "day")
        return [Due(day, dict(WHAT).get(data.get("what", ""), ""))] if day and not data.get("result") else []

    @classmethod
    def shown(cls, data: Data, *, today: date) -> list[tuple[Text, Text]]:
        """Return label and text of each thing, with the name of who does it."""
        form = cls(today=today)
        return [
            (one.label, _name(data[name]) if name == "whom" else said(one, data[name]))
            for name, one in form.fields.items()
            if name in data
        ]


def _name(number: str) -> str:
    row = Member.objects.filter(id=number).first()
    return profile_of(row).name if row else ""
