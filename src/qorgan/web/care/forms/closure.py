"""Closing a case: why, how she leaves, and how she can come back; somebody else approves it."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from qorgan.web.care.forms.base import AnswerField, Data, OneOf, RecordForm, Text
from qorgan.web.shell.forms import TextField

REASONS = [
    ("reached", _("What she wanted is reached")),
    ("her-wish", _("She wants to end it")),
    ("consent", _("She took back her consent to the file")),
    ("lost", _("She could not be reached safely for a long time")),
    ("moved", _("Another centre goes on")),
    ("died", _("She has died")),
    ("other", _("Something else")),
]


class ClosureForm(RecordForm):
    """What is written when a case is to be closed."""

    reason = OneOf(
        label=_("Why it is closed"),
        choices=REASONS,
        required=True,
        error_messages={"required": _("Choose why it is closed.")},
    )
    words = TextField(label=_("What was reached, and what stays open"), rows=5, max_length=10_000)
    is_safe = AnswerField(label=_("Is she safe, as she says herself?"))
    plan_was_seen = AnswerField(label=_("Was the safety plan looked at with her once more?"))
    can_come_back = forms.BooleanField(label=_("She knows how to come back"), required=False)
    knows_how_long = forms.BooleanField(
        label=_("She was told how long the file is kept and what happens then"), required=False
    )

    SECTIONS: ClassVar[list[tuple[Text, list[str]]]] = []

    @classmethod
    def line(cls, data: Data) -> Text:
        """Return the reason."""
        return dict(REASONS).get(data.get("reason", ""), "")
