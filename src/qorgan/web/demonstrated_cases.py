"""A few invented cases of a demonstration, made through the same actions as real ones. No real person, no real place."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from qorgan.web import handing_over
from qorgan.web.accounts.actor import Actor
from qorgan.web.care.actions.writing import begin_case, save_form
from qorgan.web.care.models import Case
from qorgan.web.care.records import ONLY, open_case
from qorgan.web.care.registry import FORMS
from qorgan.web.hear.models import Disclosure
from qorgan.web.shell import clock

DENIED = [
    "strangulation",
    "weapon",
    "forced_sex",
    "pregnancy",
    "separation",
    "stalking",
    "escalation",
    "harm_to_children",
    "harm_to_animals",
    "her_fear",
    "threat_to_kill",
]


def fill(*, by: Actor, conversation: Disclosure) -> None:
    """Open three cases at the centre of this worker, one of them from a conversation in which she allowed it."""
    _worked(by)
    _begun(by)
    handing_over.begin_from(by=by, row=conversation, opening={"called": "Ayla (invented)", "is_adult": "yes"})


def _worked(by: Actor) -> None:
    case = begin_case(
        by=by,
        opening={
            "called": "Botagoz (invented)",
            "reference": "17",
            "labels": "court",
            "speaks": "kk",
            "region": "KZ-75",
            "age_band": "30-49",
            "is_adult": "yes",
            "came": "phone",
            "came_day": _day(-30),
            "never": "Never call in the evening (invented)",
            "ways": ["messenger"],
            "where": "invented, no number",
            "hours": "weekdays 10 to 12",
        },
        consents=[_agreed("case", -30), _agreed("contact", -30), _agreed("statistics", -30)],
    )
    incident = {
        "happened": _day(-33),
        "place_region": "KZ-75",
        "place": "home",
        "words": "He hit me in the kitchen. (invented)",
        "q_penetration": "no",
        "q_sexual_contact": "no",
        "q_physical_assault": "yes",
        "relation": "partner",
        "is_partner": "yes",
        "kinds": ["physical"],
        "sought": ["family"],
    }
    _save(by, case, "incident", incident)
    risk = {"asked_day": _day(-29), "flag_strangulation": "yes", "flag_separation": "yes", "review_day": _day(3)}
    _save(by, case, "risk", risk)
    plan = {
        "now": "staying",
        "part_staying": "Stay near the door. (invented)",
        "part_leaving": "To her sister, with the bag. (invented)",
        "part_documents": "Copies are with her sister. (invented)",
        "paper_is_safe": "no",
        "review_day": _day(10),
    }
    _save(by, case, "safety-plan", plan)
    _save(by, case, "action", {"service": "law", "agreed_day": _day(-25), "until": _day(-2), "by_whom": "(invented)"})
    _save(by, case, "order", {"kind": "protection", "first_day": _day(-20), "last_day": _day(9)})
    _save(by, case, "follow-up", {"planned": _day(-15), "outcome": "met", "contact_day": _day(-15), "safety": "safer"})
    _save(by, case, "follow-up", {"planned": _day(4), "way": "messenger"})


def _begun(by: Actor) -> None:
    opening = {"called": "Lena (invented)", "speaks": "ru", "region": "KZ-75", "is_adult": "yes", "came": "herself"}
    case = begin_case(by=by, opening=opening, consents=[_agreed("case", -1)])
    _save(by, case, "risk", {"asked_day": _day(-1), **{f"flag_{one}": "no" for one in DENIED}})


def _save(by: Actor, case: Case, name: str, data: Mapping[str, Any]) -> None:
    entry = str(uuid.uuid4()) if FORMS[name].many else ONLY
    now = open_case(case, by.intake).current(name, entry)
    save_form(by=by, case=case, form=FORMS[name], entry=entry, began_from=now.revision if now else 0, data=data)


def _agreed(purpose: str, days: int) -> dict[str, str]:
    return {"purpose": purpose, "giver": "herself", "given": _day(days)}


def _day(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()
