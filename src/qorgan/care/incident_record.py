"""The incident record: the coded and coarse part of a case, the only thing that leaves a centre for statistics.

It has seven fields, each a code of a short list. It holds no id, no day, no word and no age, and codes that are rare by
their nature are merged here, before it is sealed: what was never sent cannot be given away.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar

from qorgan.care.answers import Answer
from qorgan.care.classification import Classification, Context, IncidentType
from qorgan.care.consent import Decision, Why
from qorgan.kernel.errors import ConsentError, InputError

Code = TypeVar("Code", bound=StrEnum)


class CoarseContext(StrEnum):
    """In which relation it happened, with what is rare under one name."""

    INTIMATE_PARTNER = "intimate-partner"
    CHILD_SEXUAL_ABUSE = "child-sexual-abuse"
    OTHER = "other"


class AgeBand(StrEnum):
    """Hers when it happened. All children are one band: a girl of twelve in a month and a region may be the only one."""

    UNDER_18 = "under-18"
    FROM_18 = "18-29"
    FROM_30 = "30-49"
    FROM_50 = "50-plus"
    NOT_KNOWN = "not-known"


class Service(StrEnum):
    """What she got, here or by referral."""

    SHELTER = "shelter"
    HEALTH = "health"
    PSYCHOSOCIAL = "psychosocial"
    LEGAL = "legal"
    POLICE = "police"
    LIVELIHOOD = "livelihood"
    OTHER = "other"


class Sought(StrEnum):
    """Where she had sought help before."""

    NOBODY = "nobody"
    FAMILY_OR_FRIENDS = "family-or-friends"
    POLICE = "police"
    HEALTH = "health"
    OTHER = "other"


_COARSE: Final = {
    Context.INTIMATE_PARTNER: CoarseContext.INTIMATE_PARTNER,
    Context.CHILD_SEXUAL_ABUSE: CoarseContext.CHILD_SEXUAL_ABUSE,
}
_BANDS: Final = {
    AgeBand.UNDER_18: range(18),
    AgeBand.FROM_18: range(18, 30),
    AgeBand.FROM_30: range(30, 50),
    AgeBand.FROM_50: range(50, 121),
}
NOT_KNOWN: Final = "not-known"  # a region or a month


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar; there is no day to be read from it."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1900 <= self.year <= 2999 and 1 <= self.month <= 12):
            raise InputError("this is no month", field="month", rule="a year of four digits, a month from 1 to 12")

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


@dataclass(frozen=True, slots=True)
class IncidentRecord:
    """What leaves, and nothing beside it.

    Parameters
    ----------
    type : IncidentType
    contexts : frozenset of CoarseContext
        Those that are known; empty where none is.
    region : str
        A code of the pack, or ``not-known``.
    month : Month or None
        Of the incident.
    age_band : AgeBand
    services : frozenset of Service
    sought : frozenset of Sought
        Empty where it is not known; ``nobody`` stands alone.

    Raises
    ------
    InputError
        If a value is finer than its code list, or nobody stands beside somebody.
    """

    type: IncidentType
    contexts: frozenset[CoarseContext]
    region: str
    month: Month | None
    age_band: AgeBand
    services: frozenset[Service]
    sought: frozenset[Sought]

    def __post_init__(self) -> None:
        kept = {
            "type": isinstance(self.type, IncidentType),
            "contexts": _are(CoarseContext, self.contexts),
            # A region of the pack: letters, digits and a hyphen. Whether the country has it, `record_of` knows.
            "region": self.region.replace("-", "").isalnum() and self.region.isascii() and len(self.region) <= 9,
            "month": self.month is None or isinstance(self.month, Month),
            "age_band": isinstance(self.age_band, AgeBand),
            "services": _are(Service, self.services),
            "sought": _are(Sought, self.sought) and (Sought.NOBODY not in self.sought or len(self.sought) == 1),
        }
        _refuse([field for field, is_kept in kept.items() if not is_kept], "each value is one of its code list")

    def to_document(self) -> dict[str, str | list[str]]:
        """Return what is sealed to the statistics office."""
        return {
            "type": self.type.value,
            "contexts": sorted(self.contexts),
            "region": self.region,
            "month": NOT_KNOWN if self.month is None else str(self.month),
            "age_band": self.age_band.value,
            "services": sorted(self.services),
            "sought": sorted(self.sought),
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "IncidentRecord":
        """Read what was sealed.

        Raises
        ------
        InputError
            If a field is missing, or a value is not one of its code list.
        """
        month = document.get("month")
        year, _dash, number = str(month).partition("-")
        lists = {name: _listed(document.get(name)) for name in ("contexts", "services", "sought")}
        try:
            return cls(
                type=IncidentType(str(document.get("type"))),
                contexts=frozenset(CoarseContext(one) for one in lists["contexts"]),
                region=str(document.get("region", "")),
                month=None if month == NOT_KNOWN else Month(int(year), int(number)),
                age_band=AgeBand(str(document.get("age_band"))),
                services=frozenset(Service(one) for one in lists["services"]),
                sought=frozenset(Sought(one) for one in lists["sought"]),
            )
        except ValueError:
            raise InputError("this is no incident record", rule="each value is one of its code list") from None

    def preview(self) -> tuple[tuple[str, str], ...]:
        """Return exactly what would leave, as pairs of the code of a label and the code of a value, for pages to name.

        A list that is empty is shown as not known.
        """
        return tuple(
            (label, value)
            for label, told in self.to_document().items()
            for value in ([told] if isinstance(told, str) else told or [NOT_KNOWN])
        )


def record_of(
    *,
    classification: Classification,
    contexts: Mapping[Context, Answer],
    region: str,
    regions: Collection[str],
    day: date | None,
    ages: tuple[int, int] | None,
    services: Iterable[str],
    sought: Iterable[str],
    today: date,
) -> IncidentRecord:
    """Return the record of one incident of a case.

    Parameters
    ----------
    classification : Classification
        With a settled type: what may still change is not counted.
    contexts : mapping of Context to Answer
        Only a yes is told.
    region : str
        Of the incident; empty where it is not known.
    regions : collection of str
        Codes of the pack.
    day : date or None
        Of the incident; only its month goes in.
    ages : (int, int) or None
        The youngest and the oldest that she can have been on that day, in years; ends that lie in two bands are not known.
    services, sought : iterable of str
        Codes of `Service` and `Sought`.
    today : date

    Raises
    ------
    InputError
        If it is not classified, a code is of no list, the day has not come, or the ages are none; names all such fields.
    """
    kind = classification.type if classification.is_settled else None
    got, asked = _codes(Service, services), _codes(Sought, sought)
    faults = {
        "type": kind is None,
        "region": bool(region) and region not in regions,
        "day": day is not None and day > today,
        "ages": ages is not None and not 0 <= ages[0] <= ages[1] <= 120,
        "services": got is None,
        "sought": asked is None,
    }
    _refuse(
        [field for field, is_wrong in faults.items() if is_wrong], "a settled type, known codes, a day that has come"
    )
    if kind is None or got is None or asked is None:
        raise AssertionError("refused above")
    return IncidentRecord(
        type=kind,
        contexts=frozenset(
            _COARSE.get(one, CoarseContext.OTHER) for one, answer in contexts.items() if answer is Answer.YES
        ),
        region=region or NOT_KNOWN,
        month=None if day is None else Month(day.year, day.month),
        age_band=age_band(ages),
        services=got,
        sought=asked,
    )


def age_band(ages: tuple[int, int] | None) -> AgeBand:
    """Return the band in which both the youngest and the oldest possible age lie, else not known."""
    if ages is None:
        return AgeBand.NOT_KNOWN
    return next((band for band, years in _BANDS.items() if set(ages) <= set(years)), AgeBand.NOT_KNOWN)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A record that waits for the next release.

    Parameters
    ----------
    incident : str
        Id of the incident within the centre; it does not leave.
    record : IncidentRecord
    day : date
        On which it was prepared, with her consent.
    """

    incident: str
    record: IncidentRecord
    day: date


def prepare(incident: str, record: IncidentRecord, decision: Decision, *, day: date) -> Prepared:
    """Put a record among those that wait.

    Parameters
    ----------
    decision : Decision
        What `consent.allows` says today for the purpose of statistics.

    Raises
    ------
    ConsentError
        If she does not agree. No exception makes up for that.
    """
    if not _is_hers(decision):
        raise ConsentError(
            "This record is not prepared: her consent to statistics does not hold. "
            "Rule: only with it. Next: ask her, or leave the incident uncounted."
        )
    return Prepared(incident, record, day)


@dataclass(frozen=True, slots=True)
class Release:
    """What is done with the waiting records on one day.

    Parameters
    ----------
    records : tuple of IncidentRecord
        What leaves, in an order that says nothing about the order of arrival.
    incidents : frozenset of str
        Whose records these are; kept by the centre, so that none is counted again.
    taken_back : frozenset of str
        Incidents whose consent no longer holds; their waiting records are destroyed.
    waiting : frozenset of str
        Prepared in this month; they leave in a later one.
    """

    records: tuple[IncidentRecord, ...]
    incidents: frozenset[str]
    taken_back: frozenset[str]
    waiting: frozenset[str]


def release(
    prepared: Iterable[Prepared], decisions: Mapping[str, Decision], released: Collection[str], *, day: date
) -> Release:
    """Decide what leaves on a day.

    Parameters
    ----------
    prepared : iterable of Prepared
        In the order of preparing; of one incident the last record stands.
    decisions : mapping of str to Decision
        By incident, what `consent.allows` says on this very day. What is missing is a no.
    released : collection of str
        Incidents that were counted before; none is counted twice, also not where it was classified anew.
    day : date
        Of the release. What was prepared in its own month waits: until then she can take it back.
    """
    newest, first_days = dict[str, IncidentRecord](), dict[str, date]()
    for one in prepared:
        if one.incident not in released:
            newest[one.incident] = one.record
            first_days[one.incident] = min(one.day, first_days.get(one.incident, one.day))
    agreed = {incident for incident in newest if incident in decisions and _is_hers(decisions[incident])}
    month = date(day.year, day.month, 1)
    leaving = frozenset(incident for incident in agreed if first_days[incident] < month)
    return Release(
        records=tuple(sorted((newest[incident] for incident in leaving), key=lambda one: str(one.to_document()))),
        incidents=leaving,
        taken_back=frozenset(newest.keys() - agreed),
        waiting=frozenset(agreed - leaving),
    )


def _is_hers(decision: Decision) -> bool:
    return decision.is_allowed and decision.why is Why.CONSENT


def _listed(told: Any) -> list[Any]:
    if not isinstance(told, list):
        raise InputError("this is no incident record", rule="each list of codes is a list")
    return told


def _are(codes: type[Code], values: Collection[object]) -> bool:
    return isinstance(values, frozenset) and all(isinstance(value, codes) for value in values)


def _codes(codes: type[Code], values: Iterable[str]) -> frozenset[Code] | None:
    try:
        return frozenset(codes(value) for value in values)
    except ValueError:
        return None


def _refuse(fields: list[str], rule: str) -> None:
    if fields:
        raise InputError(
            "the incident cannot be counted",
            field=", ".join(fields),
            rule=rule,
            next_step="complete the incident, or leave it uncounted",
        )
