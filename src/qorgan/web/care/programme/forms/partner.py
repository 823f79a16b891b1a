"""Contact with the partner of somebody in the programme: with her consent only, and about her safety only."""

from datetime import date
from typing import Any, ClassVar

from django.utils import formats
from django.utils.translation import gettext_lazy as _

from qorgan.care.consent import Purpose
from qorgan.care.programme import FOLLOW_UP_MONTHS, PartnerSafety, follow_up_days, outcome
from qorgan.web.accounts.forms import LANGUAGES
from qorgan.web.care.consents import decide
from qorgan.web.care.forms.base import (
    AnswerField,
    Data,
    DayField,
    Due,
    OneOf,
    RecordForm,
    SomeOf,
    Text,
    said_day,
)
from qorgan.web.care.forms.opening import GIVERS, WAYS
from qorgan.web.care.programme.documents import follow_ups_of, is_not_safe, programme_ended, row_by_ref
from qorgan.web.care.records import OpenedCase, Record
from qorgan.web.care.words import WHY
from qorgan.web.shell.forms import TextField

SAFETY = [
    (PartnerSafety.SAFER, _("Safer")),
    (PartnerSafety.AS_BEFORE, _("As before")),
    (PartnerSafety.LESS_SAFE, _("Less safe")),
    (PartnerSafety.DOES_NOT_SAY, _("She does not say")),
]
MONTHS = [
    (FOLLOW_UP_MONTHS[0], _("3 months after it ended")),
    (FOLLOW_UP_MONTHS[1], _("6 months after it ended")),
    (FOLLOW_UP_MONTHS[2], _("12 months after it ended")),
]
ENDINGS = [
    ("asked", _("She was asked at all times")),
    ("not-wanted", _("She does not want it any more")),
    ("not-reached", _("She could not be reached safely")),
    ("goes-on", _("It goes on after all")),
]


def may_be_reached(opened: OpenedCase, *, today: date) -> bool:
    """Say whether she allows it at this moment."""
    return decide(opened, purpose=Purpose.PARTNER_SAFETY, today=today).is_allowed


class PartnerOpeningForm(RecordForm):
    """How she may be called and reached."""

    called = TextField(
        label=_("How she may be called"),
        max_length=80,
        required=True,
        error_messages={"required": _("Write how she may be called. It need not be her name.")},
    )
    speaks = OneOf(label=_("Language she wants to speak"), choices=LANGUAGES)
    is_adult = AnswerField(label=_("Is she 18 or older, as far as you can tell?"))
    never = TextField(
        label=_("What must never be done"), help_text=_("For example: never call, never leave a message.")
    )
    ways = SomeOf(label=_("How she may be reached"), choices=WAYS)
    where = TextField(label=_("At"))
    hours = TextField(label=_("When it is safe"))
    safe_word = TextField(
        label=_("Her safe word"), help_text=_("Ask her for it before you say anything else."), max_length=100
    )
    his_file = TextField(
        label=_("Number of his file"),
        help_text=_("Eight signs. You see when his programme ended, and nothing else of his."),
        max_length=20,
    )
    programme_ended = DayField(label=_("Day on which his programme ended"), help_text=_("If you know it otherwise."))

    OFF_PAPER: ClassVar[list[str]] = ["safe_word"]

    def clean(self) -> dict[str, Any]:
        """Refuse a number that no file has."""
        data = super().clean()
        centre = self.opened.case.centre_id if self.opened else None
        if data.get("his_file") and centre and row_by_ref(data["his_file"], centre) is None:
            self.add_error("his_file", _("No file of the programme has this number. Ask for it once more."))
        return data

    @classmethod
    def judged(cls, data: Data, opened: OpenedCase, *, today: date) -> list[tuple[Text, Text]]:
        """Return her word on her safety, which alone is the outcome, and when his programme ended."""
        said, ended = outcome(follow_ups_of(opened)), programme_ended(opened)
        found: list[tuple[Text, Text]] = [
            (_("Outcome, by her own word"), dict(SAFETY)[said] if said else _("not known"))
        ]
        return [*found, (_("His programme ended"), formats.date_format(ended, "j E Y"))] if ended else found

    @classmethod
    def due_in(cls, record: Record, opened: OpenedCase, *, today: date) -> list[Due]:
        """Return the days on which she is asked, as long as she allows it and was not asked."""
        ended = programme_ended(opened)
        asked = {str(one.data.get("months", "")) for one in opened.entries("report")}
        days = follow_up_days(ended) if ended else {}
        return [Due(day, _("Ask her about her safety")) for months, day in days.items() if str(months) not in asked]

    @classmethod
    def flags(cls, opened: OpenedCase, *, today: date) -> list[Text]:
        """Warn that she is not safe."""
        return [_("She is not safe: act now")] if is_not_safe(opened) else []

    @classmethod
    def in_summary(cls, opened: OpenedCase, *, today: date) -> dict[str, Any]:
        """Return what lists say of her."""
        return {"name": opened.data("opening").get("called", "")}


class PartnerConsentForm(RecordForm):
    """Her yes to being reached while he is in the programme, and after."""

    giver = OneOf(
        label=_("Who agreed"), choices=GIVERS, required=True, error_messages={"required": _("Choose who said yes.")}
    )
    given = DayField(label=_("On which day"), help_text=_("Left empty: today."))
    limits = TextField(label=_("What she does not want to be told or done"), rows=3, max_length=2000)
    withdrawn = DayField(label=_("Taken back on"), help_text=_("From this day on it no longer holds."))

    def clean(self) -> dict[str, Any]:
        """Refuse a consent that ends before it began."""
        data = super().clean()
        if "given" in data and data["given"] is None:
            data["given"] = self.today
        given, withdrawn = data.get("given"), data.get("withdrawn")
        if given and withdrawn and withdrawn < given:
            self.add_error("withdrawn", _("This is before the consent was given. Look at both days once more."))
        return data

    def document(self) -> dict[str, Any]:
        """Return the consent with what it is for."""
        return {"purpose": Purpose.PARTNER_SAFETY.value, **super().document()}

    @classmethod
    def judged(cls, data: Data, opened: OpenedCase, *, today: date) -> list[tuple[Text, Text]]:
        """Return whether it counts today."""
        decision = decide(opened, purpose=Purpose.PARTNER_SAFETY, today=today)
        return [(_("Today"), WHY[decision.why])]


class NewPartnerForm(PartnerOpeningForm):
    """Beginning a contact: nothing is kept without her yes."""

    giver = OneOf(
        label=_("Who agreed"), choices=GIVERS, required=True, error_messages={"required": _("Choose who said yes.")}
    )
    given = DayField(label=_("On which day"), help_text=_("Left empty: today."))

    def parts(self) -> list[tuple[str, dict[str, Any]]]:
        """Return the records that it becomes."""
        told = self.document()
        consent = {"giver": told.pop("giver"), "given": told.pop("given", self.today.isoformat())}
        return [("opening", told), ("consent", {"purpose": Purpose.PARTNER_SAFETY.value, **consent})]


class ReportForm(RecordForm):
    """What she says of her safety. That they live together again is no answer."""

    months = OneOf(label=_("When"), choices=MONTHS, help_text=_("Left open: between these times."))
    day = DayField(label=_("On which day"), required=True)
    report = OneOf(
        label=_("How safe she feels, by her own word"),
        choices=SAFETY,
        required=True,
        error_messages={"required": _("Choose what she said.")},
    )
    in_danger = AnswerField(label=_("Is she in danger now?"))
    words = TextField(label=_("What she told"), rows=6, max_length=20_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].error_messages["required"] = _("Write the day on which you spoke.")

    @classmethod
    def line(cls, data: Data) -> Text:
        """Return day and answer."""
        said = dict(SAFETY).get(data.get("report", ""), "")
        return f"{said_day(data)} · {said}"


class PartnerActionForm(RecordForm):
    """What was done for her safety."""

    day = DayField(label=_("On which day"), required=True)
    words = TextField(
        label=_("What was done"),
        rows=5,
        max_length=20_000,
        required=True,
        error_messages={"required": _("Write what was done.")},
    )

    @classmethod
    def line(cls, data: Data) -> Text:
        """Return the day."""
        return said_day(data)


class PartnerEndingForm(RecordForm):
    """Why she is not reached any more."""

    how = OneOf(
        label=_("How it ended"), choices=ENDINGS, required=True, error_messages={"required": _("Choose how it ended.")}
    )
    day = DayField(label=_("On which day"), help_text=_("Left empty: today."))
    words = TextField(label=_("Notes"), rows=4, max_length=10_000)

    @classmethod
    def line(cls, data: Data) -> Text:
        """Return how it ended."""
        return dict(ENDINGS).get(data.get("how", ""), "")
