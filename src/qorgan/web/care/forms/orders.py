"""Protection orders and court requirements, as the paper says, and breaches of them."""

from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from qorgan.care.orders import WARN_DAYS, OrderKind, OrderState, usual_last_day
from qorgan.kernel.errors import InputError
from qorgan.web.care.documents import order_of, orders_of
from qorgan.web.care.forms.base import (
    CHOOSE,
    AnswerField,
    Data,
    DayField,
    Due,
    OneOf,
    RecordForm,
    Text,
    day_in,
    said_day,
)
from qorgan.web.care.law import law
from qorgan.web.care.records import OpenedCase
from qorgan.web.shell.forms import TextField

KINDS = [
    (OrderKind.PROTECTION, _("Protection order of the police")),
    (OrderKind.REQUIREMENTS, _("Special requirements on behaviour, by a court")),
    (OrderKind.RESTRAINT, _("Restraint in criminal proceedings")),
]
STATES = {
    OrderState.AHEAD: _("not yet in force"),
    OrderState.IN_FORCE: _("in force"),
    OrderState.ENDED: _("ended"),
    OrderState.LIFTED: _("lifted"),
}
_FROM_THE_PAPER = {"required": _("Type the day from the paper.")}


class OrderForm(RecordForm):
    """One order."""

    kind = OneOf(
        label=_("What it is"), choices=KINDS, required=True, error_messages={"required": _("Choose what it is.")}
    )
    number = TextField(label=_("Its number"), max_length=80)
    given_by = TextField(label=_("Who gave it"))
    first_day = DayField(
        label=_("First day"), may_lie_ahead=True, required=True, help_text=_("As the paper says, not as it usually is.")
    )
    last_day = DayField(label=_("Last day"), may_lie_ahead=True, required=True)
    terms = TextField(label=_("What it forbids or demands"), rows=4, max_length=10_000)
    lifted_day = DayField(label=_("Lifted early, from"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_day", "last_day"):
            self.fields[name].error_messages |= _FROM_THE_PAPER

    def clean(self) -> dict[str, Any]:
        """Refuse days that contradict one another."""
        data = super().clean()
        if not {"kind", "first_day", "last_day"} <= data.keys():
            return data
        try:
            order_of(self.document())
        except InputError as fault:
            words = {
                "last_day": _("The order ends before it begins. Look at the paper once more."),
                "lifted_day": _("The order did not hold on this day. Look at the paper once more."),
            }
            self.add_error(fault.field if fault.field in words else None, words.get(fault.field or "", fault.message()))
        return data

    @classmethod
    def line(cls, data: Data) -> Text:
        """Return what it is, until when."""
        last = day_in(data, "last_day")
        words = str(dict(KINDS).get(data.get("kind", ""), ""))
        until = gettext("until %(day)s") % {"day": formats.date_format(last, "j E Y")} if last else ""
        return f"{words} · {until}" if until else words

    @classmethod
    def judged(cls, data: Data, opened: OpenedCase, *, today: date) -> list[tuple[Text, Text]]:
        """Return where it stands."""
        try:
            order = order_of(data)
        except InputError:
            return []
        told: list[tuple[Text, Text]] = [(_("Today"), STATES[order.state(today)])]
        usual = usual_last_day(order.kind, order.first_day, law().order_lengths, today=today)
        if usual is not None and usual != order.last_day:
            told.append((_("Usually until, by the law of its first day"), formats.date_format(usual, "j E Y")))
        return told

    @classmethod
    def due(cls, data: Data, *, today: date) -> list[Due]:
        """Return its last day, from two weeks before on."""
        left = _days_left(data, today)
        last = day_in(data, "last_day")
        return [Due(last, _("An order ends: talk about what comes after"))] if last and left is not None else []

    @classmethod
    def flags(cls, opened: OpenedCase, *, today: date) -> list[Text]:
        """Warn of orders that end within two weeks."""
        return [
            ngettext("an order ends in %(n)s day", "an order ends in %(n)s days", left) % {"n": left}
            for record in opened.entries("order")
            if (left := _days_left(record.data, today)) is not None
        ]

    @classmethod
    def in_summary(cls, opened: OpenedCase, *, today: date) -> dict[str, Any]:
        """Return the ends of the orders that hold or will."""
        holding = {OrderState.AHEAD, OrderState.IN_FORCE}
        return {"orders": [one.last_day.isoformat() for _r, one in orders_of(opened) if one.state(today) in holding]}


def _days_left(data: Data, today: date) -> int | None:
    """Return the days to the end of an order in force, from the first warning on."""
    try:
        order = order_of(data)
    except InputError:
        return None
    left = (order.last_day - today).days
    return left if order.state(today) is OrderState.IN_FORCE and left <= max(WARN_DAYS) else None


class BreachForm(RecordForm):
    """One breach of one order."""

    order = OneOf(
        label=_("Which order"),
        choices=[],
        required=True,
        error_messages={"required": _("Choose the order. If there is none, write the order first.")},
    )
    day = DayField(label=_("Day of the breach"), required=True)
    words = TextField(label=_("What he did"), rows=4, max_length=10_000)
    was_reported = AnswerField(label=_("Were the police told?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        orders = self.opened.entries("order") if self.opened else []
        named = [(one.entry, OrderForm.line(one.data)) for one in orders]
        self.fields["order"].choices = [CHOOSE, *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a breach before the order began."""
        data = super().clean()
        day = data.get("day")
        order = self.opened.current("order", data.get("order", "")) if self.opened else None
        first = day_in(order.data, "first_day") if order else None
        if day and first and day < first:
            self.add_error("day", _("The order had not begun on this day. Look at the day once more."))
        return data

    @classmethod
    def line(cls, data: Data) -> Text:
        """Return the day."""
        return said_day(data)

    @classmethod
    def judged(cls, data: Data, opened: OpenedCase, *, today: date) -> list[tuple[Text, Text]]:
        """Return the order that was broken, in words."""
        order = opened.current("order", data.get("order", ""))
        return [(_("Which order"), OrderForm.line(order.data))] if order else []

    @classmethod
    def shown(cls, data: Data, *, today: date) -> list[tuple[Text, Text]]:
        """Return what was said; the order is known by an id that tells nobody anything, and stands in `judged`."""
        return super().shown({name: value for name, value in data.items() if name != "order"}, today=today)
