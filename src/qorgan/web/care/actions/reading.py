"""Open a case, and open lists of cases: each is an audit row."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from qorgan.web.accounts.actor import Actor
from qorgan.web.care import summary
from qorgan.web.care.actions import referring
from qorgan.web.care.actions.common import own, record
from qorgan.web.care.consents import HOLDING
from qorgan.web.care.conversation import HEARD, Standing, news_of, standings
from qorgan.web.care.models import Case, CaseQuerySet
from qorgan.web.care.records import ONLY, OpenedCase, open_case, seal_record
from qorgan.web.sealed import summaries
from qorgan.web.sealed.models import Summary
from qorgan.web.shell import clock, journal

_MENDED_AT_ONCE = 200  # rows without a summary that one opening of a list writes anew


@dataclass(frozen=True)
class Row:
    """One case of a list: its id and what its summary says, empty where that cannot be read."""

    number: uuid.UUID
    summary: dict[str, Any]


@transaction.atomic
def show_case(*, by: Actor, case: Case, form: str = "") -> OpenedCase:
    """Open a case of her centre for a page; ``form`` names the form that she looks at."""
    opened = _hear(by, case)
    detail: dict[str, str | int] = {"form": form} if form else {}
    if opened.records.refused:
        detail["refused"] = opened.records.refused
    record(by, "case.opened", case, **detail)
    return opened


def _hear(by: Actor, case: Case) -> OpenedCase:
    """Open a case, keep what her conversation allows where that is new, and obey it.

    She may have taken something back where nobody was who holds the keys; and once she has deleted her conversation, her no
    must not be gone with it.
    """
    opened = open_case(case, by.intake)
    told = news_of(opened) if by.intake else None
    if told is not None:
        locked = own(by, case)
        opened = open_case(locked, by.intake)
        told = news_of(opened)
    if told is not None:
        seal_record(
            thread=locked.thread,
            form=HEARD,
            entry=ONLY,
            revision=len(opened.history(HEARD)) + 1,
            data=told,
            by=str(by.member.id),
            sender=by.intake[0],
        )
        opened = open_case(locked, by.intake)
        summary.write(opened, by.intake[0], today=clock.today())
    with journal.whoever_looks():
        referring.obey(by=by, opened=opened, is_news=told is not None)
    return opened


def list_cases(*, by: Actor, cases: CaseQuerySet) -> list[Row]:
    """Open the rows of a list in memory, in its order; one audit row with the count.

    Where the conversation that a case came from says something new, it is heard: see `show_case`. So it is also of cases
    that are handed to another centre and not in this list, for there nobody can hear it.
    Thousands open in a fraction of a second, for nothing but summaries is read. A row whose summary is missing or was
    altered is written anew from its records.
    """
    numbers = list(cases.values_list("pk", flat=True))
    with transaction.atomic():
        record(by, "cases.listed", None, count=len(numbers))
    known = _known(by, cases)
    missing = [number for number in numbers if number not in known][:_MENDED_AT_ONCE]
    known |= _mended(by, missing)
    elsewhere = Case.objects.visible_to(by.member).filter(referrals__state__in=HOLDING).exclude(pk__in=numbers)
    for number in _with_news(known | _known(by, elsewhere)):
        with transaction.atomic():
            _hear(by, Case.objects.select_for_update(of=("self",)).select_related("thread").get(pk=number))
    return [Row(number, known.get(number, {})) for number in numbers]


def _with_news(known: Mapping[Any, Mapping[str, Any]]) -> list[Any]:
    """Return which cases' conversations say something new; in one order always, for each of them is locked."""
    came_from = {number: str(said["from"]) for number, said in known.items() if said.get("from")}
    now = standings(list(came_from.values()))
    heard = {number: Standing(known[number].get("heard", 0), bool(known[number].get("last"))) for number in came_from}
    # One that is destroyed has no more to say, once what it said last was heard.
    return sorted(
        one for one, there in came_from.items() if now.get(there, replace(heard[one], is_last=True)) != heard[one]
    )


def _known(by: Actor, cases: CaseQuerySet) -> dict[Any, dict[str, Any]]:
    keys = [key.row.id for key in by.intake]
    rows = Summary.objects.filter(key__in=keys, thread__in=cases.order_by().values("pk"))
    return summaries.read(summaries.bare(rows), by.intake)


def _mended(by: Actor, numbers: Iterable[uuid.UUID]) -> dict[Any, dict[str, Any]]:
    found = {}
    for number in numbers:
        with transaction.atomic():
            case = Case.objects.select_for_update(of=("self",)).select_related("thread").filter(pk=number).first()
            opened = open_case(case, by.intake) if case else None
            if opened is not None and opened.records.all and by.intake:
                summary.write(opened, by.intake[0], today=clock.today())
                found[number] = summary.summary_of(opened, today=clock.today())
    return found
