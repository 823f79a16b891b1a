"""Saying something without her consent: a legal duty or a danger to life, and no third reason."""

from datetime import date
from typing import Any, ClassVar

from django.utils import formats
from django.utils.translation import gettext_lazy as _

from qorgan.care.consent import Content, ExceptionKind
from qorgan.web.care.exceptions import CONTENTS, FORM, State, decision_on, state_of
from qorgan.web.care.forms.base import Data, DayField, Due, OneOf, RecordForm, SomeOf, Text, day_in
from qorgan.web.care.law import articles
from qorgan.web.care.records import OpenedCase, Record
from qorgan.web.shell.forms import TextField

KINDS = [
    (ExceptionKind.DANGER_TO_LIFE, _("A danger to life")),
    (ExceptionKind.LEGAL_DUTY, _("A legal duty")),
]
SAYS = {
    Content.THAT_SHE_IS_HERE: _("That she is known to the centre, and her name"),
    Content.CONTACT: _("How she can be reached"),
    Content.WHEREABOUTS: _("Where she is"),
    Content.RISK: _("The danger as the centre judges it"),
    Content.WHAT_HAPPENED: _("What happened"),
}
TELLING = [
    ("told", _("She is told")),
    ("endangers", _("Telling her would endanger her")),
]
STATES = {
    State.WAITING: _("waits for a supervisor who did not ask for it"),
    State.DECLINED: _("not approved"),
    State.WITHDRAWN: _("taken back"),
    State.AHEAD: _("approved, not begun yet"),
    State.HOLDS: _("holds"),
    State.ENDED: _("ended"),
    State.NO_ARTICLE: _("does not hold: no checked article makes it a duty today"),
}


class ExceptionForm(RecordForm):
    """One exception, as it is asked for."""

    kind = OneOf(label=_("Why"), choices=KINDS, required=True, error_messages={"required": _("Choose one of the two.")})
    statute = OneOf(
        label=_("Which article"),
        choices=[],
        help_text=_("Only for a legal duty, and only articles in force that a lawyer has checked."),
        error_messages={"invalid_choice": _("No lawyer has checked this article for today. Choose another.")},
    )
    reason = TextField(
        label=_("What makes it necessary"),
        rows=4,
        max_length=10_000,
        required=True,
        error_messages={"required": _("Write why. Whoever approves it reads this.")},
    )
    recipient = TextField(
        label=_("Who is told"),
        help_text=_("One service or person, by name."),
        max_length=120,
        required=True,
        error_messages={"required": _("Write who is told: an exception is for one recipient.")},
    )
    content = SomeOf(
        label=_("What is said, and nothing more"),
        choices=[(one, SAYS[one]) for one in CONTENTS],
        help_text=_("Only what is needed. Her file is never among it."),
    )
    first_day = DayField(label=_("First day"), may_lie_ahead=True, help_text=_("Left empty: today."))
    last_day = DayField(label=_("Last day"), may_lie_ahead=True, required=True)
    telling = OneOf(
        label=_("Is she told?"),
        choices=TELLING,
        required=True,
        error_messages={"required": _("Choose. She is told unless that endangers her.")},
    )
    untold_because = TextField(label=_("Why it would endanger her"), rows=3, max_length=4000)
    told_day = DayField(label=_("She was told on"))

    SECTIONS: ClassVar[list[tuple[Text, list[str]]]] = [
        ("", ["kind", "statute", "reason"]),
        (_("What is said to whom"), ["recipient", "content", "first_day", "last_day"]),
        (_("Telling her"), ["telling", "untold_because", "told_day"]),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].error_messages["required"] = _("Write the last day: an exception ends.")
        self.fields["statute"].choices = [("", _("None")), *articles(today=self.today).items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for what the rules of exceptions ask for."""
        data = super().clean()
        is_duty = data.get("kind") == ExceptionKind.LEGAL_DUTY
        if is_duty and not data.get("statute") and "statute" not in self.errors:
            self.add_error("statute", _("A legal duty needs an article that a lawyer has checked. Choose it."))
        if not is_duty:
            data["statute"] = ""
        if not data.get("content") and "content" not in self.errors:
            self.add_error("content", _("Tick what is said. Only that may be said."))
        if "first_day" in data and data["first_day"] is None:
            data["first_day"] = self.today
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("This is before the first day. Look at both days once more."))
        self._check_telling(data)
        return data

    def _check_telling(self, data: dict[str, Any]) -> None:
        if data.get("telling") == "told":
            data["untold_because"] = ""
        elif data.get("telling") and not data.get("untold_because") and "untold_because" not in self.errors:
            self.add_error("untold_because", _("Write why. She is told unless that endangers her."))

    @classmethod
    def line(cls, data: Data) -> Text:
        """Return why, and to whom."""
        return f"{dict(KINDS).get(data.get('kind', ''), '')}: {data.get('recipient', '')}"

    @classmethod
    def judged(cls, data: Data, opened: OpenedCase, *, today: date) -> list[tuple[Text, Text]]:
        """Return where it stands, until when, and what was answered."""
        record = next((one for one in opened.entries(FORM) if one.data is data), None)
        if record is None:
            return []
        told: list[tuple[Text, Text]] = [(_("Today"), STATES[state_of(record, opened, today=today)])]
        last = day_in(data, "last_day")
        if last is not None:
            told.append((_("Last day"), formats.date_format(last, "j E Y")))
        decision = decision_on(record, opened)
        if decision is not None and decision.data.get("reason"):
            told.append((_("Why"), decision.data["reason"]))
        return told

    @classmethod
    def due_in(cls, record: Record, opened: OpenedCase, *, today: date) -> list[Due]:
        """Return that somebody approves it, then that she is told of it, unless that endangers her."""
        state, first = state_of(record, opened, today=today), day_in(record.data, "first_day")
        if first is None:
            return []
        if state is State.WAITING:
            return [Due(first, _("Approve the exception, or not"))]
        was_approved = state in {State.AHEAD, State.HOLDS, State.ENDED, State.NO_ARTICLE}
        is_told = record.data.get("telling") == "told" and not record.data.get("told_day")
        return [Due(first, _("Tell her what is said without her consent"))] if was_approved and is_told else []

    @classmethod
    def flags(cls, opened: OpenedCase, *, today: date) -> list[Text]:
        """Warn of one that holds, and of one that waits."""
        states = {state_of(one, opened, today=today) for one in opened.entries(FORM)}
        told = {
            State.HOLDS: _("an exception to her consent holds"),
            State.WAITING: _("an exception waits for a supervisor"),
        }
        return [words for state, words in told.items() if state in states]

    @classmethod
    def in_summary(cls, opened: OpenedCase, *, today: date) -> dict[str, Any]:
        """Return how many wait for a second member."""
        waiting = [one for one in opened.entries(FORM) if state_of(one, opened, today=today) is State.WAITING]
        return {"exceptions": len(waiting)} if waiting else {}
