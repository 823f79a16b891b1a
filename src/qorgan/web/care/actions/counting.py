"""Count the cases of a centre: for its own eyes, or once for the report of a month. Each counting is an audit row."""

from django.db import transaction
from django.utils.translation import gettext as _

from qorgan.care.indicators.monthly import monthly
from qorgan.care.indicators.release import release
from qorgan.care.indicators.summaries import CaseSummary, Period
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care import counting
from qorgan.web.care.actions.common import NotPossible, key_of, record
from qorgan.web.care.models import Case, MonthlyReport
from qorgan.web.shell import clock


@transaction.atomic
def count_cases(*, by: Actor, period: Period) -> list[CaseSummary]:
    """Open all cases of her centre that had begun by the end of a period, and keep of each what indicators need."""
    found = _counted(by, period)
    record(by, "cases.counted", None, count=len(found), month=period.first.strftime("%Y-%m"))
    return found


@transaction.atomic
def make_report(*, by: Actor, month: Period) -> MonthlyReport:
    """Make the report of a month that is over, and keep it as it left; one that was made already stays as it is.

    Raises
    ------
    NotPossible
        If the month is not over, or she does not lead a centre whose keys she holds.
    """
    key_of(by)
    if by.centre is None or not by.may(Permission.LEAD):
        raise NotPossible(_("A supervisor of the centre makes its report."))
    if month.last >= clock.today():
        raise NotPossible(_("This month is not over. Make its report when it is."))
    made = MonthlyReport.objects.filter(centre=by.centre, month=month.first).first()
    if made is not None:
        return made
    counts = release(monthly(_counted(by, month), [], month)).counts
    record(by, "report.made", None, month=month.first.strftime("%Y-%m"))
    return MonthlyReport.objects.create(
        centre=by.centre, month=month.first, made_day=clock.today(), counts=dict(counts)
    )


def _counted(by: Actor, period: Period) -> list[CaseSummary]:
    cases = Case.objects.visible_to(by.member).filter(opened_day__lte=period.last)
    return counting.counted(cases, by.intake, period)
