"""What tests of the release for statistics begin with: a case of October with an incident, and the first of December."""

import uuid
from datetime import UTC, datetime

from tests.cast import sign_in_anew

from qorgan.web.care.actions import writing
from qorgan.web.care.models import Case
from qorgan.web.care.registry import FORMS

DECEMBER = datetime(2026, 12, 1, 7, 0, tzinfo=UTC)
JANUARY = datetime(2027, 1, 4, 7, 0, tzinfo=UTC)
INCIDENT = {
    "happened": "2026-10-17",
    "place_region": "KZ-75",
    "age": 31,
    "words": "қанат-words",
    "q_penetration": "no",
    "q_sexual_contact": "no",
    "q_physical_assault": "yes",
    "is_partner": "yes",
    "sought": ["family", "court"],
}
YES = {"purpose": "statistics", "giver": "herself", "given": "2026-11-20"}


def save(worker, case, form, entry="", began_from=0, **data):
    """Save a form of a case and return the entry."""
    entry = entry or str(uuid.uuid4())
    writing.save_form(by=worker.actor, case=case, form=FORMS[form], entry=entry, began_from=began_from, data=data)
    return entry


def counted_case(worker, called="Aigerim", **incident) -> Case:
    """Begin a case of an adult who allows that her one incident is counted."""
    case = writing.begin_case(
        by=worker.actor,
        opening={"called": called, "is_adult": "yes", "region": "KZ-75", "birth_year": 1990},
        consents=[{"purpose": "case", "giver": "herself", "given": "2026-11-20"}, YES],
    )
    save(worker, case, "incident", **{**INCIDENT, **incident})
    return case


def come(frozen, moment, *members):
    """Let a moment come, and these members sign in again: the sessions of November are over."""
    frozen.at = moment
    for one in members:
        sign_in_anew(one)
