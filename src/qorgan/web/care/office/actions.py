"""Open the records that centres let leave, and make tables of them: of each month once, small counts withheld."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from qorgan.care.incident_record import IncidentRecord
from qorgan.care.incident_tables import Tables, tabulate
from qorgan.kernel.errors import DataError, InputError
from qorgan.vault import signing
from qorgan.web.accounts.actions.renewing import renew_if_due
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.models import Duty, Keyring
from qorgan.web.care.actions.common import NotPossible, record
from qorgan.web.care.forms.opening import regions
from qorgan.web.care.models import IncidentTables
from qorgan.web.sealed import office
from qorgan.web.shell import clock, keys, tombstones
from qorgan.web.shell.tombstones import Line, mark_of_month

_LENGTHS: Final = (1, 3, 6, 12)  # months that tables are offered for


@dataclass(frozen=True)
class Choice:
    """Months that tables could be made of now; none where they hold too few incidents."""

    first: date
    last: date
    n_records: int
    tables: Tables | None


@dataclass(frozen=True)
class Opened:
    """What lies with the office and is in no table yet: how much, and what could be made of it."""

    n_records: int
    refused: int
    choices: Sequence[Choice]


def look(*, by: Actor) -> Opened:
    """Open all records that are in no table yet, in memory; one audit row with the count.

    Raises
    ------
    NotPossible
        If she does not hold the keys of the office.
    """
    _check_holds(by)
    opened = _opened(by)
    with transaction.atomic():
        record(by, "records.opened", None, count=opened.n_records, refused=opened.refused)
    return opened


@transaction.atomic
def make(*, by: Actor, last: date) -> IncidentTables:
    """Make the tables from the first month that is in none to a month that is over, and keep them as they are published.

    Raises
    ------
    NotPossible
        If she holds no keys, these months are not offered, or they hold too few incidents.
    """
    _check_holds(by)
    Keyring.objects.select_for_update().get(id=by.statistics[0].row.keyring_id)  # two must not make tables of one month
    choice = next((one for one in _opened(by).choices if one.last == last), None)
    if choice is None:
        raise NotPossible(_("Tables of these months are made already, or the months are not over. Choose again."))
    if choice.tables is None:
        raise NotPossible(_("There are fewer than 20 incidents in these months. Take more months together."))
    record(by, "tables.made", None, count=choice.n_records, month=last.strftime("%Y-%m"))
    # Apart from the database: a row taken away, or put back from before, must not give a difference to be read.
    noted = [Line(clock.today(), "ended", mark_of_month(one)) for one in _months(choice.first, last)]
    transaction.on_commit(lambda: tombstones.append(noted))
    made = IncidentTables(first_month=choice.first, last_month=last, made_day=clock.today())
    document = choice.tables.to_document()
    signature = signing.sign(keys.signing_key(), _what(made), _body(document))
    made.tables = {**document, "signature": signature.hex()}
    made.save(force_insert=True)
    return made


def opened(made: IncidentTables) -> Tables:
    """Return tables as they were made.

    Raises
    ------
    SealError
        If somebody has changed them in the database: they would be published as the country's.
    """
    document = {name: value for name, value in made.tables.items() if name != "signature"}
    signature = bytes.fromhex(str(made.tables.get("signature", "")))
    signing.check(keys.verify_key(), _what(made), _body(document), signature)
    return Tables.from_document(document)


def _what(made: IncidentTables) -> str:
    return f"incident-tables/{made.first_month.isoformat()}/{made.last_month.isoformat()}"


def _body(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, sort_keys=True).encode()


def _check_holds(by: Actor) -> None:
    renew_if_due(by=by, duty=Duty.STATISTICS)
    if not by.statistics:
        raise NotPossible(
            _("You do not hold the keys of the statistics office. A colleague who holds them hands them on.")
        )


def _opened(by: Actor) -> Opened:
    made = IncidentTables.objects.order_by("-last_month").first()
    since = _later(made.last_month, 1) if made else None
    found, refused = office.received(by.statistics, since=since)
    records: list[tuple[date, IncidentRecord]] = []
    for one in found:
        try:
            records.append((one.month, IncidentRecord.from_document(one.record)))
        except InputError:
            refused += 1
    first = since or min((month for month, _record in records), default=None)
    known = tombstones.known()
    while first is not None and known.kind_of(mark_of_month(first)) == "ended":
        first = _later(first, 1)
    records = [(month, one) for month, one in records if first is not None and month >= first]
    return Opened(len(records), refused, _choices(records, first) if first else [])


def _choices(records: Sequence[tuple[date, IncidentRecord]], first: date) -> list[Choice]:
    """Return what can be chosen: some lengths, and all months that are over."""
    over = _later(clock.today().replace(day=1), -1)
    n_over = (over.year - first.year) * 12 + over.month - first.month + 1
    lengths = sorted({length for length in (*_LENGTHS, n_over) if 0 < length <= n_over})
    return [_choice(records, first, _later(first, length - 1)) for length in lengths]


def _choice(records: Sequence[tuple[date, IncidentRecord]], first: date, last: date) -> Choice:
    within = [one for month, one in records if first <= month <= last]
    try:
        tables = tabulate(within, regions=list(dict(regions())))
    except DataError:
        tables = None
    return Choice(first, last, len(within), tables)


def _months(first: date, last: date) -> list[date]:
    return [first, *(_months(_later(first, 1), last) if first < last else [])]


def _later(month: date, n: int) -> date:
    years, number = divmod(month.month - 1 + n, 12)
    return date(month.year + years, number + 1, 1)
