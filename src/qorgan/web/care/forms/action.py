"""What was agreed to do, once for each service: by whom, until when, what came of it."""

from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from qorgan.web.care.forms.base import Data, DayField, Due, OneOf, RecordForm, Text, day_in
from qorgan.web.shell.forms import TextField

SERVICES = [
    ("health", _("Medical help")),
    ("psychosocial", _("Somebody to talk to, regularly")),
    ("shelter", _("A safe place to stay")),
    ("law", _("Legal help")),
    ("police", _("Help with the police")),
    ("court", _("Being accompanied to court")),
    ("documents", _("Documents")),
    ("children", _("Help for her children")),
    ("money", _("Money, food, clothes")),
    ("work", _("Work or training")),
    ("other", _("Something else")),
]
RESULTS = [
    ("done", _("Done")),
    ("partly", _("Partly done")),
    ("unavailable", _("The service is not there, or refused")),
    ("unwanted", _("She no longer wants it")),
]


class ActionForm(RecordForm):
    """One service that was agreed."""

    service = OneOf(
        label=_("What was agreed"),
        choices=SERVICES,
        required=True,
        error_messages={"required": _("Choose what was agreed.")},
    )
    words = TextField(label=_("In her words and yours"), rows=4, max_length=10_000)
    by_whom = TextField(label=_("Who does it"), help_text=_("You, a colleague, or another service by name."))
    agreed_day = DayField(label=_("Agreed on"))
    until = DayField(label=_("Until when"), may_lie_ahead=True)
    result = OneOf(label=_("What came of it"), choices=RESULTS)
    done_day = DayField(label=_("On which day"))
    result_words = TextField(label=_("More about it"), rows=3, max_length=10_000)

    SECTIONS: ClassVar[list[tuple[Text, list[str]]]] = [
        ("", ["service", "words", "by_whom", "agreed_day", "until"]),
        (_("Afterwards"), ["result", "done_day", "result_words"]),
    ]

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        data = super().clean()
        agreed, done = data.get("agreed_day"), data.get("done_day")
        if agreed and done and done < agreed:
            self.add_error("done_day", _("This is before it was agreed. Look at both days once more."))
        return data

    @classmethod
    def line(cls, data: Data) -> Text:
        """Return the service, and what came of it."""
        words = str(dict(SERVICES).get(data.get("service", ""), ""))
        result = dict(RESULTS).get(data.get("result", ""))
        return f"{words} · {result}" if result else words

    @classmethod
    def due(cls, data: Data, *, today: date) -> list[Due]:
        """Return the day until which it is to be done, as long as nothing came of it."""
        day = day_in(data, "until")
        return [Due(day, dict(SERVICES).get(data.get("service", ""), ""))] if day and not data.get("result") else []
