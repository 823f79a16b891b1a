"""The coded and coarse part of an incident, made of what stands in a case: exactly what would leave for statistics."""

from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from qorgan.care.classification import contexts_of
from qorgan.care.consent import Decision, Purpose, Why
from qorgan.care.incident_record import (
    NOT_KNOWN,
    AgeBand,
    CoarseContext,
    IncidentRecord,
    Service,
    Sought,
    record_of,
)
from qorgan.web.care.consents import decide, is_taken_back
from qorgan.web.care.documents import circumstances_of, classification_of
from qorgan.web.care.forms.base import day_in
from qorgan.web.care.forms.opening import AGE_BANDS, ages, regions
from qorgan.web.care.records import OpenedCase, Record
from qorgan.web.care.words import TYPES

_SERVICES: Final = {
    "health": Service.HEALTH,
    "psychosocial": Service.PSYCHOSOCIAL,
    "shelter": Service.SHELTER,
    "law": Service.LEGAL,
    "court": Service.LEGAL,
    "police": Service.POLICE,
    "money": Service.LIVELIHOOD,
    "work": Service.LIVELIHOOD,
}
_GIVEN: Final = frozenset({"done", "partly"})
_SOUGHT: Final = {
    "family": Sought.FAMILY_OR_FRIENDS,
    "police": Sought.POLICE,
    "health": Sought.HEALTH,
    "nobody": Sought.NOBODY,
}
LABELS: Final = {
    "type": _("Type"),
    "contexts": _("Context"),
    "region": _("Region"),
    "month": _("Month"),
    "age_band": _("Age"),
    "services": _("What she got"),
    "sought": _("Whom she had asked for help before"),
}
MISSING: Final = {
    "type": _("the type is not settled: a question about what happened is open"),
    "region": _("the region is not one of the country"),
    "day": _("the day has not come yet"),
    "ages": _("her age and the day contradict each other"),
}
_VALUES: Final[dict[str, dict[str, Any]]] = {
    "type": {code.value: words for code, words in TYPES.items()},
    "contexts": {
        CoarseContext.INTIMATE_PARTNER: _("by an intimate partner"),
        CoarseContext.CHILD_SEXUAL_ABUSE: _("sexual abuse of a child"),
        CoarseContext.OTHER: _("another one"),
    },
    "age_band": {
        AgeBand.UNDER_18: _("under 18"),
        AgeBand.FROM_18: _("18 to 29"),
        AgeBand.FROM_30: _("30 to 49"),
        AgeBand.FROM_50: _("50 or more"),
    },
    "services": {
        Service.SHELTER: _("A safe place to stay"),
        Service.HEALTH: _("Medical help"),
        Service.PSYCHOSOCIAL: _("Somebody to talk to, regularly"),
        Service.LEGAL: _("Legal help"),
        Service.POLICE: _("Help with the police"),
        Service.LIVELIHOOD: _("Money, things, work or training"),
        Service.OTHER: _("Something else"),
    },
    "sought": {
        Sought.NOBODY: _("Nobody"),
        Sought.FAMILY_OR_FRIENDS: _("Family or friends"),
        Sought.POLICE: _("The police"),
        Sought.HEALTH: _("A doctor or a hospital"),
        Sought.OTHER: _("Somebody else"),
    },
}


def may_be_counted(opened: OpenedCase, *, today: date) -> Decision:
    """Say whether a case may be counted now: by her consent to it, and only as long as she allows the file itself."""
    if is_taken_back(opened, today=today):
        return Decision(False, Why.WITHDRAWN)
    return decide(opened, purpose=Purpose.STATISTICS, today=today)


def coded(opened: OpenedCase, incident: Record, *, today: date) -> IncidentRecord:
    """Return the record of one incident as it stands.

    Raises
    ------
    InputError
        If it cannot be counted; its ``field`` names what is missing, codes of `MISSING`.
    """
    data, found = incident.data, classification_of(incident.data)
    got = {
        _SERVICES.get(str(one.data.get("service")), Service.OTHER)
        for one in opened.entries("action")
        if one.data.get("result") in _GIVEN
    }
    return record_of(
        classification=found,
        contexts=contexts_of(found.type, circumstances_of(data)),
        region=str(data.get("place_region", "")),
        regions=dict(regions()),
        day=day_in(data, "happened"),
        ages=_ages(opened, incident),
        services=got,
        sought={_SOUGHT.get(one, Sought.OTHER) for one in data.get("sought", [])},
        today=today,
    )


def _ages(opened: OpenedCase, incident: Record) -> tuple[int, int] | None:
    """Return the youngest and oldest that she can have been: as said of that day, else by her birth; an age of today is none."""
    age, day = incident.data.get("age"), day_in(incident.data, "happened")
    if age is not None:
        return int(age), int(age)
    opening = opened.data("opening")
    if opening.get("birth_year") and day is not None:
        youngest, oldest = ages(int(opening["birth_year"]), day)
        return max(youngest, 0), oldest
    band = AGE_BANDS.get(opening.get("age_band", ""))
    if band is None or day is None:
        return None
    years = (
        opened.case.opened_day.year - day.year + 1
    )  # she may have been so much younger than when the case was opened
    return max(band[1] - years, 0), band[2]


def in_words(record: IncidentRecord) -> list[tuple[Any, Any]]:
    """Return what would leave, all of it and nothing beside it, as pairs of label and text."""
    return [(LABELS[label], said(label, value)) for label, value in record.preview()]


def said(label: str, value: str) -> Any:
    """Return a code of a field in words; a month stays as it is."""
    if value == NOT_KNOWN:
        return _("not known")
    if label == "region":
        return dict(regions()).get(value, value)
    return _VALUES.get(label, {}).get(value, value)
