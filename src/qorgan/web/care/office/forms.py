"""Which months the next tables of the statistics office are made of."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from qorgan.kernel.facts import whole_day
from qorgan.web.care.office.actions import Choice
from qorgan.web.shell.forms import QuietForm


class TablesForm(QuietForm):
    """Months together, by the last of them; what holds too few incidents is not offered."""

    last = forms.TypedChoiceField(
        label=_("Months in which they left their centres"),
        help_text=_("The more months together, the less is withheld."),
        widget=forms.RadioSelect,
        coerce=lambda value: whole_day(f"{value}-01"),
        error_messages={
            "required": _("Choose for which months."),
            "invalid_choice": _("Tables of these months are made already, or the months are not over. Choose again."),
        },
    )

    def __init__(self, *args: Any, offered: Iterable[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(f"{one.last:%Y-%m}", _line(one)) for one in offered if one.tables is not None]
        self.fields["last"].choices = choices  # type: ignore[attr-defined]


def months(one: Choice) -> str:
    """Return the months of a choice in words."""
    first, last = (formats.date_format(day, "F Y") for day in (one.first, one.last))
    return first if first == last else f"{first} – {last}"


def _line(one: Choice) -> str:
    if one.tables is None:
        return months(one)
    incidents, withheld = _now("incidents"), _now("counts withheld")
    told = f"{incidents} {one.n_records}; {withheld} {one.tables.n_withheld} / {one.tables.n_counts}"
    return f"{months(one)}: {told}"
