"""What every form of a case shares: how it becomes data and text again, what follows from it, and how it is registered.

A form of the file is a `RecordForm` with Django fields. ``document()`` is what is sealed: plain JSON, empty values left out.
It may say more about itself, each a class method over the data:

line(data)             one line for the time line and lists of entries
judged(data, opened)   what the rules of `qorgan.care` make of it, as pairs of label and text, with the reasons
due(data)              what waits to be done because of it, each a `Due` with its day
flags(opened)          what warns on the page of the case, a few words each
printed(data)          what may stand on paper; ``OFF_PAPER`` names fields that never do
in_summary(opened)     what lists need of it: a few codes and days, never a sentence
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils import formats
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qorgan.care.answers import Answer
from qorgan.kernel.facts import whole_day
from qorgan.web.care.records import OpenedCase, Record
from qorgan.web.shell.forms import QuietForm

ANSWERS = [(Answer.YES, _("Yes")), (Answer.NO, _("No")), (Answer.NOT_KNOWN, _("Not known"))]
# First in each list that must be answered: a browser sends the first one where nobody has chosen, and it must be none.
CHOOSE: Final = ("", _("Choose"))
Data = Mapping[str, Any]
Text = Any  # a lazy translation, or a string


@dataclass(frozen=True)
class Due:
    """Something to be done on a day, because of an entry."""

    day: date
    what: Text


class DayField(forms.DateField):
    """A day; unless it may lie ahead, one that has come."""

    def __init__(self, *, may_lie_ahead: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        wrong = {"invalid": _("This is no day of the calendar. Write it as 2026-11-25.")}
        super().__init__(widget=widget, error_messages=wrong, **kwargs)
        self.may_lie_ahead = may_lie_ahead


class AnswerField(forms.ChoiceField):
    """Yes, no, or not known; what nobody touched is not known."""

    is_across = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=ANSWERS, required=False, initial=Answer.NOT_KNOWN, widget=forms.RadioSelect, **kwargs)

    def clean(self, value: Any) -> str:
        """Return the answer; nothing said is not known."""
        return str(super().clean(value) or Answer.NOT_KNOWN)


class OneOf(forms.ChoiceField):
    """One of a list of codes, or nothing."""

    def __init__(self, *, choices: Iterable[tuple[Any, Any]], **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(choices=[CHOOSE if kwargs["required"] else ("", _("Not said")), *choices], **kwargs)


class SomeOf(forms.MultipleChoiceField):
    """Any of a list of codes."""

    def __init__(self, *, choices: Iterable[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(choices=list(choices), required=False, widget=forms.CheckboxSelectMultiple, **kwargs)


class RecordForm(QuietForm):
    """A form of a case file."""

    SECTIONS: ClassVar[list[tuple[Text, list[str]]]] = []
    OFF_PAPER: ClassVar[list[str]] = []  # fields that are never printed
    CARRIED: ClassVar[list[str]] = []  # data that no field of the form holds and every later revision keeps
    IS_HERS: ClassVar[bool] = False  # whether its paper is for her: nothing of the centre's own work stands on it
    is_stale = False  # whether it was sent from a page of an earlier sign-in: then it is shown again and not saved

    def __init__(self, *args: Any, opened: OpenedCase | None = None, today: date, **kwargs: Any) -> None:
        self.opened, self.today = opened, today
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Refuse days that have not come, where they must have."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name, one in self.fields.items():
            day = data.get(name)
            if isinstance(one, DayField) and not one.may_lie_ahead and day is not None and day > self.today:
                self.add_error(name, _("This day has not come yet. Write today or an earlier day."))
        return data

    def document(self) -> dict[str, Any]:
        """Return what is sealed; what is not known is left out, as what was not asked."""
        told = {name: _plain(value) for name, value in self.cleaned_data.items()}
        return {name: value for name, value in told.items() if value not in ("", None, [], False, Answer.NOT_KNOWN)}

    def sections(self) -> list[tuple[Text, list[BoundField]]]:
        """Return the fields in their groups; what no group names stands in a last one without a title."""
        named = {name for _title, names in self.SECTIONS for name in names}
        rest = [name for name in self.fields if name not in named]
        groups = [*self.SECTIONS, *([("", rest)] if rest else [])]
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in groups]

    @classmethod
    def line(cls, data: Data) -> Text:
        """Return one line for lists, empty where there is nothing to say."""
        return ""

    @classmethod
    def judged(cls, data: Data, opened: OpenedCase, *, today: date) -> list[tuple[Text, Text]]:
        """Return what follows from it, as pairs of label and text."""
        return []

    @classmethod
    def due(cls, data: Data, *, today: date) -> list[Due]:
        """Return what waits to be done because of it."""
        return []

    @classmethod
    def due_in(cls, record: Record, opened: OpenedCase, *, today: date) -> list[Due]:
        """Return the same, where more than the entry itself says whether it waits."""
        return cls.due(record.data, today=today)

    @classmethod
    def flags(cls, opened: OpenedCase, *, today: date) -> list[Text]:
        """Return what the page of the case warns of."""
        return []

    @classmethod
    def printed(cls, data: Data, *, today: date) -> list[tuple[Text, Text]]:
        """Return what may stand on paper."""
        return cls.shown({name: value for name, value in data.items() if name not in cls.OFF_PAPER}, today=today)

    @classmethod
    def withheld(cls, data: Data) -> list[tuple[Text, Text]]:
        """Return what does not stand on the paper, and why, for the screen alone."""
        return []

    @classmethod
    def in_summary(cls, opened: OpenedCase, *, today: date) -> dict[str, Any]:
        """Return what the row of a list takes from it."""
        return {}

    @classmethod
    def shown(cls, data: Data, *, today: date) -> list[tuple[Text, Text]]:
        """Return label and text of each thing that was said, for paper, history and comparison."""
        form = cls(today=today)
        return [(one.label, said(one, data[name])) for name, one in form.fields.items() if name in data]


@dataclass(frozen=True)
class CaseForm:
    """One form of the registry.

    Parameters
    ----------
    name : str
        Its code, in addresses and records.
    title : str
        As pages call it.
    form : type of RecordForm
    step : str
        The step of the case that it belongs to, a code of `STEPS`.
    many : bool
        Whether a case has several, each an entry of its own.
    intro : str
        One or two sentences above its fields.
    leads_to : str
        State of the case that saving it leads to, a code of `Case.State`; empty for none.
    """

    name: str
    title: Text
    form: type[RecordForm]
    step: str
    many: bool = False
    intro: Text = ""
    leads_to: str = ""


def said(one: forms.Field, value: Any) -> Text:
    """Return in words what a field holds."""
    if isinstance(one, forms.ChoiceField):
        names = {str(code): label for code, label in one.widget.choices}
        values = value if isinstance(value, list) else [value]
        return ", ".join(str(names.get(str(code), code)) for code in values)
    if isinstance(one, forms.BooleanField):
        return gettext("Yes") if value else gettext("No")
    if isinstance(one, forms.DateField):
        day = whole_day(str(value))
        return formats.date_format(day, "j E Y") if day else ""
    return str(value)


def raw(data: Data) -> dict[str, list[str]]:
    """Return data as a browser would send it."""
    return {name: _sent(value) for name, value in data.items()}


def bound(form: type[RecordForm], sent: Mapping[str, list[str]], **named: Any) -> RecordForm:
    """Return a form that holds what was sent or kept, without judging it."""
    return form(MultiValueDict({name: list(values) for name, values in sent.items()}), **named)


def day_in(data: Data, name: str) -> date | None:
    """Return a day that stands in data, None where there is none."""
    return whole_day(str(data.get(name, "")))


def said_day(data: Data, name: str = "day") -> str:
    """Return in words a day that stands in data, empty where there is none."""
    day = day_in(data, name)
    return formats.date_format(day, "j E Y") if day else ""


def answer_in(data: Data, name: str) -> Answer:
    """Return an answer that stands in data; what is missing is not known."""
    return Answer(data.get(name, Answer.NOT_KNOWN))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return [str(one) for one in value] if isinstance(value, list | tuple) else value


def _sent(value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(one) for one in value]
    return ["on"] if value is True else [str(value)]
