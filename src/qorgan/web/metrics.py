"""A few numbers for whoever watches the machine, each as it stood at the end of yesterday.

Asked every minute, a number that moved with each act would tell when she wrote, to the minute; rows of the database know days only.
So nothing here moves during a day, nothing has a label, and nothing tells of a single centre or member.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum

from qorgan.web.accounts.models import Notice
from qorgan.web.audit.models import AuditEntry
from qorgan.web.hear.models import Disclosure, ShortAddressDay
from qorgan.web.shell import tombstones


@dataclass(frozen=True)
class Metric:
    """A number with its name and meaning; a counter only grows, a gauge goes both ways."""

    name: str
    kind: str
    says: str
    value: int


def metrics(today: date) -> Iterator[Metric]:
    """Count what was there before today."""
    known = tombstones.read()
    n_destroyed = sum(line.kind == "destroyed" for line in known.last.values())
    before = Disclosure.objects.filter(received_day__lt=today)
    # With those destroyed it stays the same at the moment when one is.
    yield _counter("disclosures_total", "Disclosures received.", before.count() + n_destroyed)
    unread = before.filter(Q(opened_day=None) | Q(opened_day__gte=today))
    yield _gauge("disclosures_unread", "Of these, not opened.", unread.exclude(hidden_day__lt=today).count())
    old = Notice.objects.filter(day__lt=today, state__in=[Notice.State.FAILED, Notice.State.NO_ADDRESS])
    yield _counter("notices_lost_total", "Notices that reached nobody.", old.count())
    yield _counter("audit_rows_total", "Rows of the audit.", AuditEntry.objects.filter(day__lt=today).count())
    opened = ShortAddressDay.objects.filter(day__lt=today).aggregate(n=Sum("count"))["n"]
    yield _counter("short_addresses_opened_total", "Openings of printed addresses.", opened or 0)
    if (newest := known.newest("backup")) is not None:
        yield _gauge("backup_age_days", "Days since the newest backup.", (today - newest).days)


def as_text(found: Iterator[Metric]) -> str:
    """Return numbers in Prometheus' text format, version 0.0.4."""
    return "".join(
        f"# HELP {one.name} {one.says}\n# TYPE {one.name} {one.kind}\n{one.name} {one.value}\n" for one in found
    )


def _counter(name: str, says: str, value: int) -> Metric:
    return Metric(f"qorgan_{name}", "counter", says, value)


def _gauge(name: str, says: str, value: int) -> Metric:
    return Metric(f"qorgan_{name}", "gauge", says, value)
