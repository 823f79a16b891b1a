"""Her consents, one entry for each purpose and recipient."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qorgan.care.consent import Purpose
from qorgan.web.care.centres import all_centres, other_centres
from qorgan.web.care.consents import decide, recipient_of, subject_of
from qorgan.web.care.forms.base import Data, DayField, OneOf, RecordForm, Text, day_in
from qorgan.web.care.forms.opening import GIVERS
from qorgan.web.care.records import OpenedCase
from qorgan.web.care.words import WHY
from qorgan.web.shell.forms import TextField

PURPOSES = [
    (Purpose.CASE, _("The centre keeps a file about her")),
    (Purpose.CONTACT, _("The centre reaches her in the ways she named")),
    (Purpose.REFERRAL, _("Her file is handed to another centre")),
    (Purpose.LETTER, _("Another service is told what it needs to know")),
    (Purpose.STATISTICS, _("The coarse, coded part is counted, unidentified")),
    (Purpose.PARTNER_SAFETY, _("She is called while he is in a programme")),
]
WITHOUT_RECIPIENT = frozenset({Purpose.CASE, Purpose.CONTACT, Purpose.STATISTICS, Purpose.PARTNER_SAFETY})


class ConsentForm(RecordForm):
    """One consent."""

    purpose = OneOf(
        label=_("What she agrees to"),
        help_text=_(
            "Being counted: tell her that it leaves the centre once the month is over, and that from then on she cannot take it "
            "back, because nothing in it says whose it is."
        ),
        choices=PURPOSES,
        required=True,
        error_messages={"required": _("Choose what the consent is for.")},
    )
    centre = OneOf(
        label=_("Which centre"),
        choices=[],
        help_text=_("Only for handing her file over. Each needs a consent of its own."),
    )
    recipient = TextField(
        label=_("Which service"),
        help_text=_("Only for telling another service, by its name. Each needs a consent of its own."),
        max_length=120,
    )
    giver = OneOf(
        label=_("Who agreed"), choices=GIVERS, required=True, error_messages={"required": _("Choose who said yes.")}
    )
    given = DayField(label=_("On which day"), help_text=_("Left empty: today."))
    with_assent = forms.BooleanField(label=_("The child herself agreed as well"), required=False)
    limits = TextField(label=_("What she does not want to be told or done"), rows=3, max_length=2000)
    withdrawn = DayField(label=_("Taken back on"), help_text=_("From this day on it no longer holds."))

    SECTIONS: ClassVar[list[tuple[Text, list[str]]]] = [
        ("", ["purpose", "centre", "recipient", "giver", "given", "with_assent", "limits"]),
        (_("If she takes it back"), ["withdrawn"]),
    ]

    CARRIED: ClassVar[list[str]] = ["via"]  # that she said it in her conversation, which is followed

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Asked of the database when the field is shown or judged, and not where a form only names its fields.
        self.fields["centre"].choices = self._offered  # type: ignore[attr-defined]

    def _offered(self) -> list[tuple[str, Text]]:
        return [("", _("Not said")), *other_centres(self.opened)]

    def clean(self) -> dict[str, Any]:
        """Ask for a recipient where somebody else gets something."""
        data = super().clean()
        purpose = data.get("purpose")
        if purpose == Purpose.REFERRAL and not data.get("centre"):
            self.add_error("centre", _("Choose the centre: a consent is for one recipient."))
        if purpose == Purpose.LETTER and not data.get("recipient"):
            self.add_error("recipient", _("Write who gets it: a consent is for one recipient."))
        if purpose != Purpose.REFERRAL:
            data["centre"] = ""
        if purpose != Purpose.LETTER:
            data["recipient"] = ""
        if "given" in data and data["given"] is None:
            data["given"] = self.today
        given, withdrawn = data.get("given"), data.get("withdrawn")
        if given and withdrawn and withdrawn < given:
            self.add_error("withdrawn", _("This is before the consent was given. Look at both days once more."))
        return data

    @classmethod
    def line(cls, data: Data) -> Text:
        """Return what it is for, and whether it was taken back."""
        words = str(dict(PURPOSES).get(data.get("purpose", ""), ""))
        recipient = dict(all_centres()).get(data["centre"], "") if data.get("centre") else data.get("recipient", "")
        if recipient:
            words = f"{words}: {recipient}"
        withdrawn = day_in(data, "withdrawn")
        if withdrawn is not None:
            taken_back = gettext("taken back on %(day)s") % {"day": formats.date_format(withdrawn, "j E Y")}
            words = f"{words} · {taken_back}"
        return words

    @classmethod
    def judged(cls, data: Data, opened: OpenedCase, *, today: date) -> list[tuple[Text, Text]]:
        """Return whether it counts today."""
        if not data.get("purpose"):
            return []
        decision = decide(opened, purpose=Purpose(data["purpose"]), recipient=recipient_of(data), today=today)
        words = gettext("allowed") if decision.is_allowed else gettext("not allowed")
        found: list[tuple[Text, Text]] = [(_("Today"), f"{words}: {WHY[decision.why]}")]
        if subject_of(opened, today=today).adulthood != "yes":
            found.append(
                (_("Her age"), _("As long as she may be a child, only what the rules about children allow counts."))
            )
        return found
