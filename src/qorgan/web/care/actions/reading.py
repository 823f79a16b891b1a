"""Open a case, and open lists of cases: each is an audit row."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from qorgan.web.accounts.actor import Actor
from qorgan.web.care import summary
from qorgan.web.care.actions import referring
from qorgan.web.care.actions.common import record
from qorgan.web.care.consents import HEARD, deleted_of, said_there
from qorgan.web.care.models import Case, CaseQuerySet
from qorgan.web.care.records import ONLY, OpenedCase, open_case, seal_record
from qorgan.web.sealed import summaries
from qorgan.web.sealed.models import Summary
from qorgan.web.shell import clock

_MENDED_AT_ONCE = 200  # rows without a summary that one opening of a list writes anew


@dataclass(frozen=True)
class Row:
    """One case of a list: its id and what its summary says, empty where that cannot be read."""

    number: uuid.UUID
    summary: dict[str, Any]


@transaction.atomic
def show_case(*, by: Actor, case: Case, form: str = "") -> OpenedCase:
    """Open a case of her centre for a page; ``form`` names the form that she looks at."""
    opened = open_case(case, by.intake)
    _note_heard(by, opened)
    referring.obey(by=by, opened=opened)  # she may have taken something back where nobody was who holds the keys
    detail: dict[str, str | int] = {"form": form} if form else {}
    if opened.records.refused:
        detail["refused"] = opened.records.refused
    record(by, "case.opened", case, **detail)
    return opened


def _note_heard(by: Actor, opened: OpenedCase) -> None:
    """Keep what her conversation allows, where that has changed: once she has deleted it, her no must not be gone with it."""
    given, allowed = said_there(opened)
    if by.intake and allowed != opened.data(HEARD).get("allows", given):
        seal_record(
            thread=opened.case.thread,
            form=HEARD,
            entry=ONLY,
            revision=len(opened.history(HEARD)) + 1,
            data={"allows": allowed},
            by=str(by.member.id),
            sender=by.intake[0],
        )


def list_cases(*, by: Actor, cases: CaseQuerySet) -> list[Row]:
    """Open the rows of a list in memory, in its order; one audit row with the count.

    Where she has deleted the conversation that a case came from, what it still says is kept in the case: see `show_case`.
    Thousands open in a fraction of a second, for nothing but summaries is read. A row whose summary is missing or was
    altered is written anew from its records.
    """
    numbers = list(cases.values_list("pk", flat=True))
    with transaction.atomic():
        record(by, "cases.listed", None, count=len(numbers))
    known = _known(by, cases)
    missing = [number for number in numbers if number not in known][:_MENDED_AT_ONCE]
    known |= _mended(by, missing)
    _hear_in_time(by, known)
    return [Row(number, known.get(number, {})) for number in numbers]


def _hear_in_time(by: Actor, known: Mapping[Any, Mapping[str, Any]]) -> None:
    came_from = {number: str(said["from"]) for number, said in known.items() if said.get("from")}
    deleted = deleted_of(came_from.values())
    for number in [one for one, conversation in came_from.items() if conversation in deleted]:
        with transaction.atomic():
            case = Case.objects.select_for_update(of=("self",)).select_related("thread").get(pk=number)
            opened = open_case(case, by.intake)
            _note_heard(by, opened)
            referring.obey(by=by, opened=opened)


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
