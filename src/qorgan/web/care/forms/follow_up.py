"""Being in contact with her again: planned for a day, and what came of it."""

from datetime import date
from typing import Any, ClassVar

from django.utils import formats
from django.utils.translation import gettext_lazy as _

from qorgan.web.care.forms.base import AnswerField, Data, DayField, Due, OneOf, RecordForm, Text, day_in
from qorgan.web.care.forms.opening import WAYS
from qorgan.web.shell.forms import TextField

OUTCOMES = [
    ("met", _("We spoke")),
    ("not-reached", _("She could not be reached safely")),
    ("not-come", _("She did not come")),
    ("called-off", _("Called off")),
]


class FollowUpForm(RecordForm):
    """One contact: planned, then held or missed."""

    planned = DayField(label=_("Planned for"), may_lie_ahead=True)
    way = OneOf(label=_("How"), choices=WAYS)
    outcome = OneOf(label=_("What came of it"), choices=OUTCOMES)
    contact_day = DayField(label=_("On which day"))
    safety = OneOf(
        label=_("Is she safer than last time?"),
        choices=[("safer", _("Safer")), ("same", _("As before")), ("less-safe", _("Less safe"))],
    )
    is_new_violence = AnswerField(label=_("Was there violence again?"))
    words = TextField(label=_("What you spoke about"), rows=6, max_length=20_000)
    wishes = TextField(label=_("What she wants now"), rows=3, max_length=10_000)

    SECTIONS: ClassVar[list[tuple[Text, list[str]]]] = [
        ("", ["planned", "way"]),
        (_("Afterwards"), ["outcome", "contact_day", "safety", "is_new_violence", "words", "wishes"]),
    ]

    def clean(self) -> dict[str, Any]:
        """Ask for a day: planned, or held."""
        data = super().clean()
        if data.get("outcome") == "met" and not data.get("contact_day") and "contact_day" not in self.errors:
            self.add_error("contact_day", _("Write the day on which you spoke."))
        if not data.get("planned") and not data.get("outcome") and "planned" not in self.errors:
            self.add_error("planned", _("Write the day for which it is planned, or what came of it."))
        return data

    @classmethod
    def line(cls, data: Data) -> Text:
        """Return the day, and what came of it."""
        day = day_in(data, "contact_day") or day_in(data, "planned")
        outcome = dict(OUTCOMES).get(data.get("outcome", ""), _("planned"))
        return f"{formats.date_format(day, 'j E Y')} · {outcome}" if day else outcome

    @classmethod
    def due(cls, data: Data, *, today: date) -> list[Due]:
        """Return the planned day, as long as nothing came of it."""
        day = day_in(data, "planned")
        return [Due(day, _("Follow-up"))] if day and not data.get("outcome") else []
