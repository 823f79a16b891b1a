"""The row of a case in lists: a few words and codes under the keyring's list key, written with every save.

{name, ref, language, region, labels, step, risk, due, orders, contact, agenda, from, heard, last}: days as YYYY-MM-DD, ``due`` the
nearest thing to do, ``orders`` the ends of orders that hold, ``contact`` the last day on which somebody was in contact with
her, ``agenda`` as `agenda` says, ``heard`` and ``last`` up to where her conversation was heard. Indicators and letters read records; lists, filters, search and calendars read this and
open nothing else.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from qorgan.web.accounts.keyrings import HeldKey
from qorgan.web.care.agenda import agenda_of
from qorgan.web.care.consents import is_taken_back
from qorgan.web.care.conversation import heard_of
from qorgan.web.care.forms.base import CaseForm, Due
from qorgan.web.care.records import OpenedCase
from qorgan.web.care.registry import FORMS, STEPS
from qorgan.web.sealed import summaries

_ORDER = list(STEPS)


def summary_of(opened: OpenedCase, *, today: date) -> dict[str, Any]:
    """Return what lists show of a case."""
    opening = opened.data("opening")
    due, heard = due_of(opened, today=today), heard_of(opened)
    told = {
        "name": opening.get("called", ""),
        "ref": opening.get("reference", ""),
        "language": opening.get("speaks", ""),
        "region": opening.get("region", ""),
        "labels": [part.strip() for part in opening.get("labels", "").split(",") if part.strip()][:12],
        "step": step_of(opened),
        "due": due[0].day.isoformat() if due else "",
        "contact": _last_contact(opened),
        "agenda": agenda_of(opened, _speaking(opened, today), today=today),
        "heard": heard.up_to or "",
        "last": heard.is_last or "",
    }
    for form in _speaking(opened, today):
        told |= form.form.in_summary(opened, today=today)
    return {name: value for name, value in told.items() if value not in ("", [], None)}


def step_of(opened: OpenedCase) -> str:
    """Return the furthest step in which something was written."""
    reached = [_ORDER.index(FORMS[one.form].step) for one in opened.records.all if one.form in FORMS]
    return _ORDER[max(reached, default=0)]


def due_of(opened: OpenedCase, *, today: date) -> list[Due]:
    """Return what waits to be done in a case, the nearest first; what is overdue stands before."""
    found = [
        one
        for form in _speaking(opened, today)
        for record in opened.entries(form.name)
        for one in form.form.due_in(record, opened, today=today)
    ]
    return sorted(found, key=lambda one: one.day)


def _speaking(opened: OpenedCase, today: date) -> list[CaseForm]:
    """Return the forms that say what is to be done; once she has taken the file itself back, none but the first speaks."""
    return [one for one in FORMS.values() if one.name == "opening" or not is_taken_back(opened, today=today)]


def _last_contact(opened: OpenedCase) -> str:
    return max((day for record in opened.records.all if (day := str(record.data.get("contact_day", "")))), default="")


def write(opened: OpenedCase, key: HeldKey, *, today: date) -> None:
    """Write the row of a case anew, in the caller's transaction."""
    summaries.write(opened.case.thread, summary_of(opened, today=today), key)


def is_found(summary: Mapping[str, Any], words: str) -> bool:
    """Say whether every word of a search stands in the name, number or labels of a row, in any letter case."""
    text = " ".join([summary.get("name", ""), summary.get("ref", ""), *summary.get("labels", [])]).casefold()
    return all(word in text for word in words.casefold().split())
