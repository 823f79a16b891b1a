"""What is to be done on which day: few codes in the row of a case, and days made of all rows in memory.

A row keeps ``agenda``, a list of ``[day, form, code, hour, who]``: *form* is the form that it comes from, *code* what it is
(a code of that form, or empty), *who* a member's id where it is not simply whoever works on the case. Ends of orders stand
in ``orders``; the days on which they are warned of follow from `qorgan.care.orders`. No sentence is kept in a row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from qorgan.care.orders import WARN_DAYS
from qorgan.kernel.facts import whole_day
from qorgan.web.care.forms.action import SERVICES
from qorgan.web.care.forms.base import CaseForm
from qorgan.web.care.forms.task import WHAT
from qorgan.web.care.records import OpenedCase

MOST = 12  # of a row: rows of a list are small, and alike in length
ORDER = "order"
TITLES: Final = {
    "follow-up": _("Follow-up"),
    "risk": _("Look at the risk again"),
    "safety-plan": _("Look at the safety plan again"),
    "exception": _("An exception to her consent"),
    ORDER: _("An order ends"),
}
CODES: Final = {"task": ("what", dict(WHAT)), "action": ("service", dict(SERVICES))}


@dataclass(frozen=True)
class Item:
    """One thing of one case on a day.

    Parameters
    ----------
    day : date
        For an order the day of the warning.
    number : object
        Id of the case.
    form, code, hour : str
    who : str
        Id of the member who is to do it.
    days_left : int or None
        Until the end of an order, on the day of the warning; None for everything else.
    """

    day: date
    number: Any
    form: str
    code: str
    hour: str
    who: str
    days_left: int | None = None

    @property
    def words(self) -> Any:
        """Return what it is, in the page's language."""
        codes = CODES.get(self.form)
        return codes[1].get(self.code, "") if codes else TITLES.get(self.form, "")


def agenda_of(opened: OpenedCase, forms: Iterable[CaseForm], *, today: date) -> list[list[str]]:
    """Return what the row of a case keeps, the nearest first."""
    found = []
    for form in forms:
        if form.name == ORDER:
            continue
        field = CODES[form.name][0] if form.name in CODES else ""
        for record in opened.entries(form.name):
            data = record.data
            for due in form.form.due_in(record, opened, today=today):
                code, hour = str(data.get(field, "")), str(data.get("time", ""))
                found.append([due.day.isoformat(), form.name, code, hour, str(data.get("whom", ""))])
    return sorted(found)[:MOST]


def items(rows: Iterable[tuple[Any, Mapping[str, Any], str]], *, titles: Mapping[str, Any]) -> list[Item]:
    """Return everything of all rows, by day and hour.

    Parameters
    ----------
    rows : iterable of (number, summary, worker)
        The case, what its row says, and the id of the member who works on it.
    titles : mapping of str to str
        Names of forms, for those that have no words of their own here.
    """
    found = []
    for number, said, worker in rows:
        for told, form, code, hour, who in said.get("agenda", []):
            day = whole_day(told)
            if day is not None and (form in TITLES or form in CODES or form in titles):
                found.append(Item(day, number, form, code, hour, who or worker))
        for told in said.get("orders", []):
            end = whole_day(told)
            if end is not None:
                found += [
                    Item(end - timedelta(days=left), number, ORDER, "", "", worker, days_left=left)
                    for left in WARN_DAYS
                ]
    return sorted(found, key=lambda one: (one.day, one.hour or "99", str(one.number)))


def missed(found: Iterable[Item], *, today: date) -> list[Item]:
    """Return what was due before a day and is not done; a warning of an order is never missed, the newest stands."""
    return [one for one in found if one.day < today and one.form != ORDER]


def ending(rows: Iterable[tuple[Any, Mapping[str, Any], str]], *, today: date) -> list[tuple[date, int, Any, str]]:
    """Return orders that end within the days of the first warning: (last day, days left, number, worker)."""
    found = [
        (end, (end - today).days, number, worker)
        for number, said, worker in rows
        for told in said.get("orders", [])
        if (end := whole_day(told)) is not None and 0 <= (end - today).days <= max(WARN_DAYS)
    ]
    return sorted(found, key=lambda one: (one[0], str(one[2])))
