"""The file of somebody who used violence and takes part in the programme, and the groups of it."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from qorgan.care.orders import WARN_DAYS
from qorgan.care.programme import Attendance, Basis
from qorgan.kernel.errors import InputError
from qorgan.kernel.facts import whole_day
from qorgan.web.accounts.forms import LANGUAGES
from qorgan.web.care.forms.base import Data, DayField, Due, OneOf, RecordForm, Text, day_in, said_day
from qorgan.web.care.programme.documents import is_to_be_told, missed_days, participation_of
from qorgan.web.care.records import OpenedCase
from qorgan.web.shell.forms import TextField

BASES = [
    (Basis.COURT, _("A court ordered it")),
    (Basis.POLICE, _("The police required it")),
    (Basis.OWN_WILL, _("Of his own will")),
]
ATTENDED = [
    (Attendance.CAME, _("Came")),
    (Attendance.EXCUSED, _("Excused")),
    (Attendance.MISSED, _("Did not come")),
]
ENDINGS = [
    ("completed", _("He came to every session")),
    ("ended-early", _("It ended early")),
    ("moved", _("He goes on elsewhere")),
    ("goes-on", _("It goes on after all")),
]
GOES_ON = "goes-on"
_WRONG = {
    "ordered_by": _("Write which court or police office ordered it; for his own will leave it empty."),
    "n_sessions": _("A programme has at least one session."),
    "sessions": _("Sessions that are written down do not fit to this day and this number. Look at them once more."),
}


class NumberField(forms.IntegerField):
    """A whole number of sessions."""

    def __init__(self, **kwargs: Any) -> None:
        wrong = {
            "invalid": _("Write a whole number."),
            "min_value": _("Write a whole number, not below %(limit_value)s."),
        }
        wrong["max_value"] = _("Write a whole number, not above %(limit_value)s.")
        wrong["required"] = _("Write a whole number.")
        super().__init__(
            max_value=200, widget=forms.TextInput(attrs={"inputmode": "numeric"}), error_messages=wrong, **kwargs
        )


class IntakeForm(RecordForm):
    """How he comes to the programme, and what was ordered."""

    called = TextField(
        label=_("What he is called"),
        max_length=80,
        required=True,
        error_messages={"required": _("Write what he is called.")},
    )
    speaks = OneOf(label=_("Language he speaks"), choices=LANGUAGES)
    reached = TextField(label=_("How he is reached"), max_length=200)
    basis = OneOf(
        label=_("Why he takes part"),
        choices=BASES,
        required=True,
        error_messages={"required": _("Choose why he takes part.")},
    )
    ordered_by = TextField(
        label=_("Who ordered it"), help_text=_("The court or police office that is told of breaches."), max_length=200
    )
    order_number = TextField(label=_("Number of the order"), max_length=80)
    first_day = DayField(label=_("First day"), may_lie_ahead=True, required=True)
    last_day = DayField(label=_("Last day of the requirement"), may_lie_ahead=True)
    n_sessions = NumberField(label=_("Sessions of the curriculum"), min_value=1)
    allowed_misses = NumberField(
        label=_("Sessions he may miss without an excuse"),
        help_text=_("As the order says. One more is a breach. Left empty: none."),
        required=False,
        min_value=0,
    )
    group = OneOf(label=_("Group"), choices=[], help_text=_("Left open: single sessions."))
    words = TextField(label=_("What was spoken about at intake"), rows=6, max_length=20_000)

    SECTIONS: ClassVar[list[tuple[Text, list[str]]]] = [
        ("", ["called", "speaks", "reached"]),
        (_("What was ordered"), ["basis", "ordered_by", "order_number", "first_day", "last_day"]),
        (_("How he takes part"), ["n_sessions", "allowed_misses", "group", "words"]),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = self.opened.worked_out.get("groups", []) if self.opened else []
        self.fields["group"].choices = [("", _("Single sessions")), *groups]  # type: ignore[attr-defined]
        self.fields["first_day"].error_messages["required"] = _("Type the day from the paper.")

    def clean(self) -> dict[str, Any]:
        """Refuse what contradicts itself or sessions that are written down."""
        data = super().clean()
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The requirement ends before it begins. Look at the paper once more."))
        if self.opened is not None and {"basis", "first_day", "n_sessions"} <= data.keys():
            try:
                participation_of(self.opened, self.document())
            except InputError as fault:
                name = fault.field or ""
                self.add_error(name if name in self.fields else None, _WRONG.get(name, fault.message()))
        return data

    @classmethod
    def shown(cls, data: Data, *, today: date) -> list[tuple[Text, Text]]:
        """Return what was said; the group is named on the page, where its name can be opened."""
        return super().shown({name: value for name, value in data.items() if name != "group"}, today=today)

    @classmethod
    def line(cls, data: Data) -> Text:
        """Return why he takes part."""
        return dict(BASES).get(data.get("basis", ""), "")

    @classmethod
    def judged(cls, data: Data, opened: OpenedCase, *, today: date) -> list[tuple[Text, Text]]:
        """Return how many sessions are behind him."""
        taking_part = participation_of(opened)
        came = sum(one.attendance is Attendance.CAME for one in taking_part.sessions)
        found: list[tuple[Text, Text]] = [
            (_("Sessions he came to"), f"{came} / {taking_part.n_sessions}"),
            (_("Missed without an excuse"), f"{taking_part.n_missed} / {taking_part.allowed_misses}"),
        ]
        group = dict(opened.worked_out.get("groups", [])).get(str(data.get("group", "")))
        return [*found, (_("Group"), group)] if group else found

    @classmethod
    def due(cls, data: Data, *, today: date) -> list[Due]:
        """Return the end of the requirement, from 14 days before."""
        last = day_in(data, "last_day")
        near = last is not None and 0 <= (last - today).days <= max(WARN_DAYS)
        return [Due(last, _("The requirement ends"))] if last is not None and near else []

    @classmethod
    def flags(cls, opened: OpenedCase, *, today: date) -> list[Text]:
        """Warn of a breach that nobody was told of, and of a requirement that has ended."""
        last = day_in(opened.data("intake"), "last_day")
        found: list[Text] = [_("Breach to be reported")] if is_to_be_told(opened) else []
        return [*found, _("The requirement has ended")] if last is not None and last < today else found

    @classmethod
    def in_summary(cls, opened: OpenedCase, *, today: date) -> dict[str, Any]:
        """Return what lists say, and his group, so that its sheet finds him."""
        data = opened.data("intake")
        return {"name": data.get("called", ""), "what": data.get("basis", ""), "group": data.get("group", "")}


class SessionForm(RecordForm):
    """One session of his."""

    number = NumberField(label=_("Number in the curriculum"), min_value=1)
    day = DayField(label=_("On which day"), required=True)
    attendance = OneOf(
        label=_("How it went"),
        choices=ATTENDED,
        required=True,
        error_messages={"required": _("Choose whether he came.")},
    )
    words = TextField(
        label=_("Notes"),
        help_text=_("About him and his work only, never about his partner."),
        rows=5,
        max_length=20_000,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].error_messages["required"] = _("Write the day of the session.")

    def clean(self) -> dict[str, Any]:
        """Refuse a session outside the curriculum or before the first day."""
        data = super().clean()
        intake = self.opened.data("intake") if self.opened else {}
        number, day, first = data.get("number"), data.get("day"), day_in(intake, "first_day")
        if number and intake and number > int(intake["n_sessions"]):
            self.add_error("number", _("The curriculum has fewer sessions. Look at the number once more."))
        if day and first and day < first:
            self.add_error("day", _("This is before his first day. Look at both days once more."))
        return data

    @classmethod
    def line(cls, data: Data) -> Text:
        """Return number, day and attendance."""
        said = dict(ATTENDED).get(data.get("attendance", ""), "")
        return f"{data.get('number', '')} · {said_day(data)} · {said}"


class BreachReportForm(RecordForm):
    """Telling who ordered the programme: days and numbers, no free words, so that nothing of his partner stands in it."""

    day = DayField(label=_("Day of the letter"), help_text=_("Left empty: today."))

    def clean(self) -> dict[str, Any]:
        """Refuse a report where there is no breach, or nobody to tell."""
        data = super().clean()
        if "day" in data and data["day"] is None:
            data["day"] = self.today
        if self.opened is not None and not participation_of(self.opened).is_breached:
            self.add_error(None, _("There is no breach to report: he missed no more than the order allows."))
        return data

    def document(self) -> dict[str, Any]:
        """Return the letter as it is sent: later changes of his file do not change it."""
        if self.opened is None:
            return super().document()
        intake, taking_part = self.opened.data("intake"), participation_of(self.opened)
        told = {name: intake[name] for name in ("called", "ordered_by", "order_number") if name in intake}
        missed = [day.isoformat() for day in missed_days(taking_part)]
        return {**super().document(), **told, "missed": missed, "allowed": taking_part.allowed_misses}

    @classmethod
    def shown(cls, data: Data, *, today: date) -> list[tuple[Text, Text]]:
        """Return the letter, line by line."""
        days = [day for one in data.get("missed", []) if (day := whole_day(str(one))) is not None]
        told: list[tuple[Text, Text]] = [
            (_("To"), data.get("ordered_by", "")),
            (_("Number of the order"), data.get("order_number", "")),
            (_("About"), data.get("called", "")),
            (_("Sessions missed without an excuse"), ", ".join(formats.date_format(one, "j E Y") for one in days)),
            (_("The order allows"), str(data.get("allowed", 0))),
        ]
        return [pair for pair in [(_("Day of the letter"), said_day(data)), *told] if pair[1]]

    @classmethod
    def line(cls, data: Data) -> Text:
        """Return the day."""
        return said_day(data)


class EndingForm(RecordForm):
    """How it ended."""

    how = OneOf(
        label=_("How it ended"), choices=ENDINGS, required=True, error_messages={"required": _("Choose how it ended.")}
    )
    day = DayField(label=_("On which day"), help_text=_("Left empty: today."))
    words = TextField(label=_("Notes"), rows=4, max_length=10_000)

    def clean(self) -> dict[str, Any]:
        """Refuse a completion where sessions are missing."""
        data = super().clean()
        if "day" in data and data["day"] is None:
            data["day"] = self.today
        is_whole = self.opened is None or participation_of(self.opened).is_completed
        if data.get("how") == "completed" and not is_whole:
            self.add_error("how", _("He has not come to every session of the curriculum. Write those down first."))
        return data

    @classmethod
    def line(cls, data: Data) -> Text:
        """Return how it ended."""
        return dict(ENDINGS).get(data.get("how", ""), "")


class GroupForm(RecordForm):
    """One group."""

    called = TextField(
        label=_("Name of the group"),
        max_length=80,
        required=True,
        error_messages={"required": _("Write how the group is called.")},
    )
    meets = TextField(label=_("When and where it meets"), max_length=200)
    curriculum = TextField(label=_("Curriculum"), help_text=_("One session in each line."), rows=8, max_length=10_000)

    @classmethod
    def line(cls, data: Data) -> Text:
        """Return when it meets."""
        return str(data.get("meets", ""))

    @classmethod
    def in_summary(cls, opened: OpenedCase, *, today: date) -> dict[str, Any]:
        """Return its name."""
        return {"name": opened.data("about").get("called", "")}


class GroupSessionForm(RecordForm):
    """One session of a group; who came stands in the file of each."""

    number = NumberField(label=_("Number in the curriculum"), min_value=1)
    day = DayField(label=_("On which day"), required=True)
    words = TextField(label=_("What it was about"), rows=3, max_length=10_000)

    @classmethod
    def line(cls, data: Data) -> Text:
        """Return number and day."""
        return f"{data.get('number', '')} · {said_day(data)}"
