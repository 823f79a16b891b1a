"""The law of the pack as pages of a case show it: what was checked for that day, and what is still work to do."""

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from qorgan.care.law import Law, pack_law
from qorgan.care.statutes import Standing, Statute, that_apply


def law() -> Law:
    """Return what the country's pack says of the law."""
    return pack_law(settings.COUNTRY)


def on_the_day(day: date, *, today: date) -> list[tuple[Any, Any]]:
    """Return which articles may apply to what was done on a day, then what nobody has checked and which days contradict."""
    statutes = law().statutes
    applying = [f"{one.act}, {one.article}: {one.says.value}" for one in that_apply(statutes, day, today=today)]
    unchecked = sum(one.standing(day, today=today) is Standing.UNCHECKED for one in statutes)
    words = " · ".join(applying) or gettext("no article that a lawyer has checked")
    if unchecked:
        words += " · " + ngettext("%(n)s article waits for a lawyer", "%(n)s articles wait for a lawyer", unchecked) % {
            "n": unchecked
        }
    title = gettext("Law, valid on %(day)s") % {"day": formats.date_format(day, "j E Y")}
    told: list[tuple[Any, Any]] = [(title, words)]
    doubtful = [_doubt(one) for one in statutes if one.standing(day, today=today) is Standing.DATES_CONFLICT]
    if doubtful:
        told.append((_("Not used: sources name different days"), " · ".join(doubtful)))
    return told


def articles(*, today: date) -> dict[str, str]:
    """Return the articles in force today that a lawyer has checked, by code; a legal duty rests on one of them."""
    return {
        one.code: f"{one.act}, {one.article}: {one.says.value}"
        for one in that_apply(law().statutes, today, today=today)
    }


def _doubt(statute: Statute) -> str:
    days = ", ".join(formats.date_format(day, "j E Y") for day in statute.days_of_entry)
    return f"{statute.act}, {statute.article} ({days})"
