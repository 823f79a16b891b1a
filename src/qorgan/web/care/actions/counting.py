"""Count the cases of a centre: each counting is an audit row, whether for its own eyes or for a report that leaves it."""

from django.db import transaction

from qorgan.care.indicators.summaries import CaseSummary, Period
from qorgan.web.accounts.actor import Actor
from qorgan.web.care import counting
from qorgan.web.care.actions.common import record
from qorgan.web.care.models import Case


def count_cases(*, by: Actor, period: Period, leaves: bool = False) -> list[CaseSummary]:
    """Open all cases of her centre that had begun by the end of a period, and keep of each what indicators need."""
    cases = Case.objects.visible_to(by.member).filter(opened_day__lte=period.last)
    found = counting.counted(cases, by.intake, period)
    with transaction.atomic():
        month = period.first.strftime("%Y-%m")
        record(by, "report.made" if leaves else "cases.counted", None, count=len(found), month=month)
    return found
