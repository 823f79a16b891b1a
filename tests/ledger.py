"""Figures for tests of the ledger: made up, and named as such."""

from datetime import date
from typing import Any

from qorgan.web.accounts.actor import Actor
from qorgan.web.know.actions import staff as actions
from qorgan.web.know.models import Version

UNTIL = date(2027, 5, 1)

SHARE = {
    "id": "made-up-share",
    "says": "made-up violence by a partner",
    "says_kk": "ойдан шығарылған зорлық",
    "says_ru": "выдуманное насилие со стороны партнёра",
    "wording": "17 %",
    "language": "en",
    "state": "fact",
    "why": "how many answered was not seen",
    "why_kk": "қанша адам жауап бергені көрінбеді",
    "why_ru": "сколько ответило, не видно",
    "event": "physical or sexual",
    "population": "ever_partnered_women_18_75",
    "place": "KZ",
    "period": "lifetime",
    "made": "2015/2016",
    "owner": "A made-up office",
    "source": "https://example.org/report",
    "source_date": "2024-07-22",
    "retrieved": "2026-11-20",
    "confidence": "B",
}
# The same number, printed for every year: a rule forbids both.
YEARLY = {
    **SHARE,
    "id": "made-up-yearly",
    "says": "made-up violence every year",
    "period": "yearly",
    "owner": "A paper",
}
COUNT = {
    **{name: value for name, value in SHARE.items() if name not in {"event", "population", "made"}},
    "id": "made-up-count",
    "says": "made-up centres",
    "says_kk": "ойдан шығарылған орталықтар",
    "says_ru": "выдуманные центры",
    "wording": "more than 99,000",
    "event": "made_up_centre",
    "unit": "centres",
    "period": "2024",
}


def proposed(fields: dict[str, Any] = SHARE, *, by: Actor | None = None) -> Version:
    """Return a proposal, by nobody if nobody is given: then it is the pack's."""
    found = Version.objects.filter(figure__name=fields["id"], state__in=Version.OPEN).first()
    return found or actions._propose(by.member if by else None, fields)


def checked(by: Any, second: Any, fields: dict[str, Any] = SHARE) -> Version:
    """Return what one has proposed and another checked."""
    version = actions.propose(by=by.actor, fields=fields)
    actions.check(by=second.actor, version=version, shown_until=UNTIL)
    return version


def published(by: Any, second: Any, fields: dict[str, Any] = SHARE) -> Version:
    """Return a published figure."""
    version = checked(by, second, fields)
    actions.publish(by=by.actor, version=version)
    version.refresh_from_db()
    return version
